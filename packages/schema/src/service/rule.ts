import { didYouMean } from '../check/nearest.js';

/** Matchers of Traefik 3 with the number of their arguments. */
const matchers: { readonly [name: string]: readonly [least: number, most: number] } = {
  Host: [1, 1],
  HostRegexp: [1, 1],
  Path: [1, 1],
  PathPrefix: [1, 1],
  PathRegexp: [1, 1],
  Method: [1, 1],
  Header: [2, 2],
  HeaderRegexp: [2, 2],
  Query: [1, 2],
  QueryRegexp: [1, 2],
  ClientIP: [1, 1],
  HostSNI: [1, 1],
  HostSNIRegexp: [1, 1],
  ALPN: [1, 1],
};

const token = /\s*(?:(?<name>[A-Za-z]+)|(?<text>`[^`]*`|"(?:[^"\\]|\\.)*")|(?<sign>&&|\|\||[!(),]))/y;

interface Rule {
  readonly calls: readonly { readonly name: string; readonly args: readonly string[] }[];
  readonly problem: { readonly message: string; readonly hint: string } | null;
}

/** Why Traefik would refuse the rule, or null. A route with a bad rule is not served, and Traefik tells only its log. */
export const problemOfRule = (rule: string): Rule['problem'] =>
  rule.includes('{{') ? wrong('a rule cannot hold {{', 'Traefik reads that as a template; write the value out.') : parse(rule).problem;

/** Names in the rule's `Host(…)`, lower case. */
export const hostsOfRule = (rule: string): string[] =>
  parse(rule).calls.flatMap(({ name, args }) => (name === 'Host' ? args.map((host) => host.toLowerCase()) : []));

const wrong = (message: string, hint: string) => ({ message, hint });

/** expression := term (('&&' | '||') term)*, term := '!' term | '(' expression ')' | Name '(' text (',' text)* ')' */
function parse(rule: string): Rule {
  const { tokens, rest } = tokenize(rule);
  const calls: { name: string; args: string[] }[] = [];
  if (rest !== '') {
    return {
      calls,
      problem: wrong(
        `the rule cannot be read from ${rest.slice(0, 20)} on`,
        rest.startsWith("'")
          ? 'Put names in backticks: Host(`a.example.org`).'
          : 'Write matchers such as Host(`a.example.org`) && PathPrefix(`/x`).',
      ),
    };
  }
  let at = 0;
  const take = (expected: string) => {
    if (tokens[at] !== expected)
      throw new SyntaxError(
        tokens[at] === undefined ? `the rule ends where ${expected} is expected` : `${expected} is expected before ${tokens[at]}`,
      );
    at++;
  };
  const term = (): void => {
    const next = tokens[at++];
    if (next === '!') return term();
    if (next === '(') {
      expression();
      return take(')');
    }
    if (next === undefined || !/^[A-Za-z]/.test(next))
      throw new SyntaxError(next === undefined ? 'the rule ends where a matcher is expected' : `a matcher is expected before ${next}`);
    const args: string[] = [];
    take('(');
    while (tokens[at] !== ')') {
      if (args.length > 0) take(',');
      const text = tokens[at++] ?? '';
      if (!/^[`"]/.test(text)) throw new SyntaxError(`${next} takes names in backticks, not ${text === '' ? 'nothing' : text}`);
      args.push(text.slice(1, -1));
    }
    take(')');
    calls.push({ name: next, args });
  };
  const expression = (): void => {
    term();
    while (tokens[at] === '&&' || tokens[at] === '||') {
      at++;
      term();
    }
  };
  try {
    expression();
    if (at < tokens.length) throw new SyntaxError(`&& or || is expected before ${tokens[at]}`);
  } catch (error) {
    const message = error instanceof SyntaxError ? error.message : 'the rule is nested too deeply';
    return { calls, problem: wrong(message, 'Write matchers such as Host(`a.example.org`) && PathPrefix(`/x`).') };
  }
  return { calls, problem: calls.map(misuse).find((problem) => problem !== null) ?? null };
}

function misuse({ name, args }: { name: string; args: readonly string[] }): Rule['problem'] {
  const [least, most] = matchers[name] ?? [0, 0];
  if (most === 0)
    return wrong(
      `Traefik has no matcher ${name}`,
      didYouMean(name, Object.keys(matchers)) ?? `It has ${Object.keys(matchers).join(', ')}.`,
    );
  if (args.length < least || args.length > most) {
    return wrong(
      `${name} takes ${most === 1 ? 'one name' : `${least === most ? '' : `${least} or `}${most} names`}, not ${args.length}`,
      `Join several with ||: ${name}(\`a\`) || ${name}(\`b\`).`,
    );
  }
  if (args.some((text) => text === '')) return wrong(`${name} has an empty name`, 'Write what it shall match.');
  if (name === 'Host' && !/^[A-Za-z0-9*._-]+$/.test(args[0] ?? ''))
    return wrong(`${args[0]} is not a host name`, 'Write it in ASCII (punycode), without scheme, port and path.');
  return null;
}

function tokenize(rule: string): { tokens: string[]; rest: string } {
  const tokens: string[] = [];
  token.lastIndex = 0;
  let end = 0;
  for (let match = token.exec(rule); match; match = token.exec(rule)) {
    tokens.push(match[0].trim());
    end = token.lastIndex;
  }
  return { tokens, rest: rule.slice(end).trim() };
}

import { isIP } from 'node:net';
import { didYouMean } from '../check/nearest.js';
import { asHostName, isAddressable } from '../names.js';
import { goExpressionProblem } from './go-expression.js';

type Arity = readonly [least: number, most: number];

/** Matchers of Traefik 3 with the number of their arguments; it takes them in any case. */
const matchers: { readonly [layer in 'http' | 'tcp']: { readonly [name: string]: Arity } } = {
  http: {
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
  },
  tcp: { HostSNI: [1, 1], HostSNIRegexp: [1, 1], ALPN: [1, 1], ClientIP: [1, 1] },
};

const spelled = (name: string, known: readonly string[]): string => known.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;

/** Between double quotes the escapes of Go hold. */
const token =
  /\s*(?:(?<name>[A-Za-z]\w*)|(?<text>`[^`]*`|"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-7]{3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}))*")|(?<sign>&&|\|\||[!(),]))/y;

interface Rule {
  readonly calls: readonly { readonly name: string; readonly args: readonly string[] }[];
  readonly problem: { readonly message: string; readonly hint: string } | null;
}

/** Why Traefik would refuse the rule, or null. A route with a bad rule is not served, and Traefik tells only its log. */
export const problemOfRule = (rule: string, layer: 'http' | 'tcp'): Rule['problem'] =>
  rule.includes('{{')
    ? wrong('a rule cannot hold {{', 'Traefik reads that as a template; write the value out.')
    : parse(rule, layer).problem;

/** Names in the rule's `Host(…)` or `HostSNI(…)`, lower case. */
export const hostsOfRule = (rule: string): string[] =>
  parse(rule, 'http').calls.flatMap(({ name, args }) =>
    /^host(sni)?$/i.test(name) ? args.map((host) => host.toLowerCase()).filter((host) => host !== '*') : [],
  );

const wrong = (message: string, hint: string) => ({ message, hint });

/** expression := term (('&&' | '||') term)*, term := '!' term | '(' expression ')' | Name '(' text (',' text)* ')' */
function parse(rule: string, layer: 'http' | 'tcp'): Rule {
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
  return { calls, problem: calls.map((call) => misuse(call, layer)).find((problem) => problem !== null) ?? null };
}

function misuse(
  { name: written, args }: { readonly name: string; readonly args: readonly string[] },
  layer: 'http' | 'tcp',
): Rule['problem'] {
  const known = matchers[layer];
  const name = spelled(written, Object.keys(known));
  const [least, most] = Object.hasOwn(known, name) ? (known[name] as Arity) : [0, 0];
  if (most === 0)
    return wrong(
      `Traefik has no matcher ${written}${layer === 'tcp' ? ' for TCP' : ''}`,
      didYouMean(written, Object.keys(known)) ?? `It has ${Object.keys(known).join(', ')}.`,
    );
  if (args.length < least || args.length > most) {
    return wrong(
      `${name} takes ${most === 1 ? 'one name' : `${least === most ? '' : `${least} or `}${most} names`}, not ${args.length}`,
      `Join several with ||: ${name}(\`a\`) || ${name}(\`b\`).`,
    );
  }
  if (args.some((text) => text === '')) return wrong(`${name} has an empty name`, 'Write what it shall match.');
  const [value = ''] = args;
  if (/^Host(SNI)?$/.test(name) && value !== '*' && !isHost(value))
    return wrong(`${value} is not a host name`, 'Write it in ASCII (punycode), without scheme, port and path.');
  if (/^Path(Prefix)?$/.test(name) && !value.startsWith('/')) return wrong(`${name} takes a path, not ${value}`, 'A path begins with /.');
  if (name === 'ClientIP' && !isRange(value))
    return wrong(`${value} is not an address or a range of addresses`, 'Write one such as 192.0.2.7 or 10.0.0.0/8.');
  const expression = name.endsWith('Regexp') ? args.at(-1) : undefined;
  if (expression === undefined) return null;
  if (/\{\w+:/.test(expression))
    return wrong(`{name:…} in ${name} is of Traefik 2`, 'Write a plain regular expression, such as ^[a-z]+\\.example\\.org$.');
  const problem = goExpressionProblem(expression);
  return problem === null ? null : wrong(`${expression} in ${name} is no regular expression of Go: ${problem}`, goHint);
}

export const goHint = 'Go has no looking around, back references and possessive repeats; https://regex101.com has a Go flavour.';

const isHost = (value: string): boolean => /^[A-Za-z0-9*._-]+$/.test(value) && (asHostName(value, true) !== null || isAddressable(value));

function isRange(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  return isIP(address) !== 0 && more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32);
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

import { isIP } from 'node:net';
import { RE2JS } from 're2js';

/** A rule of a router as a tree; names of matchers in lower case, values as they are compared. */
export type Rule =
  | { readonly any: readonly Rule[] }
  | { readonly all: readonly Rule[] }
  | { readonly not: Rule }
  | { readonly matcher: string; readonly values: readonly string[] };

type Known = { readonly [matcher: string]: readonly number[] };

const counts: { readonly [layer in 'http' | 'tcp']: Known } = {
  http: {
    host: [1],
    hostregexp: [1],
    path: [1],
    pathprefix: [1],
    pathregexp: [1],
    method: [1],
    clientip: [1],
    header: [2],
    headerregexp: [2],
    query: [1, 2],
    queryregexp: [1, 2],
  },
  tcp: { hostsni: [1], hostsniregexp: [1], clientip: [1], alpn: [1] },
};

/** A rule is read as an expression of Go: between double quotes its escapes hold, so `"\\."` is one and `"\."` is none. */
const token =
  /(&&|\|\||[()!,])|([A-Za-z]\w*)|(`[^`]*`|"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-7]{3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}))*")/y;

/** Parentheses and negations within each other; more is nobody's rule. */
const deepest = 100;

/** What is wrong with a rule, in one sentence, or `null`. Syntax of Traefik v3, https://doc.traefik.io/traefik/routing/routers/#rule */
export function ruleProblem(rule: string, layer: 'http' | 'tcp'): string | null {
  try {
    parseRule(rule, layer);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** @throws Error with what is wrong, in one sentence */
export function parseRule(rule: string, layer: 'http' | 'tcp'): Rule {
  const tokens = tokensOf(rule);
  if (tokens.length === 0) throw new Error('it is empty');
  const known = counts[layer];
  let at = 0;

  /** `&&` binds tighter than `||`. */
  const any = (depth: number): Rule => {
    const parts = [all(depth)];
    while (tokens[at] === '||') parts.push((at++, all(depth)));
    return parts.length === 1 ? (parts[0] as Rule) : { any: parts };
  };
  const all = (depth: number): Rule => {
    const parts = [operand(depth)];
    while (tokens[at] === '&&') parts.push((at++, operand(depth)));
    return parts.length === 1 ? (parts[0] as Rule) : { all: parts };
  };
  const operand = (depth: number): Rule => {
    if (depth > deepest) throw new Error('it is nested too deeply');
    if (tokens[at] === '!') return (at++, { not: operand(depth + 1) });
    if (tokens[at] !== '(') return call();
    at += 1;
    const inner = any(depth + 1);
    if (tokens[at] !== ')') throw new Error('a parenthesis is not closed');
    at += 1;
    return inner;
  };
  const call = (): Rule => {
    const name = tokens[at++] ?? '';
    if (!/^[A-Za-z]/.test(name)) throw new Error(name === '' ? 'it ends too early' : `unexpected ${name}`);
    const matcher = name.toLowerCase();
    const wanted = Object.hasOwn(known, matcher) ? known[matcher] : undefined;
    if (!wanted) throw new Error(`there is no matcher ${name}`);
    if (tokens[at++] !== '(') throw new Error(`${name} needs its value in parentheses`);
    const values: string[] = [];
    while (tokens[at] !== ')') {
      const value = tokens[at++];
      if (value === undefined || !/^[`"]/.test(value))
        throw new Error(`${name} has no proper value; values stand in backticks or double quotes`);
      values.push(unquoted(value));
      if (tokens[at] === ',') at += 1;
      else if (tokens[at] !== ')') throw new Error(`${name} is not closed`);
    }
    at += 1;
    if (!wanted.includes(values.length))
      throw new Error(
        `${name} takes ${wanted.join(' or ')} value${wanted[0] === 1 ? '' : 's'}, not ${values.length}; join several with ||`,
      );
    const problem = valueProblem(matcher, values);
    if (problem !== null) throw new Error(problem);
    return { matcher, values };
  };

  const result = any(0);
  if (at < tokens.length) throw new Error(`unexpected ${tokens[at]}`);
  return result;
}

function tokensOf(rule: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < rule.length;) {
    if (/\s/.test(rule[at] as string)) {
      at += 1;
      continue;
    }
    token.lastIndex = at;
    const found = token.exec(rule);
    if (!found) {
      const hint =
        rule[at] === '"' && rule.includes('\\', at)
          ? 'a backslash is better written in backticks'
          : 'values stand in backticks or double quotes';
      throw new Error(`unexpected ${JSON.stringify(rule[at])} at position ${at + 1} (${hint})`);
    }
    tokens.push(found[0]);
    at = token.lastIndex;
  }
  return tokens;
}

const letters: { readonly [letter: string]: string } = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** What a literal of Go stands for. */
function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replaceAll(/\\(?:([0-7]{3})|[xuU]([\da-fA-F]+)|(.))/g, (_, octal?: string, hex?: string, letter = '') => {
    if (octal === undefined && hex === undefined) return letters[letter] ?? letter;
    const point = octal === undefined ? Number.parseInt(hex as string, 16) : Number.parseInt(octal, 8);
    return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  });
}

function valueProblem(matcher: string, values: readonly string[]): string | null {
  const [value = ''] = values;
  if (values.every((one) => one === '')) return 'a value is empty';
  if (/^host(sni)?$/.test(matcher) && /[^\x00-\x7f]/.test(value)) return `${value} must be written in punycode`;
  if (/^path(prefix)?$/.test(matcher) && !value.startsWith('/')) return `path ${value} must begin with /`;
  if (matcher === 'clientip' && !isRange(value)) return `${value} is not an address or a range of addresses`;
  if (!matcher.endsWith('regexp')) return null;
  const problem = patternProblem(values.at(-1) ?? '');
  return problem === null ? null : `${values.at(-1)} is no pattern: ${problem}`;
}

function isRange(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  return isIP(address) !== 0 && more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32);
}

/** What Go says of a regular expression, or `null` when it takes it. */
export function patternProblem(pattern: string): string | null {
  if (/\{\w+:/.test(pattern)) return '{name:…} is of Traefik 2';
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    const said = (error as Error).message.replace(/^error parsing regexp: /, '');
    if (/`\(\?<?[=!]/.test(said)) return 'Go has no look-around';
    return /`\\[1-9]/.test(said) ? 'Go has no back references' : said;
  }
}

/** Whether Go finds the expression anywhere in `text`; a bad one matches nothing. */
export function patternFinds(pattern: string, text: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return false;
  }
}

import { isIP } from 'node:net';

const counts: { readonly [layer in 'http' | 'tcp']: { readonly [matcher: string]: readonly number[] } } = {
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

/** What is wrong with a rule, in one sentence, or `null`. Syntax of Traefik v3, https://doc.traefik.io/traefik/routing/routers/#rule */
export function ruleProblem(rule: string, layer: 'http' | 'tcp'): string | null {
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
      return `unexpected ${JSON.stringify(rule[at])} at position ${at + 1} (${hint})`;
    }
    tokens.push(found[0]);
    at = token.lastIndex;
  }
  if (tokens.length === 0) return 'it is empty';
  try {
    const rest = alternatives(tokens, 0, counts[layer]);
    return rest === tokens.length ? null : `unexpected ${tokens[rest]}`;
  } catch (error) {
    return (error as Error).message;
  }
}

type Known = { readonly [matcher: string]: readonly number[] };

/** Each of these takes the position of its first token and returns that after its last. */
function alternatives(tokens: readonly string[], from: number, known: Known): number {
  let at = operand(tokens, from, known);
  while (tokens[at] === '||' || tokens[at] === '&&') at = operand(tokens, at + 1, known);
  return at;
}

function operand(tokens: readonly string[], from: number, known: Known): number {
  if (tokens[from] === '!') return operand(tokens, from + 1, known);
  if (tokens[from] !== '(') return call(tokens, from, known);
  const end = alternatives(tokens, from + 1, known);
  if (tokens[end] !== ')') throw new Error('a parenthesis is not closed');
  return end + 1;
}

function call(tokens: readonly string[], from: number, known: Known): number {
  const name = tokens[from] ?? '';
  if (!/^[A-Za-z]/.test(name)) throw new Error(name === '' ? 'it ends too early' : `unexpected ${name}`);
  const wanted = known[name.toLowerCase()];
  if (!wanted) throw new Error(`there is no matcher ${name}`);
  if (tokens[from + 1] !== '(') throw new Error(`${name} needs its value in parentheses`);
  const values: string[] = [];
  let at = from + 2;
  while (tokens[at] !== ')') {
    const value = tokens[at];
    if (value === undefined || !/^[`"]/.test(value))
      throw new Error(`${name} has no proper value; values stand in backticks or double quotes`);
    values.push(value.slice(1, -1));
    at += 1;
    if (tokens[at] === ',') at += 1;
    else if (tokens[at] !== ')') throw new Error(`${name} is not closed`);
  }
  if (!wanted.includes(values.length))
    throw new Error(`${name} takes ${wanted.join(' or ')} value${wanted[0] === 1 ? '' : 's'}, not ${values.length}; join several with ||`);
  return at + 1 + check(name.toLowerCase(), values);
}

function check(name: string, values: readonly string[]): 0 {
  const [value = ''] = values;
  if (values.every((one) => one === '')) throw new Error('a value is empty');
  if (/^host(sni)?$/.test(name) && /[^\x00-\x7f]/.test(value)) throw new Error(`${value} must be written in punycode`);
  if (/^path(prefix)?$/.test(name) && !value.startsWith('/')) throw new Error(`path ${value} must begin with /`);
  if (name === 'clientip' && !isRange(value)) throw new Error(`${value} is not an address or a range of addresses`);
  if (/regexp$/.test(name)) {
    const problem = patternProblem(values.at(-1) ?? '');
    if (problem !== null) throw new Error(`${values.at(-1)} is no pattern: ${problem}`);
  }
  return 0;
}

function isRange(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  return isIP(address) !== 0 && more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32);
}

/** Go's regular expressions know less than ours; what is theirs alone (`(?i)`, `(?P<name>…)`) is taken as it is. */
function patternProblem(pattern: string): string | null {
  if (/\{\w+:/.test(pattern)) return '{name:…} is of Traefik 2';
  if (/\(\?<?[=!]/.test(pattern)) return 'Go has no look-around';
  if (/(?<!\\)(\\\\)*\\[1-9]/.test(pattern)) return 'Go has no back references';
  try {
    new RegExp(pattern.replaceAll(/\(\?[a-zA-Z-]*(:|(?=\)))/g, '(').replaceAll('(?P<', '(?<'));
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^.*: /, '');
  }
}

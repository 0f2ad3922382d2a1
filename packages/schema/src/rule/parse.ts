/** A rule of a router as a tree. */
export type Rule = { readonly any: readonly Rule[] } | { readonly all: readonly Rule[] } | { readonly not: Rule } | Call;

export interface Call {
  /** As it is written: Traefik takes matchers in any case. */
  readonly name: string;
  readonly values: readonly string[];
}

/** A rule that is none. The message is for its author. */
export class RuleSyntaxError extends SyntaxError {
  readonly hint: string;
  /** Offset into the rule. */
  readonly at: number;
  /** `''`: no token begins there. */
  readonly expected: string;
  /** `''`: the end. */
  readonly found: string;

  constructor(
    message: string,
    { at = 0, expected = '', found = '', hint = example }: Partial<Pick<RuleSyntaxError, 'at' | 'expected' | 'found' | 'hint'>> = {},
  ) {
    super(message);
    [this.at, this.expected, this.found, this.hint] = [at, expected, found, hint];
  }
}

const example = 'Write matchers such as Host(`a.example.org`) && PathPrefix(`/x`).';

/** A rule is read as an expression of Go: between double quotes its escapes hold, so `"\\."` is one and `"\."` is none. */
const tokens =
  /\s*(&&|\|\||[()!,]|[A-Za-z]\w*|`[^`]*`|"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-7]{3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}))*")|\s*$/y;

/**
 * Reads a rule of Traefik v3: https://doc.traefik.io/traefik/routing/routers/#rule. What its matchers take is another question.
 *
 *     any := all ('||' all)*    all := one ('&&' one)*    one := '!' one | '(' any ')' | name '(' value (',' value)* ')'
 *
 * @throws RuleSyntaxError
 */
export function parseRule(rule: string): Rule {
  const list = tokenize(rule);
  let index = 0;
  const token = (): string => list[index]?.text ?? '';
  const wrong = (expected: string, message?: string): RuleSyntaxError => {
    const found = token();
    const otherwise = found === '' ? `the rule ends where ${expected} is expected` : `${expected} is expected before ${found}`;
    return new RuleSyntaxError(message ?? otherwise, { at: list[index]?.at ?? rule.length, expected, found });
  };
  const take = (expected: string): void => {
    if (token() !== expected) throw wrong(expected);
    index += 1;
  };
  const any = (): Rule => {
    const parts = [all()];
    while (token() === '||') parts.push((index++, all()));
    return parts.length > 1 ? { any: parts } : (parts[0] as Rule);
  };
  const all = (): Rule => {
    const parts = [one()];
    while (token() === '&&') parts.push((index++, one()));
    return parts.length > 1 ? { all: parts } : (parts[0] as Rule);
  };
  const one = (): Rule => {
    if (token() === '!') return (index++, { not: one() });
    if (token() !== '(') return call();
    index += 1;
    const inner = any();
    take(')');
    return inner;
  };
  const call = (): Rule => {
    const name = token();
    if (!/^[A-Za-z]/.test(name)) throw wrong('a matcher');
    index += 1;
    take('(');
    const values: string[] = [];
    while (token() !== ')') {
      if (!/^[`"]/.test(token()) && (values.length === 0 || token() !== ''))
        throw wrong('a value', `${name} takes names in backticks, not ${token() || 'nothing'}`);
      values.push(unquoted(token()));
      index += 1;
      if (token() !== ')') take(',');
    }
    index += 1;
    return { name, values };
  };
  try {
    const result = any();
    if (token() !== '') throw wrong('&& or ||');
    return result;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RuleSyntaxError('the rule is nested too deeply', { at: 0, expected: 'a matcher', found: token() });
  }
}

/** All matchers of a rule, from left to right. */
export function callsOf(rule: Rule): readonly Call[] {
  if ('name' in rule) return [rule];
  if ('not' in rule) return callsOf(rule.not);
  if ('any' in rule) return rule.any.flatMap(callsOf);
  return 'all' in rule ? rule.all.flatMap(callsOf) : [];
}

function tokenize(rule: string): { text: string; at: number }[] {
  const list: { text: string; at: number }[] = [];
  for (let end = 0; end < rule.length;) {
    tokens.lastIndex = end;
    const found = tokens.exec(rule);
    if (!found) {
      const rest = rule.slice(end).trim();
      throw new RuleSyntaxError(`the rule cannot be read from ${rest.slice(0, 20)} on`, {
        at: rule.length - rule.slice(end).trimStart().length,
        expected: '',
        found: rest,
        ...(rest.startsWith("'") ? { hint: 'Put names in backticks: Host(`a.example.org`).' } : {}),
      });
    }
    end = tokens.lastIndex;
    const [, text] = found;
    if (text !== undefined) list.push({ text, at: end - text.length });
    else break;
  }
  return list;
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

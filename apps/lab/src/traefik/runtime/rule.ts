import { BlockList, isIP } from 'node:net';
import { callsOf, goExpressionFinds, matcherOf, misuseOf, parseRule, RuleSyntaxError } from '@hl/schema/traefik';
import type { Call, Layer, Misuse, Rule as Parsed } from '@hl/schema/traefik';

/** What a rule looks at; the host is in lower case. */
export interface Asked {
  readonly host: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly clientIp: string;
}

export interface Rule {
  matches(asked: Asked): boolean;
  /** All values of `Host(…)`, `HostSNI(…)` and their regular expressions: which hosts it is about. */
  readonly hosts: readonly string[];
}

/**
 * A rule of Traefik v3, ready to be asked.
 *
 * @throws Error in Traefik's words, e.g. `error while parsing rule …: unsupported function: Hst`
 */
export function compileRule(text: string, layer: Layer = 'http'): Rule {
  const parsing = `error while parsing rule ${text}: parsing rule ${text}`;
  const tree = parsed(text, parsing);
  const calls = callsOf(tree);
  const unknown = calls.find((call) => matcherOf(call, layer) === null);
  if (unknown) throw new Error(`${parsing}: unsupported function: ${unknown.name}`);
  for (const call of calls) {
    const misuse = misuseOf(call, layer);
    const name = matcherOf(call, layer) ?? '';
    if (misuse) throw new Error(`adding rule ${text}: error while adding rule ${name}: ${refusal(name, call, misuse)}`);
  }
  const hosts = calls.filter(({ name }) => /^host/i.test(name)).flatMap(({ values }) => values.map((host) => host.toLowerCase()));
  return { matches: (asked) => matches(tree, asked), hosts };
}

function parsed(text: string, parsing: string): Parsed {
  try {
    return parseRule(text);
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    const { at, expected, found } = error;
    const [literal] = /^"(?:[^"\\]|\\.)*"/.exec(found) ?? [];
    if (expected === '' && literal) throw new Error(`${parsing}: 1:${at + literal.length}: unknown escape sequence`, { cause: error });
    if (expected === '') throw new Error(`${parsing}: 1:${at + 1}: illegal character`, { cause: error });
    const wanted = expected === 'a matcher' ? 'operand' : `'${expected}'`;
    throw new Error(`${parsing}: 1:${at + 1}: expected ${wanted}, found '${found || 'EOF'}'`, { cause: error });
  }
}

function refusal(matcher: string, { values }: Call, misuse: Misuse): string {
  switch (misuse.kind) {
    case 'count':
      return values.length === 0
        ? `no args for matcher ${matcher}`
        : `unexpected number of parameters; got ${values.length}, expected one of [${misuse.allowed.join(' ')}]`;
    case 'empty':
      return `empty args for matcher ${matcher}, [${values.join(' ')}]`;
    case 'non-ascii':
      return `invalid value ${JSON.stringify(misuse.value)} for ${matcher} matcher, non-ASCII characters are not allowed`;
    case 'relative-path':
      return `path "${misuse.value}" does not start with a '/'`;
    case 'no-range':
      return `initializing IP checker for ClientIP matcher: parsing CIDR whitelist [${misuse.value}]`;
    case 'expression':
      // PathRegexp calls itself PathPrefix
      return `compiling ${matcher === 'PathRegexp' ? 'PathPrefix' : matcher} matcher: error parsing regexp: ${misuse.problem}`;
    default:
      return `unsupported function: ${matcher}`;
  }
}

function matches(rule: Parsed, asked: Asked): boolean {
  if ('any' in rule) return rule.any.some((part) => matches(part, asked));
  if ('all' in rule) return rule.all.every((part) => matches(part, asked));
  if ('not' in rule) return !matches(rule.not, asked);
  const [first = '', second] = rule.values;
  const headers = [asked.headers[first.toLowerCase()] ?? []].flat();
  switch (rule.name.toLowerCase()) {
    case 'host':
      return isHost(first.toLowerCase(), asked.host);
    case 'hostregexp':
      return goExpressionFinds(first, asked.host);
    case 'path':
      return asked.path === first;
    case 'pathprefix':
      return asked.path.startsWith(first);
    case 'pathregexp':
      return goExpressionFinds(first, asked.path);
    case 'method':
      return asked.method === first.toUpperCase();
    case 'header':
      return headers.includes(second ?? '');
    case 'headerregexp':
      return headers.some((one) => goExpressionFinds(second ?? '', one));
    case 'query':
      return second === undefined ? asked.query.has(first) : asked.query.getAll(first).includes(second);
    case 'queryregexp':
      return asked.query.getAll(first).some((one) => goExpressionFinds(second ?? '', one));
    case 'clientip':
      return inRange(first, asked.clientIp);
    default:
      return false; // of TCP: nothing is proxied there
  }
}

/** A star at the beginning stands for one label. */
function isHost(wanted: string, host: string): boolean {
  if (wanted === '*' || host === wanted || host === `${wanted}.`) return true;
  return wanted.startsWith('*.') && host.endsWith(wanted.slice(1)) && !host.slice(0, -wanted.length + 1).includes('.');
}

function inRange(range: string, address: string): boolean {
  const [network = '', bits] = range.split('/');
  const family = (one: string) => (isIP(one) === 6 ? 'ipv6' : 'ipv4');
  const list = new BlockList();
  list.addSubnet(network, Number(bits ?? (isIP(network) === 6 ? 128 : 32)), family(network));
  return list.check(address, family(address));
}

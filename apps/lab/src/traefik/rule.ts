import { isIP, BlockList } from 'node:net';
import { RE2JS } from 're2js';

/** What a rule looks at; all lower case but `path`. */
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

type Match = (asked: Asked) => boolean;
type Matcher = { readonly counts: readonly number[]; build(...values: string[]): Match };

const cidr = (range: string): Match => {
  const [address = '', bits] = range.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) throw new Error(`initializing IP checker for ClientIP matcher: parsing CIDR whitelist [${range}]`);
  const list = new BlockList();
  list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  return ({ clientIp }) => list.check(clientIp, isIP(clientIp) === 6 ? 'ipv6' : 'ipv4');
};

const header = (headers: Asked['headers'], name: string): string[] => [headers[name.toLowerCase()] ?? []].flat();

function goPattern(matcher: string, value: string): { test(text: string): boolean } {
  try {
    const pattern = RE2JS.compile(value);
    return { test: (text) => pattern.matcher(text).find() };
  } catch (error) {
    throw new Error(`compiling ${matcher} matcher: ${(error as Error).message}`, { cause: error });
  }
}

const matchers: { readonly [name: string]: Matcher } = {
  Host: {
    counts: [1],
    build(value) {
      if (/[^\0-\x7f]/.test(value))
        throw new Error(`invalid value ${JSON.stringify(value)} for Host matcher, non-ASCII characters are not allowed`);
      const host = value.toLowerCase();
      if (host === '*') return () => true;
      if (!host.startsWith('*.')) return (asked) => asked.host === host || asked.host === `${host}.`;
      return (asked) => asked.host.endsWith(host.slice(1)) && !asked.host.slice(0, -host.length + 1).includes('.');
    },
  },
  HostRegexp: {
    counts: [1],
    build(value) {
      const pattern = goPattern('HostRegexp', value);
      return (asked) => pattern.test(asked.host);
    },
  },
  Path: { counts: [1], build: (value) => (slash(value), (asked) => asked.path === value) },
  PathPrefix: { counts: [1], build: (value) => (slash(value), (asked) => asked.path.startsWith(value)) },
  PathRegexp: {
    counts: [1],
    build(value) {
      const pattern = goPattern('PathPrefix', value); // as its message has it
      return (asked) => pattern.test(asked.path);
    },
  },
  Method: { counts: [1], build: (value) => (asked) => asked.method === value.toUpperCase() },
  Header: { counts: [2], build: (name, value) => (asked) => header(asked.headers, name).includes(value) },
  HeaderRegexp: {
    counts: [2],
    build(name, value) {
      const pattern = goPattern('HeaderRegexp', value);
      return (asked) => header(asked.headers, name).some((one) => pattern.test(one));
    },
  },
  Query: {
    counts: [1, 2],
    build: (name, value) => (asked) => (value === undefined ? asked.query.has(name) : asked.query.getAll(name).includes(value)),
  },
  QueryRegexp: {
    counts: [1, 2],
    build(name, value = '') {
      const pattern = goPattern('QueryRegexp', value);
      return (asked) => asked.query.getAll(name).some((one) => pattern.test(one));
    },
  },
  ClientIP: { counts: [1], build: cidr },
};

/** Of TCP routers; here only told right from wrong. */
const tcpMatchers: { readonly [name: string]: Matcher } = {
  HostSNI: { counts: [1], build: (value) => (asked) => value === '*' || asked.host === value.toLowerCase() },
  HostSNIRegexp: {
    counts: [1],
    build(value) {
      const pattern = goPattern('HostSNIRegexp', value);
      return (asked) => pattern.test(asked.host);
    },
  },
  ALPN: { counts: [1], build: () => () => true },
  ClientIP: { counts: [1], build: cidr },
};

const slash = (path: string): void => {
  if (!path.startsWith('/')) throw new Error(`path "${path}" does not start with a '/'`);
};

const token = /\s*(?:(&&|\|\||[()!,])|([A-Za-z]\w*)|`([^`]*)`|("(?:[^"\\]|\\.)*"))/y;

/**
 * Traefik's v3 rule language.
 *
 * @throws Error in Traefik's words, e.g. `unsupported function: Hst`
 */
export function parseRule(text: string, layer: 'http' | 'tcp' = 'http'): Rule {
  const known = layer === 'http' ? matchers : tcpMatchers;
  const hosts: string[] = [];
  let [at, current] = [0, ''];
  let value: string | null = null;

  const next = (): void => {
    value = null;
    if (text.slice(at).trim() === '') return void (current = '');
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) throw new Error(`parsing rule ${text}: 1:${at + 1}: illegal character`);
    at = token.lastIndex;
    current = found[1] ?? found[2] ?? 'string';
    if (found[4] !== undefined && /(?<!\\)(\\\\)*\\[^abfnrtuvxU0-7\\"]/.test(found[4]))
      throw new Error(`parsing rule ${text}: 1:${at}: unknown escape sequence`);
    value = found[3] ?? (found[4] === undefined ? null : (JSON.parse(found[4]) as string));
  };
  const expect = (wanted: string): void => {
    if (current !== wanted) throw new Error(`parsing rule ${text}: expected '${wanted}', found '${current || 'EOF'}'`);
    next();
  };
  const any = (): Match => {
    const parts = [all()];
    while (current === '||') parts.push((next(), all()));
    return (asked) => parts.some((part) => part(asked));
  };
  const all = (): Match => {
    const parts = [one()];
    while (current === '&&') parts.push((next(), one()));
    return (asked) => parts.every((part) => part(asked));
  };
  const one = (): Match => {
    if (current === '!') {
      next();
      const inner = one();
      return (asked) => !inner(asked);
    }
    if (current === '(') {
      next();
      const inner = any();
      expect(')');
      return inner;
    }
    return call();
  };
  const call = (): Match => {
    const name = current;
    if (!/^[A-Za-z]/.test(name) || value !== null) throw new Error(`parsing rule ${text}: expected operand, found '${name || 'EOF'}'`);
    next();
    expect('(');
    const values: string[] = [];
    while (current !== ')') {
      if (value === null)
        throw new Error(`parsing rule ${text}: expected a value in backticks or double quotes, found '${current || 'EOF'}'`);
      values.push(value);
      next();
      if (current !== ')') expect(',');
    }
    next();
    const matcher = Object.entries(known).find(([key]) => key.toLowerCase() === name.toLowerCase());
    if (!matcher) throw new Error(`parsing rule ${text}: unsupported function: ${name}`);
    if (/^Host(SNI)?(Regexp)?$/.test(matcher[0])) hosts.push(...values.map((one) => one.toLowerCase()));
    const [spelled, { counts, build }] = matcher;
    try {
      if (values.every((one) => one === '')) throw new Error(`empty args for matcher ${spelled}, [${values.join(' ')}]`);
      if (!counts.includes(values.length))
        throw new Error(`unexpected number of parameters; got ${values.length}, expected one of [${counts.join(' ')}]`);
      return build(...values);
    } catch (error) {
      throw new Error(`adding rule ${text}: error while adding rule ${spelled}: ${(error as Error).message}`, { cause: error });
    }
  };

  next();
  if (current === '') throw new Error(`parsing rule ${text}: 1:1: expected operand, found 'EOF'`);
  const matches = any();
  if (current !== '') throw new Error(`parsing rule ${text}: unexpected '${current}'`);
  return { matches, hosts };
}

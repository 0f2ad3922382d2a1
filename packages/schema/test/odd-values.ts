/** Values that a schema allows by its shape, and that no author means. */

/** The same sequence on every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

export interface Schema {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly $defs?: { readonly [name: string]: Schema };
}

const texts = [
  '',
  ' ',
  '.',
  '..',
  '/',
  '//',
  ':',
  '::',
  '-',
  '*',
  '*.',
  '@',
  '%',
  '%zz',
  '\\',
  '"',
  "'",
  '`',
  '$',
  '${',
  '${X',
  '$$',
  '~',
  '#',
  '&a',
  '!t',
  '|',
  '\n',
  '\t',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ud800',
  '…127.0.0.1',
  '127.0.0.1…',
  '999.999.999.999',
  '127.1',
  '0x7f000001',
  '::1',
  '[::1]',
  '[::1',
  '::ffff:192.0.2.1',
  'fe80::1%eth0',
  '192.0.2.1/24',
  '*.example.org',
  'a..b',
  '.example.org',
  'ä.example',
  'xn--',
  'xn--a',
  'a'.repeat(64),
  'a.'.repeat(200),
  'http://',
  'http://[',
  'http://a b',
  'http://x:99999',
  'https://user:pw@x',
  'file:///etc/passwd',
  'javascript:0',
  '0',
  '-1',
  '00',
  '1e999',
  '99999999999999999999',
  '65536',
  '1-65535',
  '1-65535:1-65535',
  '65535-1',
  '1-99999999',
  '1:2:3:4:5',
  '1/tcp/udp',
  ':1',
  '1:',
  '127.0.0.1::1',
  '[::]:1:1',
  'null',
  'true',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../etc',
  '/etc/..',
  'a:b',
  'a:b:ro:z',
  'Host(`a`)',
  'Host(`',
  'Host(',
  '((((',
  ')',
  '!!!!',
  'HostRegexp(`(a+)+$`)',
  'HostRegexp(`[`)',
  'Host(`a`) && ',
  '&& ||',
  'PathPrefix(`/`)',
  'a'.repeat(20_000),
  '('.repeat(5_000),
  '!'.repeat(5_000),
  'Host(`a`) || '.repeat(500) + 'Host(`a`)',
];
const numbers = [0, -0, -1, 1, 0.5, 65535, 65536, 2 ** 31, 2 ** 53, 1e21, -1e21, 1e308];

/** @param oddity share of values that are odd, 0 to 1; the others are those that the schema gives as examples */
export function oddValue(schema: Schema, next: () => number, oddity: number): unknown {
  const root = schema;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const at = (ref: string): Schema =>
    ref
      .split('/')
      .slice(1)
      .reduce<unknown>((node, key) => (node as { [key: string]: unknown })[key], root) as Schema;
  const resolved = ({ $ref, ...own }: Schema): Schema => ($ref === undefined ? own : { ...resolved(at($ref)), ...own });

  const oddText = (examples: readonly unknown[]): string => {
    const given = examples.filter((example) => typeof example === 'string');
    if (given.length > 0 && next() >= oddity) return pick(given);
    if (given.length === 0 || next() < 0.5) return given.length === 0 && next() >= oddity ? (next() < 0.5 ? 'a' : '/a') : pick(texts);
    const text = pick(given);
    const at = Math.floor(next() * (text.length + 1));
    return text.slice(0, at) + pick(texts) + text.slice(at + Math.floor(next() * 3));
  };

  const value = (given: Schema, depth: number): unknown => {
    const at = resolved(given);
    const choices = at.anyOf ?? at.oneOf;
    if (choices && (at.type === undefined || next() < 0.8)) return value({ examples: at.examples ?? [], ...pick(choices) }, depth);
    if (at.const !== undefined) return at.const;
    if (at.enum) return next() >= oddity / 4 ? pick(at.enum) : pick(texts);
    if (next() < oddity / 10) return pick([null, [], {}, '', 1, true, [[]], { a: null }]);
    const type = typeof at.type === 'string' ? at.type : pick(at.type ?? ['string', 'object', 'array', 'null']);
    if (type === 'string') return oddText(at.examples ?? []);
    if (type === 'boolean') return next() < 0.5;
    if (type === 'integer' || type === 'number')
      return next() >= oddity ? (at.examples?.length ? pick(at.examples) : (at.minimum ?? 1)) : pick(numbers);
    if (type === 'null') return null;
    const lists = (at.examples ?? []).filter((example) => Array.isArray(example));
    if (type === 'array' && lists.length > 0 && next() >= oddity) return pick(lists);
    if (type === 'array')
      return Array.from({ length: Math.floor(next() * 4) }, () => (at.items && depth < 12 ? value(at.items, depth + 1) : pick(texts)));
    const made: [string, unknown][] = [];
    for (const [name, property] of Object.entries(at.properties ?? {}))
      if (at.required?.includes(name) ? next() >= oddity / 50 : next() < 0.35) made.push([name, value(property, depth + 1)]);
    if (at.additionalProperties && depth < 12)
      for (let left = Math.floor(next() * 4); left > 0; left -= 1)
        made.push([
          next() >= oddity ? pick(['a', 'db', 'docker-media', 'web']) : pick(texts),
          at.additionalProperties === true ? pick(texts) : value(at.additionalProperties, depth + 1),
        ]);
    return Object.fromEntries(made);
  };
  return value(root, 0);
}

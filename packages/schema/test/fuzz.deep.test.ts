import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { exampleService, exampleSite } from '@hl/core/testing';
import { crossCheck, loadService, loadSite, type Diagnostic } from '@hl/schema';
import { oddValue, random, type Schema } from './odd-values.js';
import { cost, load, minimal, site, siteText } from './read.js';

jest.setTimeout(60_000);

const at = site();
const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as Schema;

/** What files beside a service file may hold. */
const contents = [
  '',
  '\0',
  '['.repeat(1000),
  'sops: {}',
  'services: []',
  'services: { web: null }',
  'services: { metube: { image: x, ports: ["1-9", { published: 8 }, null, {}, [1]] } }',
  'services: { a: { networks: null, volumes: [null, 1, {}] } }',
].map((text) => new TextEncoder().encode(text));

const failed = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(({ severity }) => severity === 'error');

/** Some seeds give files that are fine but for a value or two, others are odd all over. */
const seeds = Array.from({ length: 10 }, (_, index) => index + 1);

test.each(seeds)('odd service files: nothing is thrown, and no service means an error (seed %i)', (seed) => {
  const schema = schemaOf('service');
  const next = random(seed * 7919);
  for (let round = 0; round < 100; round++) {
    const value = oddValue(schema, next, (seed - 1) / 30) as {
      service?: { name?: unknown; category?: unknown; enabled?: unknown };
      deployment?: { target_host?: unknown };
    } | null;
    if (value?.service && round % 5 > 0) Object.assign(value.service, { name: 'metube', category: 'downloads' });
    if (value?.deployment && round % 5 > 0) Object.assign(value.deployment, { target_host: 'docker-media' });
    const text = JSON.stringify(value);
    const { service, diagnostics } = loadService(text, 'services/x.yml', at, () => contents[Math.floor(next() * 12)] ?? null);
    const disabled = value?.service?.enabled === false;
    expect({ text, agree: (service === null) === (failed(diagnostics) || disabled) }).toEqual({ text, agree: true });
    expect(diagnostics.length).toBeLessThanOrEqual(201);
    if (service) crossCheck([service, { ...service, name: 'other' }], at);
  }
});

test.each(seeds)('odd site files likewise (seed %i)', (seed) => {
  const schema = schemaOf('site');
  const next = random(seed * 7919);
  for (let round = 0; round < 100; round++) {
    const text = JSON.stringify(oddValue(schema, next, (seed - 1) / 30));
    const { site, diagnostics } = loadSite(text);
    expect({ text, agree: (site === null) === failed(diagnostics) }).toEqual({ text, agree: true });
  }
});

const list = (length: number, entry: (index: number) => string): string => Array.from({ length }, (_, index) => entry(index)).join(', ');

test.each([
  ['ports', minimal(`ports: [${list(40_000, (index) => String(index + 1))}]`)],
  ['networks', minimal(`networks: [${list(40_000, (index) => `n${index}`)}]`)],
  ['variables', minimal(`environment: { ${list(40_000, (index) => `A${index}: x`)} }`)],
])('40000 %s are refused in a moment, with few words', (_, text) => {
  const taken = cost(() => {
    const { service, diagnostics } = loadService(text, 'x.yml', at, () => null);
    expect(service).toBeNull();
    expect(diagnostics).toMatchObject([
      { rule: 'size', message: 'a list or mapping with more than 1000 entries', pointer: expect.stringMatching(/^.deployment/) },
    ]);
  });
  expect(taken).toBeLessThan(4000);
});

test.each([
  [
    'image',
    (text: string) => loadService(minimal(`container_port: 1\n${text}`).replace(/ {2}image: ghcr.*\n/, ''), 'x.yml', at, () => null),
    'image: ',
    '.',
  ],
  ['install path', (text: string) => loadService(minimal(text), 'x.yml', at, () => null), 'install_path: ', '/'],
  ['folder of services', (text: string) => loadSite(siteText + text), 'services: ', '/'],
])('%s: a text of half a million characters is refused in a moment', (_, load, key, fill) => {
  const taken = cost(() => {
    expect(load(`${key}"${fill.repeat(500_000)}x"`).diagnostics).toMatchObject([{ rule: 'size', hint: 'Put it into a file beside it.' }]);
  });
  expect(taken).toBeLessThan(4000);
});

test('of hundreds of findings those that fit are told, and the file is refused', () => {
  const addresses = list(900, () => '"…127.0.0.1"');
  const { site, diagnostics } = loadSite(siteText.replace('host: proxy, api', `host: proxy, addresses: [${addresses}], api`));
  expect([site, diagnostics.length]).toEqual([null, 200]);
});

test('ranges that name every port a thousand times are compared within bounds', () => {
  const ranges = list(1_000, (index) => `"127.0.${index >> 8}.${index & 255}:1-65535:1-65535"`);
  const { service } = loadService(minimal(`services: { db: { image: x, ports: [${ranges}] } }`), 'services/x.yml', at, () => null);
  const found = crossCheck([service!, { ...service!, name: 'other' }], at);
  expect(found.length).toBeLessThanOrEqual(201);
  expect(found).toContainEqual(expect.objectContaining({ rule: 'same-port' }));
});

test('a thousand services take a moment', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    exampleService({
      name: `s${index}`,
      port: 1000 + index,
      deployment: { ports: [{ host: 1000 + index, container: 80, protocol: 'tcp', hostIp: null }] },
    }),
  );
  expect(cost(() => expect(crossCheck(many, exampleSite())).toEqual([]))).toBeLessThan(1000);
});

test('whatever stands in a rule or a host name, nothing is thrown, and what is taken can be asked by URL', () => {
  let state = 11;
  const pick = <T>(list: readonly T[]): T => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return list[Math.floor((state / 2147483648) * list.length)] as T;
  };
  const matchers = [
    'Host',
    'HostRegexp',
    'Path',
    'ClientIP',
    'HostSNI',
    'constructor',
    'toString',
    '__proto__',
    'valueOf',
    'hasOwnProperty',
  ];
  const hosts = ['127.0.0.1', 'x.127.0.0.1', 'a.1', '1', '0x1', '*.1', '*.*', '..', 'xn--', 'xn--a', '::1', 'a:80', 'bücher', '٣', 'x.1e3'];
  const values = [...hosts.map((host) => `\`${host}\``), '""', '1', '', '"a\\"b"', '"\\x41"', '`(`', '`/x`', '`a.example.org`'];
  const at = site();
  const call = (): string =>
    `${pick(['', '!', '('])}${pick(matchers)}(${pick(values)}${pick(['', '', `, ${pick(values)}`])}${pick([')', ')', ''])}`;
  let taken = 0;
  for (let round = 0; round < 600; round++) {
    const rule = JSON.stringify(Array.from({ length: pick([1, 2, 3]) }, call).join(pick([' && ', ' || ', ' '])));
    const [one, other] = [JSON.stringify(pick(hosts)), JSON.stringify(pick(hosts))];
    const section = pick([
      `rule: ${rule}`,
      `rule: ${rule}, hosts: [${one}]`,
      `rule: ${rule}, scheme: tcp`,
      `hosts: [${one}, ${other}]`,
      `tls: { domains: [{ main: ${one}, sans: [${other}] }] }`,
    ]);
    const { service: loaded } = load(minimal('', `traefik: { ${section} }\nauthentik: {}\ndns: { aliases: [${other}] }\n`), undefined, at);
    if (!loaded?.traefik) continue;
    taken += 1;
    const { domains = [] } = loaded.traefik.tls ?? {};
    for (const host of [...loaded.traefik.hosts, ...domains.flatMap(({ main, sans }) => [main, ...sans])])
      expect({ section, whole: URL.canParse(`https://${host.replace(/^\*\./, '')}`) }).toEqual({ section, whole: true });
  }
  expect(taken).toBeGreaterThan(10);
});

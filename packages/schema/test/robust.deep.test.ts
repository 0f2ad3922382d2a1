import { loadService, loadSite } from '@hl/schema';
import { readFileSync } from 'node:fs';
import { readYaml } from '../src/yaml/read.js';
import { cost, load, minimal, shown, site, siteText } from './read.js';

const at = site();
const sample = (path: string) => readFileSync(new URL(path, new URL('./fixtures/samples/', import.meta.url)), 'utf8');
const own = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** The same sequence on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

const pieces = [
  '',
  ' ',
  '\n',
  '\t',
  ':',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '&a ',
  '*a',
  '!t ',
  '|',
  '>',
  '#',
  '---\n',
  '...',
  '<<: ',
  '? ',
  '\u0000',
  '\uFEFF',
  '\uD800',
  'null',
  '-1',
  '1e999',
  '.nan',
  '0o9',
  '~',
  '__proto__: 1',
  'constructor: 1',
  '%YAML 1.1\n',
];

describe('whatever the text is, nothing is thrown and every error has a place', () => {
  test.each(['services/productivity/paperless-ngx.yml', 'services/downloads/metube.yml', 'hl.yml'])('%s, damaged in 400 ways', (path) => {
    const text = sample(path);
    const next = random(path.length);
    for (let round = 0; round < 400; round++) {
      let damaged = text;
      for (let times = 0; times <= round % 3; times++) {
        const from = Math.floor(next() * damaged.length);
        damaged =
          damaged.slice(0, from) + (pieces[Math.floor(next() * pieces.length)] ?? '') + damaged.slice(from + Math.floor(next() * 12));
      }
      const { diagnostics, ...result } = path === 'hl.yml' ? loadSite(damaged) : loadService(damaged, path, at, () => null);
      const loaded = 'site' in result ? result.site : result.service;
      const lines = damaged.split('\n').length;
      for (const { line, column, message } of diagnostics)
        expect({ damaged, place: line >= 1 && line <= lines && column >= 1, message: message.length > 3 }).toEqual({
          damaged,
          place: true,
          message: true,
        });
      expect({ damaged, agree: (loaded === null) === diagnostics.some(({ severity }) => severity === 'error') }).toEqual({
        damaged,
        agree: true,
      });
    }
  });

  test('every value replaced by a wrong one', () => {
    const whole = minimal(
      'volumes: [a:/b]\nports: [1]\nextra_files: [{ source: a, destination: b }]\nsecrets: [{ name: A }]\nhealthcheck: { endpoint: / }\nservices: { db: { image: x } }\ncompose: { services: {} }',
      'traefik: { subdomain: a, tls: { domains: [{ main: a }] } }\ndns: { ip: 10.0.0.1 }\nauthentik: { groups: [a] }\nglance: { monitor: {}, bookmark: {} }\nwatchtower: {}\nnotifications: { discord: {} }\nmetadata: { tags: [a] }\n',
    );
    for (const wrong of ['null', '[]', '{}', '[[]]', '[null]', 'x', '-1', 'true', '1.5', '{ a: { b: [1] } }']) {
      for (const [match] of whole.matchAll(/(?<=: )[^\s{[,\]}]+|(?<=: )[[{][^\n]*/g)) {
        expect(() =>
          loadService(
            whole.replace(match, () => wrong),
            'x.yml',
            at,
            () => null,
          ),
        ).not.toThrow();
      }
    }
  });

  test('other kinds of files', () => {
    for (const text of [
      own('package.json'),
      own('tsconfig.json'),
      own('README.md'),
      own('src/names.ts'),
      siteText,
      '\uD800',
      '\r',
      '\u2028',
    ]) {
      expect(loadService(text, 'x.yml', at, () => null).service).toBeNull();
    }
  });
});

test.each<[string, string]>([
  ['40000 keys', Array.from({ length: 40000 }, (_, index) => `k${index}: 1`).join('\n')],
  ['50000 times the same key', 'a: 1\n'.repeat(50000)],
  ['100000 brackets', '['.repeat(1e5)],
  ['aliases without end', Array.from({ length: 3000 }, (_, index) => `k${index}: &a${index} [*a${index - 1}]`).join('\n')],
])('%s are refused in a moment, with few words', (_, text) => {
  const taken = cost(() => {
    const { service, diagnostics } = loadService(text, 'x.yml', at, () => null);
    expect(service).toBeNull();
    expect(diagnostics.length).toBeLessThanOrEqual(101);
  });
  expect(taken).toBeLessThan(4000);
});

test('a file of 1 MB is read, one of 10 MB is refused by its size, at its longest line, and at once', () => {
  expect(readYaml(`a: ${'x'.repeat(1024 * 1024 - 3)}`, 'x.yml', { free: true }, 'service file').value).toBeDefined();
  const text = minimal(`environment:\n  BIG: ${'x'.repeat(10 * 1024 * 1024)}`);
  const taken = cost(() => {
    const { service, diagnostics } = load(text);
    expect(service).toBeNull();
    expect(shown(diagnostics)).toEqual(['7:1  the file is 10.0 MB; a service file may be 1 MB at most']);
  });
  expect(taken).toBeLessThan(1000);
});

test('aliases of aliases do not fill the memory', () => {
  const levels = [...'abcdefghij'];
  const bomb = levels
    .map(
      (name, index) => `x-${name}: &${name} [${index === 0 ? 'lol' : Array.from({ length: 9 }, () => `*${levels[index - 1]}`).join(', ')}]`,
    )
    .join('\n');
  expect(shown(load(bomb).diagnostics)).toEqual(['1:1  the file unfolds to more than 50000 values']);
  expect(load('['.repeat(9000)).diagnostics).toHaveLength(1);
});

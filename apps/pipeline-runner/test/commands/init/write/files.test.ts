import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { loadSite } from '@hl/schema';
import { parse, parseAllDocuments } from 'yaml';
import { pipelineFile, pipelineFor, pipelines } from '../../../../src/commands/init/write/ci.js';
import { companions, planned } from '../../../../src/commands/init/write/files.js';
import { withJson, withLines } from '../../../../src/commands/init/write/merge.js';
import { envText, withSecrets } from '../../../../src/commands/init/write/secrets.js';

const site = (more = '') => {
  const { site: found } = loadSite(`domain: example.org\nhosts: { box: 192.0.2.1 }\nledger: { host: box }\n${more}`);
  if (found === null) throw new Error('no site');
  return found;
};

test.each([
  ['nothing there', null, 'new', 'a\n'],
  ['the same', 'a\n', 'same', 'a\n'],
  ['something else', 'b\n', 'kept', 'a\n'],
])('a file that nobody adds to: %s', (_, there, state, text) => {
  expect(planned({ path: 'x', text: 'a\n' }, there, false)).toEqual({ path: 'x', text, state });
});

test('--force replaces what is there, and adds where that can be', () => {
  expect(planned({ path: 'x', text: 'a\n' }, 'b\n', true)).toMatchObject({ state: 'replaced', text: 'a\n' });
  expect(planned({ path: 'x', text: 'a\n', merge: (there) => `${there}a\n` }, 'b\n', true)).toMatchObject({
    state: 'merged',
    text: 'b\na\n',
  });
});

test.each([
  ['', '.env\n.hl/\n'],
  ['dist', 'dist\n.env\n.hl/\n'],
  ['.env\n/.hl\n', '.env\n/.hl\n'],
  ['# mine\n.hl/\n\n', '# mine\n.hl/\n\n.env\n'],
])('%j gets the lines that it has not', (there, expected) => {
  expect(withLines(there, ['.env', '.hl/'])).toBe(expected);
  expect(withLines(expected, ['.env', '.hl/'])).toBe(expected);
});

test.each<[string, string, string | null]>([
  [
    'a key of a map',
    '{\n    "a": { "x": 1 }\n}\n',
    '{\n    "a": {\n        "x": 1,\n        "y": 2\n    },\n    "b": [\n        "c"\n    ]\n}\n',
  ],
  ['an entry of a list', '{\n  "a": { "y": 3 },\n  "b": ["d"]\n}', '{\n  "a": {\n    "y": 3\n  },\n  "b": [\n    "d",\n    "c"\n  ]\n}\n'],
  ['nothing', '{ "a": { "y": 2 }, "b": ["c"] }', '{ "a": { "y": 2 }, "b": ["c"] }'],
  ['what has comments stays', '{\n  // mine\n  "a": {}\n}\n', null],
  ['what is no object stays', '[]', null],
])('JSON gets %s', (_, there, expected) => {
  expect(withJson(there, { a: { y: 2 }, b: ['c'] })).toBe(expected);
});

test('.env.example names what is missing, once, and leaves what is there', () => {
  const there = '# mine\nPIHOLE_API_PASSWORD=\n# AUTHENTIK_TOKEN=\n';
  const text = withSecrets(there, ['PIHOLE_API_PASSWORD', 'AUTHENTIK_TOKEN', 'DISCORD_WEBHOOK_URL']);
  expect(text.startsWith(there)).toBe(true);
  expect(text.slice(there.length)).toMatch(/^\n# Discord: .*\nDISCORD_WEBHOOK_URL=\n$/);
  expect(withSecrets(text, ['DISCORD_WEBHOOK_URL'])).toBe(text);
});

test.each(['plain', 'with blanks', "it's", '"both\' of', '#hash', 'a=b', '$HOME', 'end\\', '`tick`'])(
  '%s is read back from .env as it was typed',
  (value) => {
    expect(
      parseEnv(
        envText(
          new Map([
            ['A', value],
            ['B', 'next'],
          ]),
        ),
      ),
    ).toEqual({ A: value, B: 'next' });
  },
);

test.each([
  [null, 'gitlab'],
  ['git@gitlab.com:me/homelab.git', 'gitlab'],
  ['https://token@git.example.org/me/homelab.git', 'gitlab-remote'],
  ['ssh://git@gitlab.example.org:2222/me/homelab.git', 'gitlab-remote'],
  ['https://github.com/me/homelab', 'github'],
  ['https://codeberg.org/me/homelab', 'forgejo'],
])('a repository at %s gets the pipeline %s', (origin, kind) => {
  expect(pipelineFor(origin)).toBe(kind);
});

test.each(pipelines.filter((kind) => kind !== 'none'))('the pipeline %s is YAML, names the version, and no key', (kind) => {
  const file = pipelineFile(kind, '1.2.3', site());
  expect(file?.text).toContain('1.2.3');
  expect(parse(file?.text ?? '')).toMatchObject(
    kind.startsWith('gitlab') ? { include: [expect.anything()] } : { jobs: { hl: expect.anything() } },
  );
});

test('parts that hl.yml has not are left out of the pipeline', () => {
  const text = pipelineFile('gitlab', '1.2.3', site('glance: { host: box }\npihole: { url: "http://192.0.2.53" }\n'))?.text ?? '';
  expect(parse(text)).toEqual({
    include: [{ component: 'gitlab.com/hl-gitops/hl/pipeline@1.2.3', inputs: { traefik: false, authentik: false, messages: false } }],
  });
});

test('what the pipeline is given, its template takes', () => {
  const template = readFileSync(new URL('../../../../../../templates/pipeline.yml', import.meta.url), 'utf8');
  const { spec } = parseAllDocuments(template)[0]?.toJS() as { spec: { inputs: object } };
  for (const kind of ['gitlab', 'gitlab-remote'] as const) {
    const { include } = parse(pipelineFile(kind, '1.2.3', site())?.text ?? '') as { include: { inputs: object }[] };
    expect(Object.keys(spec.inputs)).toEqual(expect.arrayContaining(Object.keys(include[0]?.inputs ?? {})));
  }
});

test('every companion is the same after it was added to what is there', () => {
  for (const wish of companions(site(), ['AUTHENTIK_TOKEN'], 'gitlab', '1.2.3')) {
    expect(planned(wish, wish.text, false).state).toBe('same');
    if (!wish.merge) continue;
    const there = wish.path.endsWith('.json') ? '{ "mine": 1 }' : 'mine=1\n';
    const { text, state } = planned(wish, there, false);
    expect([wish.path, state]).toEqual([wish.path, 'merged']);
    expect(text).toContain('mine');
    expect(planned(wish, text, false).state).toBe('same');
  }
});

import { editorSchema, ownValues } from '@hl/schema/editor';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isScalar, parseDocument, stringify, visit } from 'yaml';
import { containerMistakes } from '../mistakes/container.js';
import { keysMistakes } from '../mistakes/keys.js';
import { unmarked } from '../mistakes/mistake.js';
import { reachMistakes } from '../mistakes/reach.js';
import { textMistakes } from '../mistakes/text.js';
import { siteText } from '../read.js';
import { languageServer } from './server.js';
import { beyond } from './beyond.js';

const root = new URL('../../../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');

let server: Awaited<ReturnType<typeof languageServer>>;
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hl-editor-'));
  const family = 'service: { name: films }\ntraefik: { middlewares: [gzip] }\nauthentik: { groups: [family] }\n';
  writeFileSync(join(folder, 'own.json'), JSON.stringify(editorSchema('service', ownValues(siteText, [family]))));
  server = await languageServer({
    [new URL('packages/schema/v1/service.schema.json', root).href]: ['/plain/*.yml'],
    [new URL('packages/schema/v1/site.schema.json', root).href]: ['/site/*.yml'],
    [pathToFileURL(join(folder, 'own.json')).href]: ['/own/*.yml'],
  });
  // It has read its settings once it has answered.
  await open('plain', 'service: {}\n');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Opens a file under a new name. */
async function open(kind: 'plain' | 'site' | 'own', content: string) {
  const uri = `file:///${kind}/f${++count}.yml`;
  return { uri, told: await server.open(uri, content) };
}

/** What is proposed at ‸. */
async function proposed(kind: 'plain' | 'site' | 'own', marked: string) {
  const { text, line, column } = unmarked(marked);
  const uri = `file:///${kind}/f${++count}.yml`;
  void server.open(uri, text);
  return server.complete(uri, line - 1, column - 1);
}

interface Node {
  readonly [key: string]: unknown;
  readonly properties?: { readonly [name: string]: Node };
}
const schemas = { plain: editorSchema('service') as Node, site: editorSchema('site') as Node };

const resolve = (kind: 'plain' | 'site', node: Node): Node => {
  const all = [node['$ref'] ? { $ref: node['$ref'] } : {}, ...((node['allOf'] as Node[] | undefined) ?? [])] as Node[];
  const targets = all.flatMap((one) =>
    typeof one['$ref'] === 'string'
      ? [
          one['$ref']
            .split('/')
            .slice(1)
            .reduce<Node>((at, key) => at[key] as Node, schemas[kind]),
        ]
      : [],
  );
  return targets.reduce<Node>((whole, target) => ({ ...resolve(kind, target), ...whole }), node);
};
const at = (kind: 'plain' | 'site', path: string): Node =>
  path
    .split('.')
    .filter((key) => key !== '')
    .reduce<Node>((node, key) => {
      const { properties, items, additionalProperties } = resolve(kind, node);
      return (properties?.[key] ?? (key === '[]' ? items : additionalProperties)) as Node;
    }, schemas[kind]);

describe('completion', () => {
  test.each([
    ['plain', '', 'service: { name: a }\n‸'],
    ['plain', 'service', 'service:\n  ‸\n'],
    ['plain', 'deployment', 'deployment:\n  ‸\n'],
    ['plain', 'deployment.healthcheck', 'deployment:\n  healthcheck:\n    ‸\n'],
    ['plain', 'deployment.volumes.[]', 'deployment:\n  volumes:\n    - ‸\n'],
    ['plain', 'deployment.ports.[]', 'deployment:\n  ports:\n    - ‸\n'],
    ['plain', 'deployment.secrets.[]', 'deployment:\n  secrets:\n    - ‸\n'],
    ['plain', 'deployment.extra_files.[]', 'deployment:\n  extra_files:\n    - ‸\n'],
    ['plain', 'deployment.deploy', 'deployment:\n  deploy:\n    ‸\n'],
    ['plain', 'deployment.logging', 'deployment:\n  logging:\n    ‸\n'],
    ['plain', 'deployment.services.*', 'deployment:\n  services:\n    db:\n      ‸\n'],
    ['plain', 'deployment.services.*.healthcheck', 'deployment:\n  services:\n    db:\n      healthcheck:\n        ‸\n'],
    ['plain', 'deployment.compose', 'deployment:\n  compose:\n    ‸\n'],
    ['plain', 'backend', 'backend:\n  ‸\n'],
    ['plain', 'traefik', 'traefik:\n  ‸\n'],
    ['plain', 'traefik.headers', 'traefik:\n  headers:\n    ‸\n'],
    ['plain', 'dns', 'dns:\n  ‸\n'],
    ['plain', 'authentik', 'authentik:\n  ‸\n'],
    ['plain', 'glance', 'glance:\n  ‸\n'],
    ['plain', 'glance.bookmark', 'glance:\n  bookmark:\n    ‸\n'],
    ['plain', 'glance.monitor', 'glance:\n  monitor:\n    ‸\n'],
    ['plain', 'pages.*', 'pages:\n  admin:\n    ‸\n'],
    ['plain', 'pages.*.traefik', 'pages:\n  admin:\n    traefik:\n      ‸\n'],
    ['plain', 'notifications.discord', 'notifications:\n  discord:\n    ‸\n'],
    ['plain', 'watchtower', 'watchtower:\n  ‸\n'],
    ['site', '', 'domain: example.org\n‸'],
    ['site', 'hosts.*', 'hosts:\n  box:\n    ‸\n'],
    ['site', 'ssh', 'ssh:\n  ‸\n'],
    ['site', 'traefik', 'traefik:\n  ‸\n'],
    ['site', 'pihole', 'pihole:\n  ‸\n'],
    ['site', 'pihole.instances.[]', 'pihole:\n  instances:\n    - ‸\n'],
    ['site', 'authentik', 'authentik:\n  ‸\n'],
    ['site', 'glance', 'glance:\n  ‸\n'],
  ] as const)('%s file, below "%s": every key, each explained', async (kind, path, marked) => {
    const there = Object.keys(parseDocument(unmarked(marked).text).toJS() as object);
    const keys = Object.keys(resolve(kind, at(kind, path)).properties ?? {})
      .filter((key) => path !== '' || !there.includes(key))
      // Older spellings are explained, but not proposed.
      .filter((key) => !('deprecationMessage' in (at(kind, [path, key].filter(Boolean).join('.')) as object)));
    const found = await proposed(kind, marked);
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.filter((key) => !found.some(({ label }) => label === key))).toEqual([]);
    const silent = found.filter(
      ({ label, documentation }) => keys.includes(label) && !(typeof documentation === 'string' ? documentation : documentation?.value),
    );
    expect(silent.map(({ label }) => label)).toEqual([]);
  });

  test.each([
    ['service:\n  category: ‸\n', ['downloads', 'media'], []],
    ['deployment:\n  target_host: ‸\n', ['docker-apps', 'docker-media', 'proxy'], []],
    ['deployment:\n  depends_on_services:\n    - ‸\n', ['films'], []],
    ['authentik:\n  groups:\n    - ‸\n', ['family'], []],
    ['traefik:\n  middlewares:\n    - ‸\n', ['gzip'], []],
    ['pages:\n  admin:\n    authentik:\n      groups:\n        - ‸\n', ['family'], []],
  ])('own names are proposed: %s', async (marked, names) => {
    expect((await proposed('own', marked)).map(({ label }) => label)).toEqual(expect.arrayContaining(names));
    const strangers = (await proposed('plain', marked)).map(({ label }) => label);
    expect(strangers.filter((label) => names.includes(label))).toEqual([]);
  });

  test('another name is right where names are only proposed', async () => {
    const other =
      'service: { name: a, display_name: A, description: A, category: media }\ndeployment: { target_host: proxy, image: "a:1" }\nauthentik: { groups: [others] }\n';
    expect((await open('own', other)).told).toEqual([]);
    expect((await open('own', other.replace('proxy', 'nowhere'))).told.map(({ message }) => message)).toEqual([
      expect.stringContaining('Valid values: '),
    ]);
  });
});

/** A value for every key of a schema; what is referred to several times is looked at once. */
function sample(kind: 'plain' | 'site', given: Node, seen = new Set<string>()): unknown {
  const [reference] = JSON.stringify([given['$ref'], given['allOf']]).match(/#\/[^"]*/) ?? [];
  if (reference !== undefined && seen.has(reference)) return undefined;
  if (reference !== undefined) seen.add(reference);
  const node = resolve(kind, given);
  const below = (one: unknown): unknown => (typeof one === 'object' && one !== null ? sample(kind, one as Node, seen) : undefined);
  const { properties, items, additionalProperties } = node;
  const [choice] = (node['enum'] as unknown[] | undefined) ?? [];
  const [type] = [node['type']].flat();
  if (properties) return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, below(one) ?? 'a']));
  const [entry, value] = [below(items), below(additionalProperties)];
  if (typeof entry === 'object') return [entry];
  if (typeof value === 'object') return { any: value };
  return (
    choice ??
    (type === 'boolean' ? true : type === 'integer' || type === 'number' ? 1 : type === 'array' ? [] : type === 'object' ? {} : 'a')
  );
}

/** Where each key of a text stands. */
function keysOf(content: string): { name: string; line: number; character: number }[] {
  const starts = content.split('\n').reduce<number[]>((all, line) => [...all, (all.at(-1) ?? 0) + line.length + 1], [0]);
  const keys: { name: string; line: number; character: number }[] = [];
  visit(parseDocument(content), {
    Pair(_, { key }) {
      if (!isScalar(key) || !key.range || key.value === 'any') return;
      const [offset] = key.range;
      const line = starts.findLastIndex((start) => start <= offset);
      keys.push({ name: String(key.value), line, character: offset - (starts[line] ?? 0) + 1 });
    },
  });
  return keys;
}

test.each([
  ['plain', 400],
  ['site', 90],
] as const)('hover says something on every key of the %s file', async (kind, least) => {
  const { deployment, ...others } = sample(kind, schemas[kind]) as { [key: string]: unknown };
  // In small files: the server looks through all of one for each answer.
  const parts = [
    ...Object.entries(others).map(([key, value]) => ({ [key]: value })),
    ...Object.entries(deployment ?? {}).map(([key, value]) => ({ deployment: { [key]: value as unknown } })),
  ];
  const silent: string[] = [];
  let hovered = 0;
  for (const part of parts) {
    const content = stringify(part, { aliasDuplicateObjects: false });
    const uri = `file:///${kind}/f${++count}.yml`;
    void server.open(uri, content);
    for (const { name, line, character } of keysOf(content)) {
      hovered++;
      const said = (await server.hover(uri, line, character)).replace(/^#### .*$|^Source: .*$/gm, '').trim();
      if (said.length < 4) silent.push(`${Object.keys(part)[0]} ${name}`);
    }
  }
  expect(silent).toEqual([]);
  expect(hovered).toBeGreaterThan(least);
});

const samples = readdirSync(new URL('packages/schema/test/fixtures/samples/services/', root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .map((path) => `packages/schema/test/fixtures/samples/services/${path}`);
const gallery = readdirSync(new URL('docs/gallery/', root))
  .filter((path) => path.endsWith('.yml') && path !== 'hl.yml')
  .map((path) => `docs/gallery/${path}`);

test('nothing is underlined in a file that is right', async () => {
  expect(samples.length + gallery.length).toBeGreaterThan(40);
  const all = [...samples, ...gallery].map(async (path) => {
    const { told } = await open('plain', text(path).replace(/^# yaml-language-server.*/m, '#'));
    return told.map(({ range, message }) => `${path}:${range.start.line + 1}: ${message}`);
  });
  expect((await Promise.all(all)).flat()).toEqual([]);
  expect((await open('site', text('docs/gallery/hl.yml').replace(/^# yaml-language-server.*/m, '#'))).told).toEqual([]);
});

test('every mistake that a schema can express is underlined in its line, and no other is said to be', async () => {
  const all = [...textMistakes, ...keysMistakes, ...containerMistakes, ...reachMistakes].map(async ([title, marked]) => {
    const { text, line } = unmarked(marked);
    const { told } = await open('own', text);
    return told.some(({ range }) => range.start.line + 1 === line) ? [] : [title];
  });
  const passed = (await Promise.all(all)).flat();
  expect(passed.sort()).toEqual([...beyond].sort());
});

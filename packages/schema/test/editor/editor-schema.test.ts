import { editorSchema, ownValues } from '@hl/schema/editor';
import { readFileSync } from 'node:fs';
import { serviceReading, type Reading } from '../../src/yaml/reading.js';

const root = new URL('../../../../', import.meta.url);
const parsed = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as Node;

interface Node {
  readonly [key: string]: unknown;
  readonly properties?: { readonly [name: string]: Node };
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
}

/** Every schema in a schema; what is a name or a value is none. */
function nodes(node: unknown, path = '', isSchema = true): [string, Node][] {
  if (typeof node !== 'object' || node === null) return [];
  const byName = isSchema ? /\/(properties|patternProperties|definitions)$/ : /^$/;
  return [
    ...(isSchema && !Array.isArray(node) ? [[path, node as Node] as [string, Node]] : []),
    ...Object.entries(node).flatMap(([key, value]) => {
      if (isSchema && ['enum', 'required', 'default', 'type', 'const', 'examples'].includes(key)) return [];
      return nodes(value, `${path}/${key}`, !(isSchema && byName.test(`/${key}`)));
    }),
  ];
}

const kinds = ['service', 'site'] as const;
const { homepage } = parsed('package.json') as { homepage: string };

describe.each(kinds)('what is published of the %s file', (kind) => {
  const schema = parsed(`packages/schema/v1/${kind}.schema.json`);

  test('is what the package has inside, by a name that leads to it', () => {
    expect(editorSchema(kind)).toEqual(schema);
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `${homepage}/-/raw/main/packages/schema/v1/${kind}.schema.json`,
      title: expect.any(String),
      description: expect.any(String),
    });
  });

  test('speaks draft-07: a reference stands alone, and every one of them leads somewhere', () => {
    const references = nodes(schema).filter(([, node]) => '$ref' in node);
    const at = (path: string) =>
      path
        .split('/')
        .slice(1)
        .reduce<unknown>((node, key) => (node as Node)[key], schema);
    for (const [path, node] of references) {
      expect([path, Object.keys(node)]).toEqual([path, ['$ref']]);
      expect([path, at(String(node['$ref']))]).toEqual([path, expect.any(Object)]);
    }
    expect(
      nodes(schema).flatMap(([path, node]) =>
        Object.keys(node)
          .filter((key) => /^\$defs$|^x-|^tsType$|^deprecated$/.test(key))
          .map((key) => `${path}/${key}`),
      ),
    ).toEqual([]);
  });

  test('proposes nothing that is of somebody’s homelab', () => {
    expect(nodes(schema).filter(([, node]) => 'examples' in node)).toEqual([]);
    const defaults = nodes(schema)
      .flatMap(([, node]) => node['default'] ?? [])
      .map(String);
    expect(defaults.filter((text) => /example|192\.0\.2|docker-/.test(text))).toEqual([]);
  });
});

/** Paths of all that keeps the text it is written with. */
function texts(reading: Reading, path: string[] = []): string[][] {
  return [...(reading.text ? [path] : []), ...Object.entries(reading.keys ?? {}).flatMap(([key, below]) => texts(below, [...path, key]))];
}

function lookup(root: Node, path: readonly string[]): Node[] {
  const at = (pointer: string) =>
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((node, key) => (node as Node)[key], root) as Node;
  const entries = ({ items, additionalProperties: more }: Node): Node[] => [
    ...(items ? [items] : []),
    ...(typeof more === 'object' ? [more] : []),
  ];
  const below = (node: Node, key: string): Node[] => (node.properties?.[key] ? [node.properties[key]] : key === '*' ? entries(node) : []);
  const whole = (node: Node): Node => (typeof node['$ref'] === 'string' ? at(node['$ref']) : node);
  return path.reduce<Node[]>((found, key) => found.map(whole).flatMap((node) => below(node, key)), [root]);
}

test('an editor takes a number where hl takes it as text', () => {
  const schema = parsed('packages/schema/v1/service.schema.json');
  const ours = texts(serviceReading).filter(
    ([first, second]) => !(first === 'deployment' && ['services', 'compose'].includes(second ?? '')),
  );
  expect(ours.length).toBeGreaterThan(10);
  const wrong = ours.filter((path) => {
    const found = lookup(schema, path).filter(({ type, $ref }) => $ref === undefined && [type].flat().includes('string'));
    const isKey = lookup(schema, path.at(-1) === '*' ? path.slice(0, -1) : path).length > 0;
    return isKey && !found.some(({ type }) => [type].flat().includes('number'));
  });
  expect(wrong.map((path) => path.join('.'))).toEqual([]);
});

describe('the schema of one homelab', () => {
  const own = ownValues('domain: example.org\ncategories: [media]\nhosts: { box: 192.0.2.1 }\n', [
    'service: { name: films }\nauthentik: { groups: [family] }\n',
  ]);
  const service = editorSchema('service', own) as Node;
  const at = (path: string[]) => lookup(service, path)[0];

  test('hosts and categories are closed, other names are proposed', () => {
    expect(at(['service', 'category'])).toMatchObject({ enum: ['media'] });
    expect(at(['deployment', 'target_host'])).toMatchObject({ enum: ['box'] });
    expect(at(['authentik', 'groups', '*'])).toMatchObject({ examples: ['family'] });
    expect(at(['deployment', 'depends_on_services', '*'])).toMatchObject({ examples: ['films'] });
    expect(lookup(editorSchema('site', own) as Node, ['traefik', 'host'])[0]).toMatchObject({ examples: ['box'] });
  });

  test('every kind of name that is known has its place', () => {
    const all = Object.fromEntries(Object.keys(own).map((what) => [what, [`some-${what}`]])) as unknown as typeof own;
    const text = JSON.stringify([editorSchema('service', all), editorSchema('site', all)]);
    expect(Object.keys(own).filter((what) => !text.includes(`some-${what}`))).toEqual([]);
  });

  test('it does not go by the name of the published one, and leaves that as it is', () => {
    expect(service).not.toHaveProperty('$id');
    expect(editorSchema('service')).toEqual(parsed('packages/schema/v1/service.schema.json'));
  });

  test('where nothing is known, nothing is forbidden', () => {
    expect(
      lookup(editorSchema('service', ownValues('domain: example.org\n', [])) as Node, ['deployment', 'target_host'])[0],
    ).not.toHaveProperty('enum');
  });
});

import type { ServiceFile, SiteFile } from '@hl/schema';
import { checkArtifact } from '@hl/schema';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { schemas } from '../src/schemas.gen.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('the types describe what the schemas accept', () => {
  const service: ServiceFile = {
    service: { name: 'a', display_name: 'A', description: 'A', category: 'media' },
    deployment: {
      target_host: 'a',
      port: 1,
      image: 'a',
      volumes: ['a:/b', { host: '/a', container: '/c', read_only: true }],
      healthcheck: { expected_status: 200 },
    },
    authentik: { method: 'oidc' },
  };
  const site: SiteFile = { domain: 'example.org', hosts: { a: '192.0.2.11', b: { address: 'b.lan' } }, discord: true };
  expect(checkArtifact('service', service)).toEqual([]);
  expect(checkArtifact('site', site)).toEqual([]);
});

/** Every property in a schema, with where it is. */
function properties(node: unknown, path: string): [string, Record<string, unknown>][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const here: [string, Record<string, unknown>][] = /\.(properties|patternProperties)$/.test(path)
      ? [[`${path}.${key}`, value as Record<string, unknown>]]
      : [];
    return ['examples', 'default', 'enum', 'required'].includes(key) ? [] : [...here, ...properties(value, `${path}.${key}`)];
  });
}

test.each(['service', 'site'])('every property of the %s file has a title and a description for editors', (name) => {
  const schema: unknown = JSON.parse(readFileSync(`${root}schemas/${name}.schema.json`, 'utf8'));
  const all = properties(schema, '');
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(([, { title, description }]) => !title || !description).map(([path]) => path)).toEqual([]);
});

test('every schema is the 2020-12 draft and has a title', () => {
  for (const file of readdirSync(`${root}schemas`)) {
    expect(JSON.parse(readFileSync(`${root}schemas/${file}`, 'utf8'))).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: expect.any(String),
    });
  }
});

test.each(['service', 'site'])('every property of the %s file shows a default, choices or an example', (name) => {
  const schema = JSON.parse(readFileSync(`${root}schemas/${name}.schema.json`, 'utf8')) as { $defs: Record<string, object> };
  const silent = properties(schema, '').filter(([path, property]) => {
    const whole = { ...schema.$defs[String(property['$ref']).split('/').at(-1) ?? ''], ...property };
    return (
      !path.includes('patternProperties') &&
      !['default', 'enum', 'examples', 'deprecated'].some((key) => key in whole) &&
      whole['type'] !== 'object'
    );
  });
  expect(silent.map(([path]) => path)).toEqual([]);
});

test.each(Object.entries(schemas))('the schema %s is one, which is not looked at again when hl runs', (_, schema) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  void ajv.validateSchema(schema);
  expect(ajv.errors).toBeNull();
  expect(ajv.validateSchema({ ...schema, type: 'objekt' })).toBe(false);
});

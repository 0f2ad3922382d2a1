import { loadService, loadSite, type FileReader } from '@hl/schema';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RE2JS } from 're2js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

interface Manager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
}
const preset = JSON.parse(readFileSync(`${root}default.json`, 'utf8')) as { customManagers: [Manager, Manager] };
const [images, commented] = preset.customManagers;
const groups = ['datasource', 'depName', 'versioning', 'currentValue', 'currentDigest'] as const;

/** What Renovate would find: every match of every expression, by the engine that it uses. */
const found = ({ matchStrings }: Manager, text: string): Partial<Record<(typeof groups)[number], string>>[] =>
  matchStrings.flatMap((expression) => {
    const matcher = RE2JS.compile(expression).matcher(text);
    const all = [];
    while (matcher.find()) {
      const named = groups.filter((name) => expression.includes(`?<${name}>`)).map((name) => [name, matcher.group(name)] as const);
      all.push(Object.fromEntries(named.filter(([, value]) => value !== null)));
    }
    return all;
  });

const written = (text: string): string[] =>
  found(images, text).map(
    ({ depName = '', currentValue, currentDigest }) =>
      depName + (currentValue ? `:${currentValue}` : '') + (currentDigest ? `@${currentDigest}` : ''),
  );

/** Every image of a resolved service: of all of its containers, and of what is laid over them. */
function imagesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'image' && typeof inner === 'string' ? [inner] : imagesOf(inner),
  );
}

const folders = [
  { base: 'packages/schema/test/fixtures/samples/', services: 'services/' },
  { base: 'docs/gallery/', services: '' },
  { base: '', services: 'services/' },
].filter(({ base, services }) => existsSync(`${root}${base}${services}`));
const files = folders.flatMap(({ base, services }) => {
  const reader: FileReader = (path) =>
    statSync(`${root}${base}${path}`, { throwIfNoEntry: false })?.isFile() ? readFileSync(`${root}${base}${path}`) : null;
  const { site } = loadSite(readFileSync(`${root}${base}hl.yml`, 'utf8'));
  return readdirSync(`${root}${base}${services}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml') && !/(^hl\.yml$|^meaning|\.files)/.test(name))
    .map((name) => ({
      path: `${base}${services}${name}`,
      inRepository: `${services}${name}`,
      text: readFileSync(`${root}${base}${services}${name}`, 'utf8'),
      site: site!,
      reader,
    }));
});

test.each(files.map((file) => [file.path, file] as const))(
  '%s: every image is found, and nothing else',
  (_, { text, inRepository, site, reader }) => {
    const { service } = loadService(text, inRepository, site, reader);
    expect(service).not.toBeNull();
    expect(written(text).sort()).toEqual(imagesOf(service?.deployment).sort());
  },
);

test('there is something to find', () => {
  expect(files.length).toBeGreaterThan(45);
  expect(files.flatMap(({ text }) => written(text)).length).toBeGreaterThan(60);
});

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['image: nginx:1.29', ['nginx:1.29']],
  ['  image: "ghcr.io/alexta69/metube:2026.08.15" # stable', ['ghcr.io/alexta69/metube:2026.08.15']],
  [`image: nginx:1.29@${digest}`, [`nginx:1.29@${digest}`]],
  [`image: nginx@${digest}`, [`nginx@${digest}`]],
  ['image: registry.example.org:5000/a/b:1', ['registry.example.org:5000/a/b:1']],
  ['services: { db: { image: postgres:18, init: true }, cache: { image: "valkey/valkey:9" } }', ['postgres:18', 'valkey/valkey:9']],
  ['deployment: { target_host: box, image: nginx:1 }', ['nginx:1']],
  ['image: &ours nginx:1\nother: { image: *ours }', ['nginx:1']],
  ['# image: nginx:1', []],
  ['image: nginx', []],
  ['image: nginx:${TAG}', []],
  ['my_image: nginx:1', []],
  ['image_pull: nginx:1', []],
])('%s', (text, expected) => expect(written(text)).toEqual(expected));

test('a version with a comment above is found as the comment says', () => {
  const text = 'environment:\n  # renovate: datasource=github-releases depName=owner/name versioning=semver\n  TOOL_VERSION: "1.2.3"\n';
  expect(found(commented, text)).toEqual([
    { datasource: 'github-releases', depName: 'owner/name', versioning: 'semver', currentValue: '1.2.3' },
  ]);
  expect(found(images, text)).toEqual([]);
});

test.each([
  ['services/media/films.yml', true],
  ['services/films.yml', true],
  ['home/services/media/films.yml', true],
  ['services/media/films.compose.yaml', false],
  ['hl.yml', false],
])('%s is a service file: %s', (path, expected) => {
  const patterns = [images, commented].flatMap(({ managerFilePatterns }) => managerFilePatterns);
  expect(patterns.map((pattern) => RE2JS.compile(pattern.slice(1, -1)).matcher(path).find())).toEqual([expected, expected]);
});

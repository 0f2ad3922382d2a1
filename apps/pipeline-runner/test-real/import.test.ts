import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord, type Json } from '@hl/core';
import { mapOf, type JsonMap } from '@hl/compose';
import { render } from '@hl/deployer';
import { importCompose } from '@hl/import';
import { loadService, loadSite } from '@hl/schema';

const samples = join(import.meta.dirname, '../../../packages/import/test/samples');
const gallery = join(import.meta.dirname, '../../../docs/gallery/meaning');
const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** In the gallery a `?` is where everybody has something else. */
function filledIn(text: string): string {
  let number = 18_000;
  return text.replaceAll('?:/', () => `/srv/${++number}:/`).replace(/\?:(?=\d)/g, () => `${++number}:`);
}

const inputs = [samples, gallery].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .map((file): [string, string, string] => [
      file.replace('.yml', ''),
      filledIn(textOf(join(folder, file))),
      textOf(join(folder, file.replace('.yml', '.env'))),
    ]),
);

const { site } = loadSite(
  'domain: example.org\nhosts: { box: 192.0.2.1 }\ntraefik: { host: box, directory: /t, addresses: [192.0.2.1] }\nglance: { host: box, config: /g.yml, page: home }\n',
  'hl.yml',
);
if (!site) throw new Error('the site of the tests is not valid');

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** What compose makes of a file with that .env beside it. */
function config(project: string, text: string, env: string): JsonMap {
  const directory = mkdtempSync(join(tmpdir(), 'hl-import-'));
  directories.push(directory);
  writeFileSync(join(directory, 'compose.yml'), text);
  writeFileSync(join(directory, '.env'), env);
  const command = [
    'compose',
    '-p',
    project,
    '--project-directory',
    directory,
    '-f',
    join(directory, 'compose.yml'),
    'config',
    '--format',
    'json',
  ];
  const printed = execFileSync('docker', command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(printed.replaceAll(directory, '/opt/x')) as JsonMap;
}

/** Labels that are keys of ours, or ours; what only names nothing. */
function comparable({ services, ...top }: JsonMap, published: readonly number[]): Json {
  const containers = Object.entries(mapOf(services)).map(([key, container]): [string, Json] => {
    const { labels, environment, restart, ports, ...rest } = mapOf(container);
    const foreign = Object.entries(mapOf(labels)).filter(
      ([name]) => !/^(hl|glance|homepage|traefik|com\.centurylinklabs\.watchtower)\./.test(name),
    );
    const given = Object.entries(mapOf(environment)).filter(([, value]) => value !== null);
    const before = ((ports ?? []) as JsonMap[]).filter((port) => !published.includes(Number(port['published'])));
    return [
      key,
      {
        ...rest,
        labels: Object.fromEntries(foreign),
        environment: Object.fromEntries(given),
        restart: restart ?? 'no',
        ports: sorted(before),
      },
    ];
  });
  return { ...Object.fromEntries(Object.entries(top).filter(([key]) => !key.startsWith('x-'))), services: Object.fromEntries(containers) };
}

const sorted = (list: readonly JsonMap[]): JsonMap[] => [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Every place of a secret, which in ours has the value `secret NAME`, has in theirs one and the same value for that name. */
function withValues(ours: Json, theirs: Json | undefined, values: Map<string, string>): Json {
  if (typeof ours === 'string' && typeof theirs === 'string' && ours.includes('secret ')) {
    const [, before = '', name = '', after = ''] = /^(.*)secret (\w+)~(.*)$/s.exec(ours) ?? [];
    const value = theirs.slice(before.length, theirs.length - after.length);
    if (!values.has(name)) values.set(name, value);
    return `${before}${values.get(name)}${after}`;
  }
  if (Array.isArray(ours)) return (ours as Json[]).map((item, index) => withValues(item, (theirs as Json[] | undefined)?.[index], values));
  if (!isRecord(ours)) return ours;
  return Object.fromEntries(
    Object.entries(ours).map(([key, item]) => [
      key,
      withValues(item as Json, isRecord(theirs) ? (theirs[key] as Json) : undefined, values),
    ]),
  );
}

test.each(inputs)('%s: compose makes the same of the import, rendered, as of the file', (name, text, env) => {
  const options = { category: 'media', targetHost: 'box', domain: 'example.org', project: name, installPath: '/opt/x' };
  const read = (path: string) => (path === '.env' ? env : null);
  const { files, secrets, remarks } = importCompose({ text, path: 'docker-compose.yml', options: { ...options, read } });
  const { service, diagnostics } = loadService(files[0]?.text ?? '', files[0]?.path ?? '', site, () => null);
  if (!service) throw new Error(JSON.stringify(diagnostics));
  // What the import has said to be another is another.
  const published = remarks.flatMap(({ message }) => /is published now, as (\d+)/.exec(message)?.[1] ?? []).map(Number);
  const theirs = comparable(config(name, text, env), []);
  const ours = comparable(
    config(name, render(service), secrets.map((secret) => `${secret.name}='secret ${secret.name}~'\n`).join('')),
    published,
  );
  expect(withValues(ours, theirs, new Map())).toEqual(theirs);
});

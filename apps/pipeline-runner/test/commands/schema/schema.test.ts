import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, put } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

let cwd: string;

beforeEach(() => void (cwd = folder()));

const write = (path: string, text: string): void => put(cwd, { [path]: text });
const hl = (...argv: string[]): Promise<Said> => hlIn(cwd, argv);
const host = (text: string): unknown => (JSON.parse(text) as any).properties.deployment.properties.target_host.enum; // eslint-disable-line @typescript-eslint/no-explicit-any

const site = 'domain: example.org\nservices: things\nhosts: { box: 192.0.2.1 }\n';

test('both kinds are written where editors look for them, with the names of this repository', async () => {
  write('hl.yml', site);
  write('things/media/films.yml', 'service: { name: films }\nauthentik: { groups: [family] }\n');
  expect(await hl('schema')).toMatchObject({ code: 0, out: 'wrote .hl/schemas/service.schema.json\nwrote .hl/schemas/site.schema.json\n' });
  const service = readFileSync(join(cwd, '.hl/schemas/service.schema.json'), 'utf8');
  expect(host(service)).toEqual(['box']);
  expect(service).toContain('"family"');
  expect(JSON.parse(readFileSync(join(cwd, '.hl/schemas/site.schema.json'), 'utf8'))).toMatchObject({ title: 'Site file' });
});

test('one kind is printed, or written into a folder that is named', async () => {
  write('hl.yml', site);
  const printed = await hl('schema', 'service');
  expect(host(printed.out)).toEqual(['box']);
  expect(existsSync(join(cwd, '.hl/schemas'))).toBe(false);
  expect(await hl('schema', 'service', '--dir', 'editor')).toMatchObject({ code: 0, out: 'wrote editor/service.schema.json\n' });
  expect(existsSync(join(cwd, 'editor/site.schema.json'))).toBe(false);
});

test('without hl.yml it is the published schema; another kind there is not', async () => {
  expect(JSON.parse((await hl('schema', 'site')).out)).toHaveProperty('$id');
  expect(await hl('schema', 'plan')).toMatchObject({ code: 2, err: expect.stringContaining('schema knows service and site, not plan') });
});

test('validate writes what editors read anew when hl.yml has another host, and nothing where there was nothing', async () => {
  write('hl.yml', `${site}ledger: { host: box }\n`);
  expect(await hl('validate')).toMatchObject({ code: 0 });
  expect(existsSync(join(cwd, '.hl/schemas'))).toBe(false);
  await hl('schema', 'service', '--dir', '.hl/schemas');
  write('hl.yml', `${site.replace('box: 192.0.2.1', 'box: 192.0.2.1, attic: 192.0.2.2')}ledger: { host: box }\n`);
  expect((await hl('validate', '--verbose')).out).toContain('wrote .hl/schemas/service.schema.json');
  expect(host(readFileSync(join(cwd, '.hl/schemas/service.schema.json'), 'utf8'))).toEqual(['attic', 'box']);
  expect(existsSync(join(cwd, '.hl/schemas/site.schema.json'))).toBe(false);
  expect((await hl('validate', '--verbose')).out).not.toContain('wrote');
});

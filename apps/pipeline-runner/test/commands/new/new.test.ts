import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, put } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

let cwd: string;

beforeEach(() => void (cwd = folder()));

const hosts = 'domain: example.org\ncategories: [media, home]\nhosts: { box: 192.0.2.1, attic: 192.0.2.2 }\nledger: { host: box }\n';
const systems = `traefik: { host: box, directory: /etc/traefik/dynamic }
pihole: { url: "http://192.0.2.53" }
authentik: { url: "http://192.0.2.30:9000" }
glance: { host: box }
`;
const write = (path: string, text: string): void => put(cwd, { [path]: text });
const hl = (...argv: string[]): Promise<Said> => hlIn(cwd, argv);
const web = ['--category', 'media', '--host', 'attic', '--image', 'docker.io/library/nginx:1', '--port', '8080'];
const words = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !/^ *#/.test(line) && line !== '')
    .map((line) => line.replace(/ #.*/, ''));

test.each([
  [
    'a container with everything',
    systems,
    [...web, '--container-port', '80', '--sso', '--tile'],
    ['service', 'deployment', 'traefik', 'dns', 'authentik', 'glance'],
  ],
  ['what was not asked for waits as a comment', systems, web, ['service', 'deployment', 'traefik', 'dns']],
  ['a site without systems', '', web, ['service', 'deployment']],
  ['names without a proxy', 'pihole: { url: "http://192.0.2.53" }\n', web, ['service', 'deployment', 'dns']],
  [
    'names that lead nowhere yet',
    'pihole: { url: "http://192.0.2.53" }\n',
    ['--category', 'home', '--backend', 'http://nas.example.org'],
    ['service', 'backend'],
  ],
  ['nobody opens it in a browser', systems, [...web, '--no-page'], ['service', 'deployment']],
  ['nothing listens', systems, [...web.slice(0, 6), '--no-page'], ['service', 'deployment']],
  [
    'a machine that runs already',
    systems,
    ['--category', 'home', '--backend', 'https://192.0.2.10:8006', '--tile'],
    ['service', 'backend', 'traefik', 'dns', 'glance'],
  ],
])('%s: valid at once', async (_, site, argv, sections) => {
  write('hl.yml', `${hosts}${site}`);
  const { code, err, out } = await hl('new', 'films', ...argv, '--json');
  expect([code, err]).toEqual([0, expect.not.stringContaining('✖')]);
  const { path, text, written } = JSON.parse(out) as { path: string; text: string; written: boolean };
  expect([path, written]).toEqual([`services/${argv[1]}/films.yml`, true]);
  expect(readFileSync(join(cwd, path), 'utf8')).toBe(text);
  expect(text.match(/^\w+(?=:)/gm)).toEqual(sections);
  expect(text).toContain('docs/reference/service.md');
  expect(await hl('validate')).toMatchObject({ code: 0, out: expect.stringContaining('1 service file is valid') });
});

test('what waits as a comment is valid when the signs are taken away', async () => {
  write('hl.yml', `${hosts}${systems}`);
  await hl('new', 'films', ...web);
  const path = 'services/media/films.yml';
  const text = readFileSync(join(cwd, path), 'utf8');
  write(
    path,
    text
      .replace(/^# (?=authentik:|glance:| {2}(method|bookmark|monitor):)/gm, '')
      .replace(/^( {2})# (?=volumes|environment|secrets|healthcheck|icon)/gm, '$1'),
  );
  expect(words(readFileSync(join(cwd, path), 'utf8'))).toEqual(
    expect.arrayContaining([
      'authentik:',
      '  method: forward_auth',
      'glance:',
      '  volumes: [./data:/data]',
      '  healthcheck: { endpoint: / }',
    ]),
  );
  expect((await hl('validate')).out).toContain('1 service file is valid');
});

test('values that YAML would read as something else stay what they were', async () => {
  write('hl.yml', `${hosts}${systems}`);
  const { out } = await hl(
    'new',
    'true',
    '--category',
    'media',
    '--host',
    'box',
    '--image',
    'nginx:1',
    '--port',
    '80',
    '--subdomain',
    '0123',
    '--dry-run',
    '--verbose',
  );
  expect(words(out)).toEqual(expect.arrayContaining(['  name: "true"', '  subdomain: "0123"', '  port: 80']));
  expect(existsSync(join(cwd, 'services'))).toBe(false);
});

test('the schema is named when the repository has it', async () => {
  write('hl.yml', hosts);
  write('schemas/service.schema.json', '{}');
  expect((await hl('new', 'films', ...web, '--dry-run')).out).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/service\.schema\.json\n/,
  );
});

test.each([
  ['what is missing', [], 2, 'hl new films needs --category, --host, --image, --port'],
  [
    'a backend needs no container',
    ['--backend', 'http://192.0.2.9'],
    2,
    'hl new films needs --category [yours to correct: HL_USAGE]\n  → Categories: media, home. Hosts: box, attic.',
  ],
  [
    'both a backend and a container',
    [...web, '--backend', 'http://192.0.2.9'],
    2,
    '--host, --image, --port: a page with --backend has no container',
  ],
  ['a tile without a page', [...web, '--no-page', '--tile'], 2, '--tile: there is no page with --no-page'],
  ['a port that is none', [...web.slice(0, 7), '80x'], 2, '--port: 80x is no port'],
  ['a category that is none', ['--category', 'films', ...web.slice(2)], 2, 'services/films/films.yml:'],
  ['a host that is none', ['--category', 'media', '--host', 'cellar', ...web.slice(4)], 2, 'cellar'],
])('%s is told, and nothing is written', async (_, argv, code, message) => {
  write('hl.yml', `${hosts}${systems}`);
  const told = await hl('new', 'films', ...argv);
  expect([told.code, told.err]).toEqual([code, expect.stringContaining(message)]);
  expect(told.err).toContain('→');
  expect(existsSync(join(cwd, 'services'))).toBe(false);
});

test('what the site has no system for cannot be asked for', async () => {
  write('hl.yml', hosts);
  expect(await hl('new', 'films', ...web, '--sso')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--sso: hl.yml names no Traefik'),
  });
  expect(await hl('new', 'films', ...web, '--tile')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--tile: hl.yml names no Glance'),
  });
});

test('nothing is overwritten, nor is a name given twice', async () => {
  write('hl.yml', hosts);
  await hl('new', 'films', ...web);
  const before = readFileSync(join(cwd, 'services/media/films.yml'), 'utf8');
  expect(await hl('new', 'films', ...web)).toMatchObject({
    code: 3,
    err: expect.stringContaining('services/media/films.yml is there already'),
  });
  expect(await hl('new', 'films', '--category', 'home', ...web.slice(2))).toMatchObject({ code: 3 });
  expect(readFileSync(join(cwd, 'services/media/films.yml'), 'utf8')).toBe(before);
  expect(existsSync(join(cwd, 'services/home'))).toBe(false);
});

test('a port of another service is told before anything is written; what was wrong already is not', async () => {
  write('hl.yml', hosts);
  await hl('new', 'films', ...web);
  write('services/broken.yml', 'service: [\n');
  const { code, err } = await hl('new', 'songs', ...web);
  expect([code, err]).toEqual([2, expect.stringContaining('8080')]);
  expect(existsSync(join(cwd, 'services/media/songs.yml'))).toBe(false);
  expect((await hl('new', 'songs', ...web.slice(0, 7), '8081')).code).toBe(0);
});

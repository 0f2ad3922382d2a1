import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpEmulator } from '@hl/lab';
import { glanceEmulator, validateGlance } from '@hl/lab/glance';
import type { GlanceEmulator, GlanceEmulatorOptions } from '@hl/lab/glance';

let directory: string;
let config: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lab-glance-'));
  config = join(directory, 'glance.yml');
});
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

const page = (widgets: string): string =>
  `pages:\n  - name: Two Words é\n    columns:\n      - size: full\n        widgets:\n${widgets.replace(/^(?=.)/gm, '          ')}`;
const bookmark = (title: string): string =>
  page(
    `- type: bookmarks\n  groups:\n    - title: A & B\n      links:\n        - {title: ${JSON.stringify(title)}, url: 'https://x.example.net/?a=1&b=ä'}\n`,
  );
const login = (name: string, password: string): string =>
  `auth:\n  secret-key: abc\n  users:\n    ${name}:\n      password: ${password}\n${bookmark('T')}`;
const start = async (text: string, options: Partial<GlanceEmulatorOptions> = {}): Promise<GlanceEmulator> => {
  writeFileSync(config, text);
  const emulator = await glanceEmulator({ config, debounceMs: 10, ...options });
  open.push(emulator);
  return emulator;
};
const get = async (emulator: GlanceEmulator, path: string) => {
  const answer = await emulator.fetch(emulator.url + path, { redirect: 'manual' });
  return { status: answer.status, body: await answer.text() };
};
const content = '/api/pages/two-words-%C3%A9/content/';
const eventually = async (claim: () => boolean): Promise<void> => {
  for (const end = Date.now() + 3000; !claim() && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(claim()).toBe(true);
};

test('health, page and content, and 404 for all else', async () => {
  const emulator = await start(bookmark('T'));
  expect((await get(emulator, '/api/healthz')).status).toBe(200);
  expect(await get(emulator, '/two-words-%C3%A9')).toMatchObject({ status: 200, body: expect.stringContaining('Two Words é') });
  expect((await get(emulator, content)).status).toBe(200);
  for (const path of ['/api/pages/nope/content/', '/nope', '/api/config']) expect((await get(emulator, path)).status).toBe(404);
});

test('bookmarks are escaped as Go does', async () => {
  const { body } = await get(await start(bookmark(`<b> & "it's" 1+1`)), content);
  expect(body).toContain('<div class="bookmarks-group-title size-h3 margin-bottom-3">A &amp; B</div>');
  expect(body).toContain(
    '<a href="https://x.example.net/?a=1&amp;b=%c3%a4" class="bookmarks-link color-highlight size-h4" target="_blank" rel="noreferrer">&lt;b&gt; &amp; &#34;it&#39;s&#34; 1&#43;1</a>',
  );
});

test('monitors really ask, follow redirects, and know other good codes', async () => {
  const service = await httpEmulator(({ path }) =>
    path === '/moved' ? { status: 302, headers: { location: '/ok' } } : { status: path === '/ok' ? 200 : 401 },
  );
  open.push(service);
  const sites = ['/ok', '/moved', '/login', '/login']
    .map(
      (path, index) =>
        `    - {title: S${index}, url: 'http://shown.example.net/${index}', check-url: '${service.url}${path}'${index === 3 ? ', alt-status-codes: [401]' : ''}}\n`,
    )
    .join('');
  const { body } = await get(
    await start(page(`- type: monitor\n  title: M\n  sites:\n${sites}    - {title: S4, url: 'http://127.0.0.1:9/'}\n`)),
    content,
  );
  expect([...body.matchAll(/>(S\d)<[^]*?<li[^>]*>(\w+)</g)].map(([, title, state]) => `${title} ${state}`)).toEqual([
    'S0 OK',
    'S1 OK',
    'S2 401',
    'S3 OK',
    'S4 ERROR',
  ]);
  expect(service.requests.map(({ path }) => path).sort()).toEqual(['/login', '/login', '/moved', '/ok', '/ok']);
});

test.each([
  ['written in place', (text: string) => writeFileSync(config, text)],
  [
    'renamed over',
    (text: string) => {
      writeFileSync(`${config}.new`, text);
      renameSync(`${config}.new`, config);
    },
  ],
])('a file %s is loaded, again and again', async (_, write) => {
  const emulator = await start(bookmark('one'));
  for (const title of ['two', 'three', 'four']) {
    write(bookmark(title));
    await eventually(() => emulator.page('two-words-é').includes(`>${title}<`));
  }
  expect([emulator.reloads, emulator.restarts]).toEqual([3, 0]);
});

test('the same content is no reload; an invalid one leaves the old in place', async () => {
  const emulator = await start(bookmark('one'));
  writeFileSync(config, 'pages: []\n');
  await eventually(() => emulator.log.includes('Config has errors: no pages configured'));
  expect(emulator.page('two-words-é')).toContain('>one<');
  writeFileSync(config, bookmark('one'));
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(emulator.reloads).toBe(0);
});

test('older ones load it at a restart only', async () => {
  const emulator = await start(bookmark('one'), { profile: 'restart' });
  writeFileSync(config, bookmark('two'));
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(emulator.page('two-words-é')).toContain('>one<');
  await emulator.restart();
  expect(emulator.page('two-words-é')).toContain('>two<');
  expect([emulator.reloads, emulator.restarts]).toEqual([0, 1]);
});

test('an invalid file at the start ends the process; it comes back when the file is mended', async () => {
  const emulator = await start('pages: []\n');
  await expect(emulator.fetch(`${emulator.url}/api/healthz`)).rejects.toThrow('fetch failed');
  writeFileSync(config, bookmark('one'));
  await eventually(() => emulator.page('two-words-é').includes('>one<'));
  expect((await get(emulator, '/api/healthz')).status).toBe(200);
});

test('a deleted file is watched no more', async () => {
  const emulator = await start(bookmark('one'));
  rmSync(config);
  await eventually(() => emulator.log.some((line) => line.startsWith('Config has errors: reading')));
  writeFileSync(config, bookmark('two'));
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(emulator.page('two-words-é')).toContain('>one<');
});

test('a single file that is mounted: renamed over, it stays unseen until a restart', async () => {
  const emulator = await start(bookmark('one'), { mount: 'file' });
  writeFileSync(`${config}.new`, bookmark('two'));
  renameSync(`${config}.new`, config);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(emulator.page('two-words-é')).toContain('>one<');
  await emulator.restart();
  writeFileSync(config, bookmark('three'));
  await eventually(() => emulator.page('two-words-é').includes('>three<'));
});

test('includes take the dash with them, and are watched', async () => {
  writeFileSync(join(directory, 'b.yml'), '- type: bookmarks\n  groups:\n    - title: G\n      links:\n        - $include: c.yml\n');
  writeFileSync(join(directory, 'c.yml'), '- {title: one, url: https://a.example.net}\n');
  const emulator = await start(page('- !include: b.yml\n'));
  expect(emulator.page('two-words-é')).toContain('>one<');
  writeFileSync(join(directory, 'c.yml'), '- {title: two, url: https://a.example.net}\n');
  await eventually(() => emulator.page('two-words-é').includes('>two<'));
});

test('variables: of the environment, literal, left alone, missing', async () => {
  const text = page('- type: bookmarks\n  groups:\n    - links:\n        - title: ${NAME} \\${NAME} ${lower} ${A}${A}\n');
  const emulator = await start(text, { env: { NAME: 'metube', A: 'x' } });
  expect(emulator.page('two-words-é')).toContain('>metube ${NAME} ${lower} x${A}<');
  expect(validateGlance(config, { NAME: 'metube' })).toEqual({
    code: 1,
    stdout: 'Config file is invalid: parsing variable: environment variable A not found\n',
  });
  writeFileSync(config, `${bookmark('T')}# \${NOPE_VAR}\n`);
  expect(validateGlance(config).stdout).toContain('environment variable NOPE_VAR not found');
});

test('slugs lose dashes at their ends; of two pages with one slug the last is served', async () => {
  const emulator = await start(
    `${bookmark('one').replace('Two Words é', "'- Home -'")}${bookmark('two')
      .replace(/^pages:\n/, '')
      .replace('Two Words é', 'HOME')}`,
  );
  expect((await get(emulator, '/api/pages/home/content/')).body).toContain('>two<');
  expect((await get(emulator, '/')).body).toContain('- Home -');
});

test('with a login, nobody may look', async () => {
  const emulator = await start(login('ada', 'long enough'));
  expect(await get(emulator, content)).toMatchObject({ status: 401, body: expect.stringContaining('{') });
  expect((await get(emulator, '/api/healthz')).status).toBe(200);
});

test('a monitor asks once in five minutes, or as its cache says, and anew with another configuration; it can log in', async () => {
  const service = await httpEmulator(() => ({ status: 200 }));
  open.push(service);
  const monitor = (path: string, more: string): string =>
    `- type: monitor\n${more}  sites:\n    - { url: '${service.url}${path}', basic-auth: { username: ada, password: secret } }\n`;
  const text = page(monitor('/kept', '') + monitor('/fresh', '  cache: 0s\n'));
  const emulator = await start(text);
  for (let time = 0; time < 3; time += 1) await get(emulator, content);
  const asked = (path: string): number => service.requests.filter((request) => request.path === path).length;
  expect([asked('/kept'), asked('/fresh')]).toEqual([1, 3]);
  expect(service.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ada:secret').toString('base64')}`);
  writeFileSync(config, `${text}# more\n`);
  await eventually(() => emulator.reloads === 1);
  await get(emulator, content);
  expect(asked('/kept')).toBe(2);
});

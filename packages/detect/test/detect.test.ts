import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brief, cleanUp, clone, service, started, temporary, zeros } from './clone.js';
import { detect } from '@hl/detect';

afterAll(cleanUp);

const metube = service('metube');
const sonarr = service('sonarr');

test('the first push writes the contract, keys in its order', async () => {
  const repo = clone();
  repo.init();
  const head = repo.commit({ 'services/downloads/metube.yml': metube });
  const text = JSON.stringify(await repo.detect({ before: zeros }));
  expect(text.startsWith('{"deploy":[{"path":"services/downloads/metube.yml","name":"metube","action":"add"')).toBe(true);
  expect(text).toContain('],"remove":[],"added":1,"modified":0,"deleted":0,"total":1,"mode":"incremental"');
  expect(JSON.parse(text)).toMatchObject({ version: 1, base: null, head, baseSource: 'empty-tree', guessed: false, warnings: [] });
});

describe('a push', () => {
  test('lists what differs, and nothing else', async () => {
    const repo = started({ 'services/metube.yml': metube, 'services/sonarr.yml': sonarr, 'services/gone.yml': service('gone') });
    const head = repo.commit({
      'services/metube.yml': `${metube}# note\n`,
      'services/gone.yml': null,
      'services/deep/er/new.yml': service('new'),
      'services/deep/er/configuration.yaml': 'http: {}\n',
      'services/readme.md': 'x',
    });
    const changes = await repo.detect({ before: repo.first, head });
    expect(brief(changes)).toEqual([
      'add new services/deep/er/new.yml',
      'modify metube services/metube.yml',
      'delete gone services/gone.yml',
    ]);
    expect(changes).toMatchObject({
      added: 1,
      modified: 1,
      deleted: 1,
      total: 3,
      mode: 'incremental',
      base: repo.first,
      baseSource: 'push',
    });
    expect(changes.deploy[1]?.reason).toContain(repo.first.slice(0, 8));
  });

  test('without a change is known to be empty', async () => {
    const repo = started({ 'services/metube.yml': metube });
    expect(await repo.detect({ before: repo.first })).toMatchObject({
      deploy: [],
      remove: [],
      total: 0,
      mode: 'incremental',
      guessed: false,
      warnings: [],
    });
  });

  test('of several commits, with a merge among them, compares two trees', async () => {
    const repo = started({ 'services/metube.yml': metube });
    const topic = repo.commit({ 'services/topic.yml': service('topic') });
    repo.reset(repo.first);
    const main = repo.commit({ 'services/sonarr.yml': sonarr });
    repo.commit({ 'services/topic.yml': service('topic') }, [main, topic]);
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['add sonarr services/sonarr.yml', 'add topic services/topic.yml']);
  });

  test('reads commits only: an edit that was not committed does not count', async () => {
    const repo = started({ 'services/metube.yml': metube });
    repo.write('services/metube.yml', 'dirty');
    repo.write('services/new.yml', service('new'));
    expect((await repo.detect({ before: repo.first })).total).toBe(0);
  });

  test('works below the root of the repository', async () => {
    const repo = started({ 'home/services/a.yml': service('a') });
    const head = repo.commit({ 'home/services/b.yml': service('b'), 'services/c.yml': service('c') });
    repo.write('home/README.md', 'a folder to work in');
    expect(brief(await detect({ cwd: join(repo.cwd, 'home'), services: './services/', source: 'push', before: repo.first, head }))).toEqual(
      ['add b services/b.yml'],
    );
  });

  test('knows repositories with long object ids', async () => {
    const repo = clone();
    repo.init('--object-format=sha256');
    const first = repo.commit({ 'services/a.yml': service('a') });
    repo.commit({ 'services/b.yml': service('b') });
    expect(brief(await repo.detect({ before: first }))).toEqual(['add b services/b.yml']);
    expect(brief(await repo.detect({ before: '0'.repeat(64) }))).toHaveLength(2);
  });

  test('needs no blobs beforehand: a partial clone gets what it lacks', async () => {
    const repo = started({ 'services/metube.yml': metube });
    repo.commit({ 'services/metube.yml': `${metube}# edited\n` });
    repo.git('config', 'uploadpack.allowFilter', 'true');
    repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const folder = temporary();
    repo.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${repo.cwd}`, folder);
    expect(brief(await detect({ cwd: folder, services: 'services', source: 'push', before: repo.first }))).toEqual([
      'modify metube services/metube.yml',
    ]);
  });

  test('needs no work tree', async () => {
    const repo = started({ 'services/metube.yml': metube });
    const bare = temporary();
    repo.git('clone', '-q', '--bare', repo.cwd, bare);
    expect(brief(await detect({ cwd: bare, services: 'services', source: 'web' }))).toEqual(['modify metube services/metube.yml']);
  });
});

describe('rename and move', () => {
  test.each([
    ['to another category', 'services/media/metube.yml'],
    ['by case only', 'services/MeTube.yml'],
  ])('%s is a change of one service, never a removal', async (_, path) => {
    const repo = started({ 'services/metube.yml': metube });
    repo.commit({ 'services/metube.yml': null, [path]: metube });
    const changes = await repo.detect({ before: repo.first });
    expect(brief(changes)).toEqual([`modify metube ${path}`]);
    expect(changes.deploy[0]).toMatchObject({
      from: { path: 'services/metube.yml', host: 'docker-media' },
      reason: 'its file was services/metube.yml',
    });
  });

  test('to another host tells where from', async () => {
    const repo = started({ 'services/metube.yml': metube });
    repo.commit({ 'services/metube.yml': service('metube', { host: 'docker-apps' }) });
    const [entry] = (await repo.detect({ before: repo.first })).deploy;
    expect(entry).toMatchObject({ action: 'modify', from: { path: 'services/metube.yml', host: 'docker-media' } });
    expect(entry?.reason).toContain('moves from docker-media to docker-apps');
  });

  test('of the name inside the file removes the old one', async () => {
    const repo = started({ 'services/metube.yml': metube });
    repo.commit({ 'services/metube.yml': service('videos') });
    const changes = await repo.detect({ before: repo.first });
    expect(brief(changes)).toEqual(['add videos services/metube.yml', 'delete metube services/metube.yml']);
    expect(changes.remove[0]?.reason).toBe('services/metube.yml now defines videos');
  });

  test('two files that swap their names are two changes', async () => {
    const repo = started({ 'services/a.yml': service('a'), 'services/b.yml': service('b') });
    repo.commit({ 'services/a.yml': service('b'), 'services/b.yml': service('a') });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['modify b services/a.yml', 'modify a services/b.yml']);
  });

  test('a deleted file whose service lives on in a file that was there is no removal', async () => {
    const repo = started({ 'services/a.yml': service('a'), 'services/b.yml': service('b') });
    repo.commit({ 'services/a.yml': null, 'services/b.yml': service('a') });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['modify a services/b.yml', 'delete b services/b.yml']);
  });

  test('out of the folder is a removal', async () => {
    const repo = started({ 'services/metube.yml': metube });
    repo.commit({ 'services/metube.yml': null, 'archive/metube.yml': metube });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['delete metube services/metube.yml']);
  });

  test('two files of one name are told', async () => {
    const repo = started({ 'services/a.yml': metube });
    repo.commit({ 'services/b.yml': metube });
    expect((await repo.detect({ before: repo.first })).warnings).toEqual(['services/a.yml and services/b.yml both define metube']);
  });
});

describe('no change of content', () => {
  test('other line ends, a byte order mark, blank lines and trailing blanks', async () => {
    const repo = started({ 'services/metube.yml': metube, 'services/sonarr.yml': sonarr });
    repo.commit({
      'services/metube.yml': `\uFEFF${metube.replaceAll('\n', '\r\n')}`,
      'services/sonarr.yml': sonarr.replaceAll('\n', ' \n\n'),
    });
    expect((await repo.detect({ before: repo.first })).total).toBe(0);
  });

  test('an executable bit', async () => {
    const repo = started({ 'services/metube.yml': metube });
    repo.commit({ 'services/metube.yml': { mode: '100755', content: metube } });
    expect((await repo.detect({ before: repo.first })).total).toBe(0);
  });
});

describe('odd files', () => {
  test('have odd names', async () => {
    const names = ['sp ace é', 'quo"te', "apo'strophe", 'new\nline', 'back\\slash', '-dash', '[glob]*', '\ttab', '日本'];
    const repo = started();
    repo.commit(Object.fromEntries(names.map((file, n) => [`services/${file}.yml`, service(`s${n}`)])));
    const { deploy } = await repo.detect({ before: repo.first });
    expect(deploy.map(({ path, name, action }) => [path, name, action]).sort()).toEqual(
      names.map((file, n) => [`services/${file}.yml`, `s${n}`, 'add']).sort(),
    );
  });

  test('a folder named like a pattern is taken by its letters', async () => {
    const repo = started({ 'ser*s/a.yml': service('a'), 'services/b.yml': service('b') });
    expect(brief(await repo.detect({ services: 'ser*s', source: 'web' }))).toEqual(['modify a ser*s/a.yml']);
  });

  test('links and submodules are not followed, and what stood there is not removed', async () => {
    const repo = started({ 'services/a.yml': service('a'), 'services/b.yml': service('b') });
    repo.commit({
      'services/a.yml': { mode: '120000', content: '/etc/passwd' },
      'services/folder': { mode: '120000', content: '../elsewhere' },
      'services/module': { mode: '160000', content: repo.first },
    });
    const changes = await repo.detect({ before: repo.first });
    expect(brief(changes)).toEqual([]);
    expect(changes.warnings).toEqual([
      'services/a.yml is a symbolic link: not followed, ignored',
      'services/folder is a symbolic link: not followed, ignored',
      'services/module is a submodule: not followed, ignored',
    ]);
  });

  test('a services folder that is a link is an error, not an empty folder', async () => {
    const repo = started({ 'real/a.yml': service('a') });
    repo.commit({ services: { mode: '120000', content: 'real' } });
    await expect(repo.detect()).rejects.toMatchObject({ code: 'HL_SERVICES_FOLDER', kind: 'input' });
  });

  test('a broken file keeps the name it had', async () => {
    const repo = started({ 'services/mt.yml': metube });
    repo.commit({ 'services/mt.yml': 'service: [[[\n\tname metube' });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['modify metube services/mt.yml']);
  });

  test('without a name are named after the file', async () => {
    const repo = started();
    repo.commit({ 'services/empty.yml': '', 'services/binary.yml': Buffer.from([0, 159, 146, 150, 10, 0]), 'services/list.yml': '- a\n' });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual([
      'add binary services/binary.yml',
      'add empty services/empty.yml',
      'add list services/list.yml',
    ]);
  });

  test('a compose file beside the services is no service', async () => {
    const repo = started();
    repo.commit({
      'services/a.yml': service('a', { extra: '  compose_file: stacks/compose.yml\n' }),
      'services/stacks/compose.yml': 'services: {}\n',
    });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['add a services/a.yml']);
  });

  test('hidden files are none: the way to put a service aside', async () => {
    const repo = started({ 'services/a.yml': service('a'), 'services/.old/b.yml': service('b'), '.home/services/c.yml': service('c') });
    repo.commit({ 'services/a.yml': null, 'services/.a.yml': service('a') });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['delete a services/a.yml']);
    expect(brief(await repo.detect({ services: '.home/services' }))).toEqual(['add c .home/services/c.yml']);
  });
});

describe('shared files', () => {
  const extra = 'deployment:\n  extra_files: [{source: config/a.conf, destination: a.conf}]\n';
  test.each([
    ['hl.yml', ['a', 'b']],
    ['schemas/service.schema.json', ['a', 'b']],
    ['config/a.conf', ['a']],
    ['config/b.conf', []],
    ['src/hl.yml', []],
  ])('%s', async (path, expected) => {
    const repo = started({ 'services/a.yml': `service: {name: a}\n${extra}`, 'services/b.yml': service('b') });
    repo.commit({ [path]: 'new' });
    const changes = await repo.detect({ before: repo.first });
    expect(changes.deploy.map(({ name, action }) => [name, action])).toEqual(expected.map((name) => [name, 'modify']));
    for (const { reason } of changes.deploy) expect(reason).toContain(`${path} changed`);
  });
});

describe('hl.yml counts by what it says', () => {
  const site = `# the homelab
domain: example.org
hosts: { docker-media: 192.0.2.11, docker-apps: 192.0.2.12, proxy: { address: 192.0.2.20, user: deploy } }
traefik: { host: proxy, api: http://192.0.2.20:8080 }
verify: { deadline: 60 }
`;

  test.each([
    ['a comment', site.replace('the homelab', 'my homelab'), []],
    ['one host', site.replace('192.0.2.12', '192.0.2.13'), ['b']],
    ['the domain', site.replace('example.org', 'example.net'), ['a', 'b']],
  ])('%s', async (_, after, expected) => {
    const repo = started({ 'hl.yml': site, 'services/a.yml': service('a'), 'services/b.yml': service('b', { host: 'docker-apps' }) });
    repo.commit({ 'hl.yml': after });
    const changes = await repo.detect({ before: repo.first });
    expect(changes.deploy.map(({ name }) => name)).toEqual(expected);
  });

  test('under the name it has', async () => {
    const repo = started({ 'lab/site.yml': site, 'services/a.yml': service('a') });
    repo.commit({ 'lab/site.yml': site.replace('example.org', 'example.net'), 'hl.yml': 'x: 1\n' });
    const { deploy } = await repo.detect({ before: repo.first, site: './lab/site.yml' });
    expect(deploy).toMatchObject([{ name: 'a', reason: expect.stringContaining('lab/site.yml changed') }]);
    expect((await repo.detect({ before: repo.first, site: 'none.yml' })).total).toBe(0);
  });

  test('a schema without its prose', async () => {
    const schema = (description: string, port: string) =>
      JSON.stringify({ title: 'x', properties: { description: { type: 'string', description }, port: { type: port } } });
    const repo = started({ 'schemas/service.schema.json': schema('a', 'integer'), 'services/a.yml': service('a') });
    const prose = repo.commit({ 'schemas/service.schema.json': schema('b', 'integer') });
    expect((await repo.detect({ before: repo.first })).total).toBe(0);
    repo.commit({ 'schemas/service.schema.json': schema('b', 'string') });
    expect((await repo.detect({ before: prose })).total).toBe(1);
  });
});

describe('a service file by another spelling of .yml', () => {
  test.each(['services/a.yaml', 'services/a.YML', 'services/media/a.yaml'])('%s is not read, and no removal', async (path) => {
    const repo = started({ 'services/a.yml': metube, 'services/b.yml': service('b') });
    repo.commit({ 'services/a.yml': null, [path]: metube });
    const changes = await repo.detect({ before: repo.first });
    expect(changes).toMatchObject({
      total: 0,
      warnings: [`metube is not removed: ${path} defines it, and service files end in .yml`],
    });
  });

  test('what a service names as its own file is none', async () => {
    const extra = '  extra_files: [{ source: services/otel.yaml, destination: otel.yaml }]\n';
    const repo = started({ 'services/a.yml': metube, 'services/b.yml': service('b') });
    repo.commit({ 'services/a.yml': null, 'services/b.yml': service('b', { extra }), 'services/otel.yaml': metube });
    expect(brief(await repo.detect({ before: repo.first }))).toEqual(['modify b services/b.yml', 'delete metube services/a.yml']);
  });
});

describe('errors', () => {
  test('not a repository', async () => {
    await expect(detect({ cwd: temporary(), services: 'services', source: null })).rejects.toMatchObject({
      code: 'HL_NOT_A_REPOSITORY',
      kind: 'input',
      hint: expect.stringContaining('git init'),
    });
  });
  test('no such folder', async () => {
    await expect(detect({ cwd: join(temporary(), 'none'), services: 'services', source: null })).rejects.toMatchObject({
      code: 'HL_NO_FOLDER',
      kind: 'input',
    });
  });
  test('a repository without a commit', async () => {
    const repo = clone();
    repo.init();
    await expect(repo.detect()).rejects.toMatchObject({ code: 'HL_GIT_EMPTY', kind: 'input' });
  });
  test.each(['1'.repeat(40), 'nowhere', '--help', ''])('a head that is not there: %j', async (head) => {
    await expect(started().detect({ head })).rejects.toMatchObject({ code: 'HL_HEAD', kind: 'input' });
  });
  test.each(['/etc', '../other', 'a/../..'])('a services folder outside: %s', async (services) => {
    await expect(started().detect({ services })).rejects.toMatchObject({ code: 'HL_SERVICES_FOLDER', kind: 'input' });
  });
  const root = process.getuid?.() === 0;
  (root ? test : test.skip)('a clone that belongs to another user (only root can make one)', async () => {
    const repo = started({ 'services/a.yml': service('a') });
    chownSync(repo.cwd, 12_345, 12_345);
    chownSync(join(repo.cwd, '.git'), 12_345, 12_345);
    await expect(repo.detect()).rejects.toMatchObject({
      code: 'HL_GIT_OWNER',
      kind: 'input',
      hint: `Trust it once: git config --global --add safe.directory ${repo.cwd}`,
    });
  });

  test('a damaged repository is refused, not empty', async () => {
    const repo = started({ 'services/a.yml': service('a') });
    const id = repo.git('rev-parse', 'HEAD:services/a.yml');
    const object = join(repo.cwd, '.git/objects', id.slice(0, 2), id.slice(2));
    chmodSync(object, 0o600);
    writeFileSync(object, 'junk');
    await expect(repo.detect({ before: zeros })).rejects.toMatchObject({ code: 'HL_GIT', kind: 'refused' });
  });
});

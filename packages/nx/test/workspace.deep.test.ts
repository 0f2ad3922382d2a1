import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/*
 * The plugin in a workspace of its own, on the Nx of this repository and on hl as it is built.
 */

const home = join(import.meta.dirname, '../../..');
const nxProgram = join(home, 'node_modules/nx/dist/bin/nx.js');
const hl = join(home, 'apps/pipeline-runner/bin/hl.js');
const env = {
  ...process.env,
  NODE_OPTIONS: '',
  CI: '',
  FORCE_COLOR: '0',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_ISOLATE_PLUGINS: 'false',
};

let root: string;
beforeAll(() => {
  const build = ['build', '-p', '@hl/nx', '@hl/pipeline-runner'];
  execFileSync(process.execPath, [join(home, 'tools/start.mjs'), ...build], { cwd: home, env, stdio: 'ignore' });
  root = mkdtempSync(join(tmpdir(), 'hl-nx-'));
  // Of its own, for it holds what the plugin remembers.
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(home, 'node_modules')).filter((one) => !one.startsWith('.')))
    symlinkSync(join(home, 'node_modules', name), join(root, 'node_modules', name));
  write(start);
  git('init', '-q', '-b', 'main');
  commit();
}, 120_000);

const service = (name: string, more = ''): string =>
  `service: { name: ${name}, display_name: ${name}, description: For a test, category: media }\n` +
  `deployment: { target_host: box, image: "example/${name}:1"${more} }\n`;
const page = `service: { name: page, display_name: Page, description: A page, category: media }
backend: http://192.0.2.9:80
traefik: { subdomain: page }
`;
const options = { command: `node ${hl}` };
const start = {
  'nx.json': JSON.stringify({
    analytics: false,
    neverConnectToCloud: true,
    defaultBase: 'main',
    cacheDirectory: '.nx/cache',
    plugins: [{ plugin: '@hl/nx', options }],
  }),
  'package.json': '{ "name": "homelab", "private": true }',
  '.gitignore': '.nx\n.hl\nnode_modules\ndynamic\n',
  'hl.yml': 'domain: example.org\nhosts: { box: { kind: local } }\ntraefik: { host: box, directory: DYNAMIC }\n',
  'services/media/vpn.yml': service('vpn'),
  'services/media/player.yml': service(
    'player',
    ', network_mode: "container:vpn", extra_files: [{ source: shared.ini, destination: a.ini }]',
  ),
  'services/other.yml': service('other', ', extra_files: [{ source: services/media/shared.ini, destination: a.ini }]'),
  'services/media/shared.ini': '[a]\n',
  'services/page.yml': page,
};

function write(files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text === null) rmSync(join(root, path));
    else writeFileSync(join(root, path), text.replace('DYNAMIC', join(root, 'dynamic')));
  }
}
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root, encoding: 'utf8' });
const commit = (): void => void (git('add', '.'), git('commit', '-qm', 'one'));

function nx(...args: string[]): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [nxProgram, ...args], { cwd: root, env, encoding: 'utf8' });
  return { code: status, out: stdout + stderr };
}

/** Names of what a change in the work tree affects. */
function affected(change: Readonly<Record<string, string | null>>): string[] {
  write(change);
  try {
    return (JSON.parse(nx('show', 'projects', '--affected', '--json').out) as string[]).sort();
  } finally {
    git('checkout', '-q', '.');
  }
}

test('the graph is the homelab: what needs what, whose network it uses, which files they share', () => {
  expect(nx('graph', '--file=graph.json').code).toBe(0);
  const { graph } = JSON.parse(readFileSync(join(root, 'graph.json'), 'utf8')) as {
    graph: { nodes: Record<string, { data: { root: string; tags: string[] } }>; dependencies: Record<string, { target: string }[]> };
  };
  rmSync(join(root, 'graph.json'));
  expect(
    Object.fromEntries(Object.entries(graph.dependencies).map(([name, edges]) => [name, edges.map(({ target }) => target).sort()])),
  ).toEqual({
    homelab: [],
    page: [],
    vpn: [],
    player: ['services/media/shared.ini', 'vpn'],
    other: ['services/media/shared.ini'],
    'services/media/shared.ini': [],
  });
  expect(graph.nodes['player']?.data).toMatchObject({
    root: 'services/media/player.yml',
    tags: ['hl:service', 'category:media', 'host:box'],
  });
});

test('what a change affects; a removal leaves the others alone, and is never listed itself', () => {
  expect(affected({ 'services/media/vpn.yml': service('vpn', ', restart: always') })).toEqual(['homelab', 'player', 'vpn']);
  expect(affected({ 'services/media/shared.ini': '[b]\n' })).toEqual(['homelab', 'other', 'player', 'services/media/shared.ini']);
  expect(affected({ 'services/page.yml': null })).toEqual(['homelab']);
  expect(affected({ 'hl.yml': `${start['hl.yml']}# new\n` })).toEqual(['homelab', 'other', 'page', 'player', 'vpn']);
});

test('a broken file is a project, its fault is told by its own validate, and stops no other', () => {
  write({ 'services/media/broken.yml': 'service: { name: broken', 'services/twin.yml': page });
  expect(JSON.parse(nx('show', 'projects', '--json').out)).toEqual(expect.arrayContaining(['broken', 'page', 'services/twin']));
  const { code, out } = nx('run-many', '-t', 'validate', '-p', 'broken', 'vpn', '--outputStyle=static');
  expect(code).toBe(1);
  expect(out).toMatch(/services\/media\/broken\.yml:1:\d+: /);
  expect(out).toContain('- broken:validate');
  expect(out).not.toContain('- vpn:validate');
  git('clean', '-fdq', 'services');
});

test('validate and render are kept as long as their files say the same; what hl says then is said again', () => {
  const first = nx('run-many', '-t', 'validate', 'render', '-p', 'player', '--outputStyle=static').out;
  expect(first).toContain('example/player:1');
  const again = nx('run-many', '-t', 'validate', 'render', '-p', 'player', '--outputStyle=static').out;
  expect(again).toContain('2 out of 2 tasks');
  expect(again).toContain('example/player:1');
  // Whose network it uses stands in another file: that counts for the compose file, and not for what is valid.
  write({ 'services/media/vpn.yml': service('vpn', ', restart: always') });
  expect(nx('run-many', '-t', 'validate', 'render', '-p', 'player', '--outputStyle=static').out).toContain('1 out of 2 tasks');
  git('checkout', '-q', '.');
});

test('a plan is of this service alone, and writes nothing', () => {
  mkdirSync(join(root, 'dynamic'), { recursive: true });
  const { code, out } = nx('run', 'page:plan');
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('+ traefik   page') });
  expect(JSON.parse(readFileSync(join(root, '.hl/nx/page/changes.json'), 'utf8'))).toMatchObject({ total: 1 });
  expect(readdirSync(join(root, 'dynamic'))).toEqual([]);
});

test('a service is begun by a generator, as hl new does it', () => {
  const { code, out } = nx('g', '@hl/nx:service', 'metube', '--category=downloads', '--image=a/metube:1', '--port=8082', '--page=false');
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('CREATE services/downloads/metube.yml') });
  expect(nx('run', 'metube:validate').code).toBe(0);
  git('clean', '-fdq', 'services');
});

import { readFileSync, writeFileSync } from 'node:fs';
import { serviceFile } from './world/homelab.js';
import { startPipelines } from './world/pipelines.js';
import type { Pipelines } from './world/pipelines.js';

const file = 'services/utility/wiki.yml';
const wiki = (more: Parameters<typeof serviceFile>[1] = {}): string => serviceFile('wiki', { host: 'docker-apps', port: 8101, ...more });
const keep = { 'services/utility/keep.yml': serviceFile('keep', { host: 'docker-media', port: 8100 }) };
const route = 'etc/traefik/dynamic/legacy.yml';

let all: Pipelines;
let glanceYml: string;

/** Every name that wiki wants is somebody else's: record, alias, route of another name for its host, application, tile, container. */
beforeEach(async () => {
  all = await startPipelines();
  const { lab } = all;
  lab.pihole.setHosts([...lab.pihole.hosts(), '192.0.2.9 wiki.lab.example']);
  lab.authentik.addForeign({
    slug: 'wiki',
    provider: 'wiki',
    externalHost: 'https://wiki.lab.example',
    outposts: ['authentik Embedded Outpost'],
  });
  writeFileSync(
    `${lab.hosts['proxy']?.root}/${route}`,
    `# by hand, for years\nhttp:\n  routers:\n    legacy:\n      rule: Host(\`wiki.lab.example\`)\n      entryPoints: [websecure]\n      service: legacy\n      tls: {}\n  services:\n    legacy:\n      loadBalancer:\n        servers: [{ url: "http://127.0.0.1:9" }]\n`,
  );
  glanceYml = `${lab.hosts['dashboard']?.root}/opt/glance/config/glance.yml`;
  const url = `https://wiki.lab.example:${lab.traefik.httpsPort}`;
  writeFileSync(
    glanceYml,
    readFileSync(glanceYml, 'utf8').replace(
      'links:\n',
      `links:\n                  - title: Our wiki # since 2019\n                    url: ${url}\n`,
    ),
  );
  await lab.hosts['docker-apps']?.docker.register({ name: 'wiki', image: 'somebody/wiki:1' });
}, 60_000);

afterEach(() => all.close());

/** What is theirs, in full. */
const theirs = (): unknown => {
  const { lab } = all;
  return {
    dns: lab.pihole.hosts().filter((line) => line.includes('wiki')),
    cnames: lab.pihole.cnameRecords(),
    applications: lab.authentik.applications().filter(({ slug }) => slug === 'wiki'),
    route: readFileSync(`${lab.hosts['proxy']?.root}/${route}`, 'utf8'),
    tile: readFileSync(glanceYml, 'utf8')
      .split('\n')
      .filter((line) => line.includes('wiki')),
    containers: lab.hosts['docker-apps']?.docker.containers().filter(({ name }) => name === 'wiki'),
  };
};

const jobs = ['detect', 'validate', 'plan', 'deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance', 'verify'];

test('whatever jobs, retries, whole runs, removals and rollbacks do, it stays as it was, and the rest is deployed', async () => {
  const before = theirs();
  const each = async (env: NodeJS.ProcessEnv, ...commands: string[]): Promise<Record<string, number>> => {
    const codes: Record<string, number> = {};
    for (const command of commands) {
      const { code, text } = await all.hl(command, env);
      codes[command] = code;
      expect({ command, text, theirs: theirs() }).toEqual({ command, text, theirs: before });
    }
    return codes;
  };
  const first = all.commit({ ...keep, [file]: wiki() });
  const codes = await each(first, ...jobs);
  expect(codes).toMatchObject({ plan: 75, deploy: 75, verify: 1 });
  const plan = all.artifact<{ conflicts: { system: string }[] }>('plan.json');
  expect([...new Set(plan.conflicts.map(({ system }) => system))].sort()).toEqual(['authentik', 'compose', 'glance', 'pihole', 'traefik']);
  await each(first, 'deploy', 'dns', 'traefik', 'glance', 'authentik');
  await each(all.commit({ [file]: wiki({ image: 'ghcr.io/corentinth/it-tools:2' }) }), ...jobs);
  await each(all.commit({ 'README.md': 'again' }), 'run --all', 'rollback');
  const gone = await each(all.commit({ [file]: null }), ...jobs);
  expect(gone).toMatchObject({ plan: 0, remove: 0, verify: 0 });
  expect(await all.lab.pihole.resolve('keep.lab.example')).toEqual([all.lab.traefik.address]);
}, 240_000);

test('adopt shows what it takes, takes one system alone, and what it took is ours from then on', async () => {
  const env = all.commit({ ...keep, [file]: wiki() });
  const before = theirs();
  const shown = await all.hl('adopt wiki --dry-run', env);
  expect(shown).toMatchObject({ code: 0, text: expect.stringMatching(/~ pihole {4}wiki\.lab\.example → 127\..* \(now → 192\.0\.2\.9\)/) });
  expect(theirs()).toEqual(before);
  expect((await all.hl('adopt wiki --system pihole', env)).code).toBe(0);
  expect(theirs()).toEqual({ ...(before as object), dns: [`${all.lab.traefik.address} wiki.lab.example`] });
  for (const system of ['compose', 'authentik', 'glance'])
    expect([system, (await all.hl(`adopt wiki --system ${system}`, env)).code]).toEqual([system, 0]);
  // A router in somebody's own file is theirs to take away; hl says where it is.
  const refused = await all.hl('adopt wiki --system traefik', env);
  expect(refused).toMatchObject({ code: 3, text: expect.stringContaining('legacy.yml') });
  writeFileSync(`${all.lab.hosts['proxy']?.root}/${route}`, '');
  await all.all(all.commit({ 'README.md': 'x' }));
  await all.all(all.commit({ [file]: null }));
  expect(theirs()).toMatchObject({ dns: [], applications: [], tile: [], containers: [] });
}, 240_000);

test('a file of others that makes Traefik refuse every update is told by plan, verify and drift, with its line', async () => {
  await all.all(all.commit(keep));
  writeFileSync(`${all.lab.hosts['proxy']?.root}/${route}`, 'http:\n  routers:\n    legacy:\n      rule: "Host(\n');
  const said = expect.stringMatching(/legacy\.yml:\d+/);
  const env = all.commit({
    'services/utility/keep.yml': serviceFile('keep', { host: 'docker-media', port: 8100, image: 'ghcr.io/corentinth/it-tools:2' }),
  });
  await all.hl('detect', env);
  expect(await all.hl('plan', env)).toMatchObject({ code: 0, text: said });
  expect((await all.hl('deploy', env)).code).toBe(0);
  expect(await all.hl('verify', env)).toMatchObject({ code: 1, text: said });
  expect(await all.hl('drift', env)).toMatchObject({ code: 1, text: said });
}, 240_000);

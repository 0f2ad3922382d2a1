import { MemoryRemote } from '@hl/core/testing';
import { sourcesOn } from '../../../src/commands/import/host.js';

const labels = (project: string, files: string) => ({
  'com.docker.compose.project': project,
  'com.docker.compose.service': 'web',
  'com.docker.compose.project.working_dir': `/srv/${project}`,
  'com.docker.compose.project.config_files': files,
});

const container = (id: string, name: string, own: object) => ({
  Id: id,
  Name: `/${name}`,
  Image: 'sha256:1',
  Config: { Image: 'x:1', Hostname: id.slice(0, 12), Env: ['PATH=/bin', 'A=b'], Labels: own },
  HostConfig: { NetworkMode: 'default', RestartPolicy: { Name: 'always' } },
});

/** A host with these containers, answering as Docker does. */
function host(containers: readonly ReturnType<typeof container>[], files: { readonly [path: string]: string } = {}): MemoryRemote {
  const remote = new MemoryRemote('box');
  for (const [path, text] of Object.entries(files)) remote.files.set(path, text);
  remote.onRun = ([, verb, more]) => {
    if (verb === 'ps') return { stdout: containers.map(({ Id }) => `${Id}\n`).join('') };
    if (verb === 'image' && more === 'inspect') return { stdout: JSON.stringify([{ Id: 'sha256:1', Config: { Env: ['PATH=/bin'] } }]) };
    return { stdout: JSON.stringify(containers) };
  };
  return remote;
}

test('a project is its files, with its .env and env files, where it lies', async () => {
  const own = labels('tube', '/srv/tube/docker-compose.yml');
  const text = 'services:\n  web:\n    image: x:1\n    env_file: [./web.env]\n';
  const remote = host([container('a1', 'tube-web-1', own), container('a2', 'tube-db-1', own)], {
    '/srv/tube/docker-compose.yml': text,
    '/srv/tube/.env': 'A=1\n',
    '/srv/tube/web.env': 'B=2\n',
  });
  const { sources, problems } = await sourcesOn(remote);
  expect(problems).toEqual([]);
  expect(sources).toEqual([
    { text, path: '/srv/tube/docker-compose.yml', lines: true, project: 'tube', installPath: '/srv/tube', read: expect.any(Function) },
  ]);
  expect(['.env', 'web.env', 'none'].map((path) => sources[0]?.read(path) ?? null)).toEqual(['A=1\n', 'B=2\n', null]);
  expect(remote.commands.filter(([, verb]) => !['ps', 'inspect'].includes(verb ?? ''))).toEqual([]);
});

test('several files of a project are merged', async () => {
  const own = labels('tube', '/srv/tube/a.yml,/srv/tube/b.yml');
  const { sources } = await sourcesOn(
    host([container('a1', 'web', own)], {
      '/srv/tube/a.yml': 'services: { web: { image: x:1 } }',
      '/srv/tube/b.yml': 'services: { web: { image: x:2 } }',
    }),
  );
  expect(sources[0]?.text).toContain('x:2');
  expect(sources[0]?.note).toContain('/srv/tube/b.yml is merged into it');
});

test('a container that nobody made with compose is what Docker says of it; those of hl and of a Swarm are left out', async () => {
  const { sources } = await sourcesOn(
    host([
      container('a1', 'alone', {}),
      container('a2', 'ours', { 'hl.service': 'metube', ...labels('metube', '/opt/metube/compose.yml') }),
      container('a3', 'task', { 'com.docker.swarm.service.name': 'x' }),
    ]),
  );
  expect(sources.map(({ path }) => path)).toEqual(['alone']);
  expect(sources[0]?.text).toContain('A=b');
  expect(sources[0]?.text).not.toContain('PATH');
});

test('a file that is not on the host is told, the others go on', async () => {
  const containers = [container('a1', 'p', labels('stack', '/data/compose/5/docker-compose.yml')), container('a2', 'alone', {})];
  const { sources, problems } = await sourcesOn(host(containers));
  expect(sources.map(({ path }) => path)).toEqual(['alone']);
  expect(problems).toEqual([
    { message: 'stack: its compose file /data/compose/5/docker-compose.yml is not on box', hint: expect.stringContaining('Portainer') },
  ]);
});

test('a project that hl has taken over as it ran is left out', async () => {
  const own = labels('tube', '/srv/tube/compose.yml');
  const files = { '/srv/tube/compose.yml': 'services: { web: { image: x } }', '/srv/tube/.hl/manifest.json': '{}' };
  expect(await sourcesOn(host([container('a1', 'web', own)], files))).toEqual({ sources: [], problems: [] });
});

test('an empty host', async () => {
  expect(await sourcesOn(host([]))).toEqual({ sources: [], problems: [] });
});

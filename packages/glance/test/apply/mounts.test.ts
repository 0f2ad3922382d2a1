import { MemoryRemote } from '@hl/core/testing';
import { containerOf, insideContainer, isMounted, isMountedAlone, mountsOf } from '../../src/apply/mounts.js';

test.each([
  [['docker', 'restart', 'glance'], 'glance'],
  [['docker', 'restart', '--time', '5', 'glance'], 'glance'],
  [['docker', 'restart'], null],
  [['/usr/bin/podman', 'restart', 'glance'], 'glance'],
  [['docker', 'exec', '-i', 'glance', '/app/glance', '--config'], 'glance'],
  [['docker', 'exec', '-i'], null],
  [['docker', 'compose', 'restart', 'glance'], null],
  [['systemctl', 'restart', 'glance'], null],
  [[], null],
])('the container of %j', (argv, expected) => expect(containerOf(argv)).toBe(expected));

test.each([
  ['what Docker tells', 0, '[{"Source":"/a","Destination":"/b"}]', [{ Source: '/a', Destination: '/b' }]],
  ['none', 0, 'null', []],
  ['no JSON', 0, 'oops', []],
  ['no such container', 1, '[{"Source":"/a"}]', []],
])('mounts: %s', async (_, code, stdout, expected) => {
  const remote = new MemoryRemote();
  remote.onRun = () => ({ code, stdout });
  expect(await mountsOf(remote, ['podman', 'restart', 'glance'])).toEqual(expected);
  expect(remote.commands).toEqual([['podman', 'inspect', '--format', '{{json .Mounts}}', 'glance']]);
});

test('without a container nobody is asked', async () => {
  const remote = new MemoryRemote();
  expect([await mountsOf(remote, ['systemctl', 'restart', 'glance']), remote.commands]).toEqual([[], []]);
});

const directory = { Source: '/opt/glance', Destination: '/app/config' };
test.each<[string, { Source?: string; Destination?: string }[], boolean, boolean, string]>([
  ['a directory', [directory], true, false, '/app/config/sub/glance.yml'],
  ['with slashes at the end', [{ Source: '/opt/glance/', Destination: '/app/config/' }], true, false, '/app/config/sub/glance.yml'],
  ['the root of the container', [{ Source: '/opt/glance', Destination: '/' }], true, false, '/sub/glance.yml'],
  ['the file alone', [{ Source: '/opt/glance/sub/glance.yml', Destination: '/app/dashboard.yml' }], false, true, '/app/dashboard.yml'],
  ['a neighbour alone', [{ Source: '/opt/glance/sub/other.yml', Destination: '/etc/other.yml' }], false, false, '/etc/glance.yml'],
  ['a neighbour, nobody knows where', [{ Source: '/opt/glance/sub/other.yml' }], false, false, '/app/config/glance.yml'],
  ['a directory of a longer name', [{ Source: '/opt/gla', Destination: '/x' }], false, false, '/app/config/glance.yml'],
  ['something else', [{ Source: '/var/lib', Destination: '/x' }], false, false, '/app/config/glance.yml'],
  ['a volume without a source', [{ Destination: '/x' }], false, false, '/app/config/glance.yml'],
  ['nothing', [], false, false, '/app/config/glance.yml'],
])('what the container sees of the file: %s', (_, mounts, below, alone, inside) => {
  const path = '/opt/glance/sub/glance.yml';
  expect([isMounted(path, mounts), isMountedAlone(path, mounts), insideContainer(path, mounts)]).toEqual([below, alone, inside]);
});

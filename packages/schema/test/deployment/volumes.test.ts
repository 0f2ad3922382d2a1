import { volumes } from '../../src/deployment/volumes.js';
import { contextOf, minimal, told } from '../context.js';

function messages(text: string): string[] {
  const context = contextOf(minimal(text));
  volumes(context, '/opt/metube');
  return told(context.report);
}

describe('volumes', () => {
  test.each([
    ['/mnt/media:/media', '/mnt/media:/media'],
    ['/mnt/media/:/media/:ro', '/mnt/media:/media:ro'],
    ['{ host: /mnt/My Films, container: /films, read_only: true }', '/mnt/My Films:/films:ro'],
    ['data:/data', 'data:/data'],
    ['./config:/config', '/opt/metube/config:/config'],
    ['.:/all', '/opt/metube:/all'],
    ['/var/run/docker.sock:/var/run/docker.sock', '/var/run/docker.sock:/var/run/docker.sock'],
  ])('%s', (entry, expected) => {
    const context = contextOf(minimal(`volumes:\n  - ${entry}`));
    expect(volumes(context, '/opt/metube')).toEqual([expected]);
    expect(told(context.report)).toEqual([]);
  });

  test.each([
    ['data', 'data is not host:container'],
    ['a:b:c:d', 'a:b:c:d is not host:container'],
    ['../other:/x', '../other leaves the install path'],
    ['./../../etc:/x', './../../etc leaves the install path'],
    ['/opt/../etc:/x', '/opt/../etc is not a plain path'],
    ['~/x:/x', '~/x begins with ~'],
    ['config/x:/x', 'config/x is neither a path nor the name of a volume'],
    ['/mnt/$HOME:/x', '/mnt/$HOME holds a character that a shell or compose would read'],
    ['/mnt/a`id`:/x', '/mnt/a`id` holds a character that a shell or compose would read'],
    ['/mnt/x:data', 'data is not an absolute path in the container'],
    ['/mnt/x:/a/../b', '/a/../b is not an absolute path in the container'],
    ['/mnt/x:/', '/ is not an absolute path in the container'],
    ['/mnt/x:/x:zz', 'warning: compose leaves out zz'],
  ])('%s', (entry, message) => {
    expect(messages(`volumes:\n  - ${JSON.stringify(entry)}`)).toEqual([message]);
  });

  test('one place in the container, one mount', () => {
    expect(messages('volumes: [/a:/x, { host: /b, container: /x/ }]')).toEqual(['/x is mounted twice']);
  });
});

import { hostsFrom, keysOf, offered, type Aliases } from '../../../src/commands/init/hosts.js';

const known: Readonly<Record<string, ReturnType<Aliases['lookup']>>> = {
  nas: { hostName: '192.0.2.9', user: 'deploy', port: 2222 },
  pi: { hostName: 'pi.lan' },
  behind: { hostName: '192.0.2.30', proxyJump: 'gate' },
  deep: { hostName: '192.0.2.31', proxyJump: 'gate, ops@192.0.2.2:2200' },
  direct: { hostName: '192.0.2.32', proxyJump: 'none' },
  gate: { hostName: '192.0.2.1', user: 'jump' },
  round: { hostName: '192.0.2.40', proxyJump: 'about' },
  about: { hostName: '192.0.2.41', proxyJump: 'round' },
  usual: { hostName: '192.0.2.50', identityFile: '/home/sam/.ssh/id_ed25519' },
  lab: { hostName: '192.0.2.51', identityFile: '/home/sam/.ssh/lab' },
  lab2: { hostName: '192.0.2.52', identityFile: '/home/sam/.ssh/lab' },
  'github.com': { user: 'git' },
  work: { hostName: 'gitlab.com' },
};
const config: Aliases = { aliases: () => Object.keys(known), lookup: (alias) => known[alias] ?? {} };
const hosts = (...words: string[]) => hostsFrom(words, config, '192.0.2.77');

test.each<[string, string[], object[]]>([
  ['an alias', ['nas'], [{ name: 'nas', address: '192.0.2.9', user: 'deploy', port: 2222 }]],
  ['an alias by another name', ['store=nas'], [{ name: 'store', address: '192.0.2.9', user: 'deploy', port: 2222 }]],
  ['what is typed counts before the alias', ['root@nas:22'], [{ name: 'nas', address: '192.0.2.9', user: 'root' }]],
  ['an address', ['192.0.2.5'], [{ name: 'box', address: '192.0.2.5' }]],
  [
    'two addresses',
    ['192.0.2.5', 'root@192.0.2.6'],
    [
      { name: 'box', address: '192.0.2.5' },
      { name: 'box-2', address: '192.0.2.6', user: 'root' },
    ],
  ],
  ['a name of the network', ['media.lan'], [{ name: 'media', address: 'media.lan' }]],
  ['all of it', ['box=me@192.0.2.5:2222'], [{ name: 'box', address: '192.0.2.5', user: 'me', port: 2222 }]],
  ['as a URL', ['ssh://me@192.0.2.5:2222'], [{ name: 'box', address: '192.0.2.5', user: 'me', port: 2222 }]],
  [
    'IPv6',
    ['six=2001:db8::5', 'seven=me@[2001:db8::6]:2222'],
    [
      { name: 'six', address: '2001:db8::5' },
      { name: 'seven', address: '2001:db8::6', user: 'me', port: 2222 },
    ],
  ],
  ['this machine', ['box=local'], [{ name: 'box', address: '192.0.2.77', local: true }]],
  [
    'through another one',
    ['behind'],
    [
      { name: 'gate', address: '192.0.2.1', user: 'jump' },
      { name: 'behind', address: '192.0.2.30', jump: 'gate' },
    ],
  ],
  [
    'through two',
    ['deep'],
    [
      { name: 'gate', address: '192.0.2.1', user: 'jump' },
      { name: 'box', address: '192.0.2.2', user: 'ops', port: 2200, jump: 'gate' },
      { name: 'deep', address: '192.0.2.31', jump: 'box' },
    ],
  ],
  ['a jump that is none', ['direct'], [{ name: 'direct', address: '192.0.2.32' }]],
  ['twice the same', ['nas', 'nas'], [{ name: 'nas', address: '192.0.2.9', user: 'deploy', port: 2222 }]],
])('%s', (_, words, expected) => {
  expect(hosts(...words)).toEqual(expected);
});

test.each<[string[], RegExp]>([
  [['box=192.0.2.5', 'box=192.0.2.6'], /box is both 192\.0\.2\.5 and 192\.0\.2\.6/],
  [['round'], /reached through itself/],
  [['me@'], /me@ is no host/],
  [['box=192.0.2.5:99999'], /is no host/],
  [['a b'], /is no host/],
])('%j is told', (words, message) => {
  expect(() => hosts(...words)).toThrow(message);
});

test('aliases of repositories and patterns are not offered', () => {
  expect(offered({ ...config, aliases: () => ['nas', 'web-*', 'github.com', 'work', 'pi'] })).toEqual(['nas', 'pi']);
});

test.each<[string[], ReturnType<typeof keysOf>]>([
  [['nas', '192.0.2.5', 'usual'], { keyFile: null, byAlias: new Set() }],
  [['lab', 'lab2', 'here=local'], { keyFile: '/home/sam/.ssh/lab', byAlias: new Set() }],
  [['lab', 'nas', 'store=lab2'], { keyFile: null, byAlias: new Set(['lab', 'store']) }],
])('the keys of %j', (words, expected) => {
  expect(keysOf(hosts(...words))).toEqual(expected);
});

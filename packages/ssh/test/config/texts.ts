import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SshConfigHost } from '@hl/ssh';

/** A home directory with these files in `.ssh`. `@HOME@` in a text is its path. */
export function homeWith(files: { readonly [name: string]: string }): string {
  const home = mkdtempSync(join(tmpdir(), 'hl-home-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, '.ssh', name)), { recursive: true });
    writeFileSync(join(home, '.ssh', name), text.replaceAll('@HOME@', home), { mode: 0o600 });
  }
  return home;
}

/** Config, name, and what `ssh <name>` makes of it: asked from the real one in test-real. */
export const texts: readonly (readonly [what: string, config: string, name: string, expected: SshConfigHost])[] = [
  [
    'a plain alias',
    'Host nas\n  HostName 192.0.2.7\n  User admin\n  Port 2222\n',
    'nas',
    { hostName: '192.0.2.7', user: 'admin', port: 2222 },
  ],
  ['a name that does not stand there', 'Host nas\n  User admin\n', 'web', {}],
  ['the first value wins', 'Host nas\n  Port 1\nHost *\n  Port 2\n  User all\n  User late\n', 'nas', { port: 1, user: 'all' }],
  ['what stands before the first Host', 'User early\nHost nas\n  User late\n', 'nas', { user: 'early' }],
  [
    'keywords in any case, with = and quotes',
    'hOsT nas\n  hostNAME="192.0.2.7"\n  PORT = 23\n',
    'nas',
    { hostName: '192.0.2.7', port: 23 },
  ],
  ['names are compared as they are written', 'Host NAS\n  Port 3\n', 'nas', {}],
  ['wildcards', 'Host web-?\n  Port 3\nHost 192.0.2.*\n  Port 4\n', 'web-1', { port: 3 }],
  ['? is one character', 'Host web-?\n  Port 3\n', 'web-', {}],
  ['an address', 'Host 192.0.2.*\n  Port 4\n', '192.0.2.11', { port: 4 }],
  ['a negated pattern', 'Host !nas *\n  Port 5\n', 'nas', {}],
  ['a negated pattern that does not fit', 'Host * !nas\n  Port 5\n', 'web', { port: 5 }],
  ['only a negated pattern', 'Host !nas\n  Port 5\n', 'web', {}],
  ['several names, one quoted', 'Host "web" nas\n  Port 6\n', 'nas', { port: 6 }],
  ['%h in HostName', 'Host web\n  HostName %h.example.org\n', 'web', { hostName: 'web.example.org' }],
  ['ProxyJump', 'Host nas\n  ProxyJump ops@gate:2222,inner\n', 'nas', { proxyJump: 'ops@gate:2222,inner' }],
  ['no ProxyJump', 'Host nas\n  ProxyJump none\nHost *\n  ProxyJump gate\n', 'nas', {}],
  ['ProxyCommand before ProxyJump', 'Host nas\n  ProxyCommand nc %h %p\n  ProxyJump gate\n', 'nas', { proxyCommand: 'nc %h %p' }],
  ['ProxyJump before ProxyCommand', 'Host nas\n  ProxyJump gate\n  ProxyCommand nc %h %p\n', 'nas', { proxyJump: 'gate' }],
  ['Match all', 'Host nas\n  Port 7\nMatch all\n  User any\n', 'nas', { port: 7, user: 'any' }],
  [
    'Match host is what the name stands for',
    'Host nas\n  HostName 192.0.2.7\nMatch host 192.0.2.*\n  User admin\n',
    'nas',
    { hostName: '192.0.2.7', user: 'admin' },
  ],
  [
    'Match originalhost',
    'Host nas\n  HostName 192.0.2.7\nMatch originalhost nas,web\n  Port 8\n',
    'nas',
    { hostName: '192.0.2.7', port: 8 },
  ],
  ['Match two things', 'Host *\n  User git\nMatch originalhost nas user git\n  Port 9\n', 'nas', { user: 'git', port: 9 }],
  ['Match another user', 'Host *\n  User git\nMatch user root,admin\n  Port 9\n', 'nas', { user: 'git' }],
  ['Match negated', 'Match !originalhost nas\n  Port 9\nMatch originalhost *,!nas\n  Port 10\n', 'nas', {}],
  ['Match negated that fits', 'Match !originalhost nas\n  Port 9\n', 'web', { port: 9 }],
  ['Match final comes last', 'Match final\n  User late\n  Port 5\nHost nas\n  Port 4\n', 'nas', { port: 4, user: 'late' }],
  ['Include, relative, by wildcard', 'Include conf.d/*.conf\nHost *\n  Port 99\n', 'nas', { port: 11, user: 'b' }],
  ['Include under a Host that fits', 'Host n*\n  Include conf.d/a.conf\n  User own\n', 'nas', { port: 11, user: 'own' }],
  ['Include under a Host that does not', 'Host web\n  Include conf.d/a.conf\n', 'nas', {}],
  ['what stands behind an Include', 'Include conf.d/a.conf\nUser after\n', 'web', { user: 'after' }],
  ['an Include that is not there', 'Include nothing-*\nHost nas\n  Port 3\n', 'nas', { port: 3 }],
  [
    'keys that are there, in their order',
    'Host nas\n  IdentityFile @HOME@/.ssh/gone\n  IdentityFile "@HOME@/.ssh/one key"\nHost *\n  IdentityFile @HOME@/.ssh/%n-%r\n  User me\n',
    'nas',
    { user: 'me', identityFile: '@HOME@/.ssh/one key', identityFiles: ['@HOME@/.ssh/one key', '@HOME@/.ssh/nas-me'] },
  ],
  ['known_hosts', 'UserKnownHostsFile @HOME@/.ssh/known @HOME@/.ssh/other\n', 'nas', { userKnownHostsFile: '@HOME@/.ssh/known' }],
  [
    'comments, tabs, empty lines, CRLF',
    '# mine\r\n\r\nHost nas # box\r\n\tPort\t12\r\n\tUser admin\r\n',
    'nas',
    { port: 12, user: 'admin' },
  ],
];

/** Beside each of the texts. */
export const beside = {
  'conf.d/a.conf': 'Host nas\n  Port 11\n',
  'conf.d/b.conf': 'Host nas\n  Port 12\n  User b\n',
  'conf.d/.hidden.conf': 'Host *\n  Port 13\n',
  'one key': '',
  'nas-me': '',
};

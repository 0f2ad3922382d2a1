import { rmSync } from 'node:fs';
import { readSshConfig } from '@hl/ssh';
import { beside, homeWith, texts } from './texts.js';

const homes: string[] = [];
const homeOf = (files: { readonly [name: string]: string }): string => {
  const home = homeWith(files);
  homes.push(home);
  return home;
};
afterAll(() => homes.forEach((home) => rmSync(home, { recursive: true })));

test.each(texts)('%s', (_, config, name, expected) => {
  const home = homeOf({ ...beside, config });
  expect(readSshConfig(home).lookup(name)).toEqual(JSON.parse(JSON.stringify(expected).replaceAll('@HOME@', home)));
});

test.each([
  ['without a config', {}],
  ['with an empty one', { config: '' }],
  ['with comments alone', { config: '# nothing\n\n# more' }],
])('%s nothing is known', (_, files: { readonly [name: string]: string }) => {
  const { aliases, lookup } = readSshConfig(homeOf({ ...files, known_hosts: '' }));
  expect([aliases(), lookup('nas')]).toEqual([[], {}]);
});

test('aliases are the names without wildcards, those of included files too', () => {
  const config = 'Include more\nHost nas media\n  Port 1\nHost *.lan !gate\n  Port 2\nMatch host x\n  Include more\n';
  expect(readSshConfig(homeOf({ config, more: 'Host pi\nHost nas\n' })).aliases()).toEqual(['pi', 'nas', 'media']);
});

test.each([
  ['an empty known_hosts, as those have it who check no keys', 'UserKnownHostsFile /dev/null\n', {}],
  ['a public key, which only says which one of the agent is meant', 'IdentityFile ~/.ssh/id.pub\n', {}],
  ['a port that is none', 'Port x\n', {}],
  ['a command to run', 'Match exec "touch @HOME@/ran"\n  User x\n', {}],
  [
    'what only a running ssh knows',
    'Match canonical\n  User x\nMatch localnetwork 192.0.2.0/24\n  User y\nMatch !tagged z\n  User z\n',
    {},
  ],
])('does not follow %s', (_, config, expected) => {
  const home = homeOf({ config, 'id.pub': '' });
  expect(readSshConfig(home).lookup('nas')).toEqual(expected);
});

test('~ and ${HOME} are the home directory that was given', () => {
  const config = 'IdentityFile ~/.ssh/one\nIdentityFile ${HOME}/.ssh/two\nUserKnownHostsFile %d/.ssh/known\n';
  const home = homeOf({ config, one: '', two: '' });
  expect(readSshConfig(home).lookup('nas')).toEqual({
    identityFile: `${home}/.ssh/one`,
    identityFiles: [`${home}/.ssh/one`, `${home}/.ssh/two`],
    userKnownHostsFile: `${home}/.ssh/known`,
  });
});

test.each([
  ['a circle', 'Include config\n', 'it includes itself'],
  ['an open quote', 'Host "nas\n', 'Unexpected line break'],
])('%s is told with the file', (_, config, why) => {
  const home = homeOf({ config });
  expect(() => readSshConfig(home)).toThrow(
    expect.objectContaining({
      code: 'HL_SSH_CONFIG',
      kind: 'input',
      message: expect.stringMatching(new RegExp(`config cannot be read: ${why}`)),
    }),
  );
});

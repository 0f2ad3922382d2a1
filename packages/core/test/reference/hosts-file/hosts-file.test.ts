import { deepLaws, exampleService, exampleSite, Faults, faultyRemote, laws, MemoryRemote } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { hostsFile } from './integration.js';
import { edited, parse, print } from './lines.js';

const path = '/etc/hosts';
const byHand = '127.0.0.1 localhost\n# the router\n192.0.2.1 router gateway\n192.0.2.9 nas.example.org # since 2019\n';

/** A fresh machine for each law. */
async function subject(): Promise<Subject> {
  const [remote, faults] = [new MemoryRemote('box'), new Faults()];
  let [theirs, writes] = [byHand, 0];
  const write = remote.write.bind(remote);
  remote.write = (...args) => ((writes += 1), write(...args));
  await write(path, byHand);
  const lines = () => parse(remote.files.get(path) ?? '');
  const open = () => hostsFile({ remote: faultyRemote(remote, faults) });
  const service = exampleService({ dns: { aliases: ['films.example.org'] } });
  return {
    integration: open(),
    restart: open,
    site: exampleSite(),
    service,
    changed: exampleService({ dns: { addresses: ['192.0.2.99'] } }),
    faults,
    bystanders: async () => print(lines().filter(({ ours }) => !ours)) === theirs,
    effective: async () =>
      lines()
        .flatMap(({ name, address }) => (name === '' ? [] : [`${name} ${address}`]))
        .sort(),
    disturbances: () => writes,
    occupy: async (how) => {
      theirs = `${byHand.trimEnd()}\n${how === 'same' ? '192.0.2.20' : '192.0.2.7'} metube.example.org\n192.0.2.7 films.example.org\n`;
      await write(path, theirs);
    },
  };
}

describe('the laws', () => {
  test.each([...laws, ...deepLaws])('$title', ({ run }) => run(subject));
});

test.each([
  ['a comment', '# 192.0.2.1 a', { name: '', ours: false }],
  ['a name', '192.0.2.1  a', { name: 'a', address: '192.0.2.1', ours: false }],
  ['a name of ours', '192.0.2.1 a # hl', { name: 'a', ours: true }],
  ['a name with a comment of somebody', '192.0.2.1 a # hl?', { name: 'a', ours: false }],
  ['several names are somebody’s own', '192.0.2.1 a b', { name: '', ours: false }],
  ['nothing', '', { name: '', address: '', ours: false }],
])('%s', (_, text, expected) => expect(parse(text)).toMatchObject([{ text, ...expected }]));

test.each([
  ['a new line goes to the end', 'x y\n', 'a', '192.0.2.1', 'x y\n192.0.2.1 a # hl\n'],
  ['also where the last line does not end', 'x y', 'a', '192.0.2.1', 'x y\n192.0.2.1 a # hl'],
  ['a line of ours is replaced', '192.0.2.9 a # hl\nx y\n', 'a', '192.0.2.1', 'x y\n192.0.2.1 a # hl\n'],
  ['a line of ours is taken away', '192.0.2.9 a # hl\nx y\n', 'a', null, 'x y\n'],
  ['a line of somebody stays', '192.0.2.9 a\n', 'a', null, '192.0.2.9 a\n'],
])('%s', (_, file, name, address, expected) => expect(print(edited(parse(file), name, address))).toBe(expected));

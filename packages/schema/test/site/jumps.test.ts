import { loadSite, type SshLookup } from '@hl/schema';

const config: Record<string, ReturnType<SshLookup>> = {
  nas: { hostName: '192.0.2.7', user: 'admin', port: 2222, identityFiles: ['/home/me/.ssh/nas'], userKnownHostsFile: '/home/me/known' },
  far: { hostName: 'far.example.org', proxyJump: 'ops@gate:2200' },
  farther: { proxyJump: 'gate,ops@inner' },
  gate: { hostName: '192.0.2.1', user: 'me', proxyJump: 'gate' },
  behind: { proxyJump: 'far' },
  odd: { hostName: 'http://x' },
  tunnel: { proxyCommand: 'cloudflared access ssh' },
  ring: { proxyJump: 'ring2' },
  ring2: { proxyJump: 'ring' },
};
const load = (hosts: string, more = '') =>
  loadSite(`domain: example.org\nhosts: ${hosts}\n${more}`, 'hl.yml', { ssh: (name) => config[name] ?? {} });

test('without an alias nothing is different', () => {
  expect(load('{ a: 192.0.2.9 }')).toEqual(loadSite('domain: example.org\nhosts: { a: 192.0.2.9 }\n'));
});

test('an alias is a host', () => {
  const filled = { address: '192.0.2.7', user: 'admin', port: 2222, identityFiles: ['/home/me/.ssh/nas'], knownHosts: '/home/me/known' };
  expect(load('{ media: nas }').site?.hosts['media']).toMatchObject({ ...filled, keyFile: null, jump: null });
});

test('what hl.yml says, wins; where everybody is meant, too', () => {
  expect(
    load('{ media: { address: nas, user: root, key_file: /k } }', 'ssh: { port: 24, known_hosts: /own }').site?.hosts['media'],
  ).toMatchObject({
    ...{ address: '192.0.2.7', user: 'root', port: 24, keyFile: '/k', knownHosts: '/own' },
  });
});

test("an alias's address is the one that DNS records get", () => {
  expect(load('{ proxy: nas }', 'traefik: { host: proxy }').site?.traefik?.addresses).toEqual(['192.0.2.7']);
});

test.each<[string, string, string, string | null, object]>([
  ['a jump that is no host of hl.yml', '{ a: far }', 'ops@gate:2200', null, { address: '192.0.2.1', user: 'ops', port: 2200 }],
  ['several hops', '{ a: farther }', 'gate,ops@inner', 'gate', { address: 'inner', user: 'ops', port: 22 }],
  ['a jump that jumps itself', '{ a: behind }', 'far', 'ops@gate:2200', { address: 'far.example.org' }],
])('%s', (_, hosts, jump, next, expected) => {
  const { site } = load(hosts);
  expect(site?.hosts['a']?.jump).toBe(jump);
  expect(site?.jumps?.[jump]).toMatchObject({ ...expected, jump: next });
});

test.each([
  ['by its name', '{ gate: 192.0.2.99, a: { address: farther, jump: gate } }', 'gate'],
  ['by what it is written with, as a first hop', '{ door: gate, a: farther }', 'door,ops@inner'],
  ['that everybody jumps through', '{ gate: 192.0.2.99, a: far }\nssh: { jump: gate }', 'gate'],
])('a host of hl.yml is jumped through %s', (_, hosts, jump) => {
  const { site, diagnostics } = load(hosts);
  expect([site?.hosts['a']?.jump, diagnostics.filter(({ severity }) => severity === 'error')]).toEqual([jump, []]);
});

test('a gate that is told to jump through itself is reached directly', () => {
  expect(load('{ gate: gate }').site).toMatchObject({ hosts: { gate: { address: '192.0.2.1', jump: null } } });
});

test.each([
  ['an address that is none', '{ a: odd }', /^http:\/\/x is not a host name or address/],
  ['hosts in a circle', '{ a: ring, b: ring2 }', /is reached through itself/],
  ['a jump of hl.yml that is no host', '{ a: { address: nas, jump: gate } }', /gate is not one of \['a'\]/],
])('%s is told where it stands', (_, hosts, message) => {
  const { site, diagnostics } = load(hosts);
  expect(site).toBeNull();
  expect(diagnostics).toContainEqual(expect.objectContaining({ line: 2, severity: 'error', message: expect.stringMatching(message) }));
});

test('a program that makes the connection is not run, and that is told', () => {
  const { site, diagnostics } = load('{ a: tunnel }');
  expect(site?.hosts['a']?.jump).toBeNull();
  expect(diagnostics).toContainEqual(
    expect.objectContaining({
      line: 2,
      severity: 'warning',
      message: expect.stringContaining('ProxyCommand'),
      hint: expect.stringContaining('ProxyJump'),
    }),
  );
});

import { ownResolver } from '../../src/client/own-resolver.js';
import { closeAll, dns } from '../servers.js';

afterEach(closeAll);
const site = [{ address: '192.0.2.53', port: 53 }];

test('says what a client of this machine finds', async () => {
  const server = await dns({ 'a.test': ['192.0.2.20'] });
  const ask = ownResolver([`127.0.0.1:${server.port}`, '192.0.2.1']);
  expect(await ask('a.test', site)).toEqual({ at: '127.0.0.1', got: [{ address: '192.0.2.20', ttl: 0 }] });
  expect(await ask('b.test', site)).toEqual({ at: '127.0.0.1', got: [] });
});

test('is not asked when it is one of the site, when no client could be using those, or when there is none', async () => {
  const server = await dns();
  const own = { address: '127.0.0.1', port: server.port };
  expect(await ownResolver([`127.0.0.1:${server.port}`])('a.test', [...site, own])).toBeNull();
  expect(await ownResolver([`127.0.0.1:${server.port}`])('a.test', [{ address: '192.0.2.53', port: 5353 }])).toBeNull();
  expect(await ownResolver([])('a.test', site)).toBeNull();
  expect(server.questions).toEqual([]);
});

test('one that nobody listens at is asked once', async () => {
  const ask = ownResolver(['[::1]:1']);
  expect([await ask('a.test', site), await ask('a.test', site)]).toEqual([null, null]);
});

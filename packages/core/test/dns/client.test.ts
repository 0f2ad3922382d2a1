import { dnsClient } from '../../src/dns/client.js';
import { nameserver } from './nameserver.js';

test('addresses with their time to live, canonical and sorted', async () => {
  await using server = await nameserver({
    'A a.lab': [
      [192, 0, 2, 3],
      [192, 0, 2, 20],
    ],
    'AAAA a.lab': [[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]],
  });
  const client = dnsClient({ address: '127.0.0.1', port: server.port });
  expect(await client.ask('a.lab', 4)).toEqual([
    { address: '192.0.2.20', ttl: 7 },
    { address: '192.0.2.3', ttl: 7 },
  ]);
  expect(await client.ask('a.lab', 6)).toEqual([{ address: '2001:db8::7', ttl: 7 }]);
  expect(server.asked).toEqual(['A a.lab', 'AAAA a.lab']);
});

test.each([
  ['NOERROR', 0],
  ['FORMERR', 1],
  ['SERVFAIL', 2],
  ['NXDOMAIN', 3],
  ['NOTIMP', 4],
  ['REFUSED', 5],
])('no record, told by %s', async (_, rcode) => {
  await using server = await nameserver({ 'A a.lab': rcode });
  expect(await dnsClient({ address: '127.0.0.1', port: server.port }).ask('a.lab', 4)).toEqual([]);
});

test.each(['pi.hole', 'healthcheck.adguardhome.test'])('one that answers %s by itself waits for its upstream', async (name) => {
  await using server = await nameserver({ [`A ${name}`]: 3 });
  expect(await dnsClient({ address: '127.0.0.1', port: server.port }, 20).ask('a.lab', 6)).toBeNull();
});

test('one that answers nothing is not there', async () => {
  await using server = await nameserver({});
  const asking = dnsClient({ address: '127.0.0.1', port: server.port }, 20).ask('a.lab', 4);
  await expect(asking).rejects.toMatchObject({ code: 'ETIMEOUT' });
});

test('a server may be given by name; one that does not resolve is asked for again the next time', async () => {
  await using server = await nameserver({ 'A a.lab': [[192, 0, 2, 3]] });
  expect(await dnsClient({ address: 'localhost', port: server.port }).ask('a.lab', 4)).toHaveLength(1);
  const client = dnsClient({ address: 'no such name', port: 53 });
  for (const _ of [1, 2]) await expect(client.ask('a.lab', 4)).rejects.toMatchObject({ syscall: 'getaddrinfo' });
});

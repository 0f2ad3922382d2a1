import { createSocket } from 'node:dgram';
import { dnsClient } from '../../src/dns/client.js';

const types = { A: 1, AAAA: 28 } as const;
type Type = keyof typeof types;

/** A DNS server on loopback: bytes of addresses by `A name`; a number is an rcode; what it does not know, it does not answer. */
async function nameserver(records: Record<string, readonly (readonly number[])[] | number>) {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString());
      at += length + 1;
    }
    const type = question.readUInt16BE(at + 1) === types.AAAA ? 'AAAA' : 'A';
    asked.push(`${type} ${labels.join('.')}`);
    const found = records[`${type} ${labels.join('.')}`];
    if (found === undefined) return;
    const [rcode, addresses] = typeof found === 'number' ? [found, []] : [0, found];
    const head = Buffer.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80 | rcode, 0, 1, 0, addresses.length, 0, 0, 0, 0]);
    const answers = addresses.map((bytes) => Buffer.from([0xc0, 12, 0, types[type as Type], 0, 1, 0, 0, 0, 7, 0, bytes.length, ...bytes]));
    socket.send(Buffer.concat([head, question.subarray(12, at + 5), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  return { asked, port, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())) };
}

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

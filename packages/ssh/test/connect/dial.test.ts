import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dial, unreachable } from '../../src/connect/dial.js';

const place = { name: 'web', address: '192.0.2.7', port: 22 };

test.each([
  ['EAI_AGAIN', 'HL_SSH_DNS', /its name cannot be looked up now/, /DNS server of this machine/],
  ['ECONNREFUSED', 'HL_SSH_REFUSED', /nothing listens there \(connection refused\)/, /Is sshd running/],
  ['ETIMEDOUT', 'HL_SSH_TIMEOUT', /no answer in time/, /firewall/],
  ['EHOSTUNREACH', 'HL_SSH_UNREACHABLE', /no route to the host/, /Is the host up/],
  ['ENETUNREACH', 'HL_SSH_UNREACHABLE', /no route to its network/, /VPN/],
  ['ECONNRESET', 'HL_SSH_DROPPED', /closed the connection at once/, /MaxStartups/],
  ['in other words', 'HL_SSH_UNREACHABLE', /in other words/, /Try again/],
])('%s', (system, code, what, hint) => {
  const cause = new Error('x');
  const error = unreachable(place, system, cause);
  expect(error).toMatchObject({ code, kind: 'unreachable', hint: expect.stringMatching(hint), cause });
  expect(error.message).toMatch(/^web \(192\.0\.2\.7:22\) cannot be reached: /);
  expect(error.message).toMatch(what);
});

test('a name that does not exist is for the author of hl.yml to mend', () => {
  expect(unreachable({ ...place, address: 'nowhere' }, 'ENOTFOUND')).toMatchObject({
    code: 'HL_UNKNOWN_HOST',
    kind: 'input',
    message: 'web: there is no host named nowhere',
    hint: "Correct the address of web in hl.yml, or add the name to DNS. Where nowhere is an alias of ~/.ssh/config: this machine's has none of that name.",
  });
});

test('a connection, also to an address in brackets; a name that does not exist; a port where nobody listens', async () => {
  const server = createServer().listen(0, '::1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const socket = await dial({ name: 'web', address: '[::1]', port }, 1000);
  expect([socket.remotePort, socket.timeout]).toEqual([port, 0]);
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  await expect(dial({ name: 'web', address: '[::1]', port }, 1000)).rejects.toMatchObject({ code: 'HL_SSH_REFUSED' });
  await expect(dial({ ...place, address: 'not a name' }, 1000)).rejects.toMatchObject({ code: 'HL_UNKNOWN_HOST' });
});

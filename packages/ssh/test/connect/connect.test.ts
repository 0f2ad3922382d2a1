import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Remote } from '@hl/core';
import type { SshHost } from '@hl/lab/ssh';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';

let lab: Bench;
let host: SshHost;
let remote: Remote;
beforeEach(async () => {
  lab = bench();
  host = await lab.host();
  remote = lab.fleet({ web: lab.site(host) }).remote('web');
});
afterEach(() => lab.close());

describe('a host that cannot be reached', () => {
  const at = (change: object): Promise<unknown> =>
    lab
      .fleet({ web: lab.site(host, change) })
      .remote('web')
      .run(['true']);
  let server: Server | undefined;
  const listening = (answer: (socket: Socket) => void): Promise<number> =>
    new Promise((resolve) => {
      server = createServer(answer).listen(0, '127.0.0.1', () => resolve((server?.address() as AddressInfo).port));
    });
  afterEach(() => server?.close());

  test('a name that does not exist is the author to mend', async () => {
    await expect(at({ address: 'no-such-host.invalid' })).rejects.toMatchObject({
      code: expect.stringMatching(/HL_UNKNOWN_HOST|HL_SSH_DNS/),
      message: expect.stringContaining('no-such-host.invalid'),
    });
    await expect(at({ address: 'not a name' })).rejects.toMatchObject({ code: 'HL_UNKNOWN_HOST', kind: 'input' });
  });

  test('nobody listens: tried again a few times, then said', async () => {
    await host.faults.refuse(true);
    await expect(remote.run(['true'])).rejects.toMatchObject({
      code: 'HL_SSH_REFUSED',
      kind: 'unreachable',
      message: expect.stringContaining(`${host.address}:${host.port}`),
    });
  });

  test('one that starts to listen in the meantime is reached', async () => {
    await host.faults.refuse(true);
    const answer = lab
      .fleet({ web: lab.site(host) }, { retryMs: 100 })
      .remote('web')
      .run(['echo', 'up']);
    setTimeout(() => void host.faults.refuse(false), 60);
    await expect(answer).resolves.toMatchObject({ stdout: 'up\n' });
  });

  test('something that hangs up, something that is no SSH', async () => {
    await expect(at({ port: await listening((socket) => socket.end()) })).rejects.toMatchObject({
      code: 'HL_SSH_DROPPED',
      kind: 'unreachable',
      hint: expect.stringContaining('MaxStartups'),
    });
    server?.close();
    const web = await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n'));
    await expect(at({ port: web })).rejects.toMatchObject({
      code: 'HL_SSH_NOT_SSH',
      kind: 'refused',
      message: expect.stringContaining('HTTP/1.1 400'),
    });
    await expect(lab.fleet({ web: lab.site(host, { port: web }) }).hostKeys('web')).rejects.toMatchObject({ code: 'HL_SSH_NOT_SSH' });
    server?.close();
    const full = await listening((socket) => socket.end('Exceeded MaxStartups\r\n'));
    await expect(at({ port: full })).rejects.toMatchObject({ code: 'HL_SSH_DROPPED', kind: 'unreachable' });
  });

  test('a login is refused once, not again and again', async () => {
    host.faults.rejectAuth = true;
    await expect(remote.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_AUTH', kind: 'refused' });
  });
});

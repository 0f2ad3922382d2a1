import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { bench } from '../bench.js';

test('a server that says nothing: given up after the connect timeout', async () => {
  const lab = bench();
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const host = lab.site({ address: '127.0.0.1', port } as never, { connectTimeoutSeconds: 1 });
  const started = Date.now();
  await expect(lab.fleet({ web: host }).remote('web').run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_TIMEOUT', kind: 'unreachable' });
  expect(Date.now() - started).toBeLessThan(3000);
  server.close();
  await lab.close();
});

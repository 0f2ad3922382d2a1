import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isHealthy } from '@hl/glance';

test.each([
  ['is well', 200, true],
  ['is not well', 503, false],
])('a Glance that %s', async (_, status, expected) => {
  const server = createServer(({ url }, answer) => void answer.writeHead(url === '/dash/api/healthz' ? status : 404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dash/`;
  expect(await isHealthy(url)).toBe(expected);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await isHealthy(url)).toBe(false);
});

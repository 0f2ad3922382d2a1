import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A registry on loopback that is gone with this process: `npm publish` fills it, `npm install` reads it. */
export async function throwAwayRegistry() {
  const packages = new Map();
  /** @type {Map<string, Buffer>} */
  const tarballs = new Map();

  async function answer(request, response) {
    const path = decodeURIComponent(new URL(request.url, 'http://registry').pathname).slice(1);
    if (request.method === 'PUT') {
      const { _attachments: files, ...sent } = JSON.parse((await buffer(request)).toString());
      for (const [name, { data }] of Object.entries(files)) tarballs.set(`${sent.name}/-/${name}`, Buffer.from(data, 'base64'));
      packages.set(path, { ...sent, versions: { ...packages.get(path)?.versions, ...sent.versions } });
      return response.writeHead(201).end('{}');
    }
    const found = packages.get(path);
    const body = found ? JSON.stringify(found) : tarballs.get(path);
    response.writeHead(body ? 200 : 404).end(body ?? '{"error":"not found"}');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  // npm publishes nothing for nobody.
  const login = { [`npm_config_//127.0.0.1:${port}/:_authToken`]: 'nobody' };
  return { url: `http://127.0.0.1:${port}/`, login, tarballs, close };
}

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { traefikEmulator, type TraefikEmulator, type TraefikEmulatorOptions } from '../../src/traefik/index.js';

export interface Bench {
  readonly emulator: TraefikEmulator;
  readonly backend: string;
  readonly seen: IncomingMessage[];
  put(file: string, text: string): Promise<void>;
  until(what: () => boolean): Promise<void>;
  api(path: string): Promise<{ status: number; headers: Headers; json: unknown }>;
  get(
    host: string,
    path?: string,
    options?: { method?: string; plain?: boolean; port?: number },
  ): Promise<{ status: number; body: string; headers: IncomingMessage['headers'] }>;
}

/** A fresh Traefik, and a backend that tells what it was asked. */
export const on =
  (body: (bench: Bench) => Promise<void>, options: Partial<TraefikEmulatorOptions> = {}, before: { [file: string]: string } = {}) =>
  async (): Promise<void> => {
    const directory = await mkdtemp(join(tmpdir(), 'lab-traefik-'));
    for (const [file, text] of Object.entries(before)) await writeFile(join(directory, file), text);
    const seen: IncomingMessage[] = [];
    const handle = (incoming: IncomingMessage, response: ServerResponse): void => {
      seen.push(incoming);
      if (incoming.url?.startsWith('/deny')) response.writeHead(302, { location: 'https://sso.test/', 'set-cookie': 'a=b' }).end('login');
      else response.writeHead(200, { 'x-user': 'ann' }).end(`hello ${incoming.url}`);
    };
    const server = createServer(handle);
    server.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await using emulator = await traefikEmulator({ directory, throttleMs: 10, ...options });
    const put: Bench['put'] = async (file, text) => {
      await writeFile(join(directory, `${file}.tmp`), text);
      await rename(join(directory, `${file}.tmp`), join(directory, file));
    };
    const until: Bench['until'] = async (what) => {
      for (const end = Date.now() + 5000; !what(); await sleep(5))
        if (Date.now() > end) throw new Error(`not so within 5 s: ${what.toString()}; log: ${emulator.log.join('\n')}`);
    };
    const api: Bench['api'] = async (path) => {
      const response = await fetch(`${emulator.api}${path}`);
      const text = await response.text();
      return { status: response.status, headers: response.headers, json: /^[[{]/.test(text) ? JSON.parse(text) : text };
    };
    const get: Bench['get'] = (host, path = '/', { method = 'GET', plain = false, port } = {}) =>
      new Promise((resolve, reject) => {
        const settings = {
          host: emulator.address,
          port: port ?? (plain ? emulator.httpPort : emulator.httpsPort),
          path,
          method,
          headers: { host },
          agent: false,
          servername: host,
          rejectUnauthorized: false,
        };
        const outgoing = (plain ? plainRequest : request)(settings, (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }));
        });
        outgoing.on('error', reject);
        outgoing.end();
      });
    try {
      await body({ emulator, backend: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, put, until, api, get });
    } finally {
      server.close();
      server.closeAllConnections();
      await rm(directory, { recursive: true });
    }
  };

export const route = (name: string, url: string, { rule = `Host(\`${name}.test\`)`, more = '', tls = '{}', service = name } = {}): string =>
  `http:\n  routers:\n    ${name}: {rule: '${rule}', service: ${service}, entryPoints: websecure, tls: ${tls}${more}}\n  services:\n    ${name}: {loadBalancer: {servers: [{url: "${url}"}]}}\n`;

export const names = (emulator: TraefikEmulator): string[] => emulator.routers().map(({ name }) => name);

import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { request } from 'node:https';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Remote, Site, TraefikSite } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { exampleService, exampleSite, Faults, faultyFetch, faultyRemote, type Subject } from '@hl/core/testing';
import { start } from '@hl/lab';
import { traefikEmulator } from '@hl/lab/traefik';
import type { TraefikEmulator, TraefikEmulatorOptions } from '@hl/lab/traefik';
import { render, traefik, type RouteSpec, type TraefikIntegration, type TraefikOptions } from '@hl/traefik';
import { nas, withoutOurs } from './memory.js';

export interface Bench extends Subject {
  readonly integration: TraefikIntegration;
  restart(): TraefikIntegration;
  readonly emulator: TraefikEmulator;
  readonly directory: string;
  readonly remote: Remote;
  files(): Promise<{ [name: string]: string }>;
  /** What a browser gets through the proxy. */
  visit(host: string, path?: string, cookie?: string): Promise<{ status: number; headers: { [name: string]: unknown }; body: string }>;
}

export interface BenchOptions {
  readonly site?: Partial<TraefikSite>;
  readonly emulator?: Partial<TraefikEmulatorOptions>;
  /** Of the services. Default `websecure`. */
  readonly entrypoints?: readonly string[];
  readonly timing?: TraefikOptions['timing'];
  /** URL of the outpost. Default: one that sends everybody to a login page. */
  readonly outpost?: string;
}

/** The emulator with sockets and a directory: a Traefik with one route of somebody else, a service behind it, and an outpost that sends everybody to a login page. */
export async function bench(options: BenchOptions = {}): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'traefik-'));
  const file = options.site?.file ?? 'services.yml';
  await writeFile(join(directory, options.site?.layout === 'file' ? file : 'nas.yml'), nas);
  const [backend, outpost] = await Promise.all([
    listening((url) => ({ status: 200, body: `backend ${url}` })),
    listening((url) => (url.endsWith('/ping') ? { status: 204 } : { status: 302, headers: { location: 'https://sso.example.org/login' } })),
  ]);
  const emulator = await traefikEmulator({
    directory,
    throttleMs: 5,
    resolve: (url) => (url.hostname === '192.0.2.30' ? (options.outpost ?? outpost.url) : backend.url),
    ...options.emulator,
  });
  const faults = new Faults();
  let writes = 0;
  const local = localRemote('proxy', { start });
  const counting: Remote = { ...local, run: (argv, how) => ((writes += how?.stdin === undefined ? 0 : 1), local.run(argv, how)) };
  const { entrypoints = ['websecure'] } = options;
  const site: Site = exampleSite({ traefik: { directory, api: emulator.api, ...options.site } });
  const restart = () =>
    traefik({
      remote: faultyRemote(counting, faults),
      site: site.traefik as TraefikSite,
      fetch: faultyFetch(faults),
      timing: { pollMs: 12, deadlineMs: 3000, ...options.timing },
    });
  const integration = restart();
  const service = exampleService({ traefik: { entrypoints } });
  let occupied = false;

  const files = async (): Promise<{ [name: string]: string }> => {
    const names = (await readdir(directory)).sort();
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const)));
  };
  const visit: Bench['visit'] = (host, path = '/', cookie = '') =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: emulator.address,
          port: emulator.httpsPort,
          path,
          servername: host,
          headers: { host, cookie },
          ca: emulator.ca,
          rejectUnauthorized: false,
          agent: false,
        },
        (answer) => {
          let body = '';
          answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });

  return {
    integration,
    site,
    service,
    restart,
    changed: exampleService({
      port: 9090,
      traefik: { entrypoints, hosts: ['metube.example.org', 'tube.example.org'], port: 9090, headers: { frameDeny: true } },
    }),
    faults,
    emulator,
    directory,
    remote: local,
    files,
    visit,
    bystanders: async () => ({
      ...Object.fromEntries(
        Object.entries(await files()).flatMap(([name, text]) => (name === 'metube.yml' && !occupied ? [] : [[name, withoutOurs(text)]])),
      ),
      nas: (await visit('nas.example.org')).status,
    }),
    async effective() {
      const seen = await Promise.all(['metube.example.org', 'tube.example.org'].map((host) => visit(host)));
      return {
        seen: seen.map(({ status, headers }) => [status, headers['location']]),
        served: emulator.routers().map(({ name, rule, middlewares }) => [name, rule, middlewares]),
      };
    },
    disturbances: () => writes,
    async occupy(how) {
      occupied = true;
      const [wanted] = integration.desired(service, site);
      // the marks are comments; nothing else is taken from what we would have written
      const same = render('metube', wanted?.spec as RouteSpec).replace(/^#.*\n/, '');
      const other = `http:
  routers:
    legacy: {rule: "Host(\`tube.example.org\`)", service: metube, entryPoints: websecure, tls: {}}
  services:
    metube: {loadBalancer: {servers: [{url: "http://10.0.0.1"}]}}
`;
      if (how === 'other') await writeFile(join(directory, 'manual.yml'), other);
      else if (options.site?.layout === 'file') await writeFile(join(directory, file), same);
      else await writeFile(join(directory, 'metube.yml'), same);
      const until = Date.now() + 3000;
      while (!emulator.services().some(({ name }) => name === 'metube@file') && Date.now() < until) await sleep(5);
    },
    async close() {
      await emulator.close();
      await Promise.all([backend.close(), outpost.close()]);
      await rm(directory, { recursive: true });
    },
  };
}

/** Runs a test's body on a bench of its own. */
export const on =
  (body: (bench: Bench) => Promise<void>, options: BenchOptions = {}) =>
  async (): Promise<void> => {
    const subject = await bench(options);
    try {
      await body(subject);
    } finally {
      await subject.close?.();
    }
  };

async function listening(
  answer: (url: string) => { status: number; headers?: { [name: string]: string }; body?: string },
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((incoming, response) => {
    const { status, headers = {}, body = '' } = answer(incoming.url ?? '/');
    response.writeHead(status, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

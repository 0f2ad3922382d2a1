import { Resolver } from 'node:dns/promises';
import { get } from 'node:http';
import { request } from 'node:https';
import type { Lab } from '../lab.js';

/** The lab as somebody on the network sees it: DNS questions and HTTPS requests, nothing of ours in between. */
export interface Outside {
  /** Addresses of a name, asked from the lab's Pi-hole; none when it has none. */
  resolve(name: string): Promise<string[]>;
  /** An HTTPS request to wherever the name resolves, with the certificate checked. */
  visit(name: string, path?: string): Promise<{ status: number; location: string; body: string }>;
  /** A page of the dashboard. */
  dashboard(): Promise<string>;
}

export function outside({ pihole, traefik, glance, ca }: Lab): Outside {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([`${pihole.dns.address}:${pihole.dns.port}`]);
  const resolve = (name: string): Promise<string[]> => resolver.resolve4(name).catch(() => []);
  return {
    resolve,
    async visit(name, path = '/') {
      const [address = traefik.address] = await resolve(name);
      return new Promise((done, fail) => {
        const sent = request(
          {
            host: address,
            port: traefik.httpsPort,
            servername: name,
            path,
            ca,
            headers: { host: `${name}:${traefik.httpsPort}` },
            agent: false,
            timeout: 5_000,
          },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on('data', (chunk: Buffer) => chunks.push(chunk));
            answer.on('end', () =>
              done({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', body: Buffer.concat(chunks).toString() }),
            );
          },
        );
        sent.on('error', fail);
        sent.on('timeout', () => sent.destroy(new Error('no answer in 5 s')));
        sent.end();
      });
    },
    dashboard: () =>
      new Promise((done, fail) => {
        get(`${glance.url}/api/pages/home/content/`, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => done(Buffer.concat(chunks).toString()));
        }).on('error', fail);
      }),
  };
}

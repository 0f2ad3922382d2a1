import { get } from 'node:https';
import type { Lab } from '@hl/lab/lab';

export interface Seen {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

/** What a browser is answered at a host name of the lab, through its proxy. */
export const visit = ({ traefik, ca, domain }: Lab, name: string, path = '/'): Promise<Seen> =>
  new Promise((resolve, reject) => {
    const host = `${name}.${domain}`;
    const port = traefik.httpsPort;
    get({ host: traefik.address, port, servername: host, headers: { host: `${host}:${port}` }, path, ca }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? null, body: Buffer.concat(chunks).toString() }),
      );
    }).on('error', reject);
  });

import { posix } from 'node:path';
import { hostNames, onHost, type Container } from './container.js';
import type { FoundTraefik, OnHost, Remark } from './found.js';
import { inUrl } from './systems.js';
import { isSaid, namesBelow, staticOf, valueAt, type Static } from './static.js';

/** What a Traefik tells of itself; `directory` null: hl has nowhere to put routes. */
export function traefikIn(container: Container, { host, address, read }: OnHost): { found: FoundTraefik; remarks: Remark[] } {
  const all = staticOf(container, read);
  const points = entryPoints(all);
  const secure = points.find(({ port }) => port === 443) ?? points.find(({ name, tls }) => tls || name.toLowerCase() === 'websecure');
  const plain = points.find(({ port }) => port === 80) ?? points.find((point) => point !== secure && point.name !== 'traefik');
  const open = (port: number | undefined) => (port === undefined ? null : container.published(port));
  const [https, http] = [open(secure?.port), open(plain?.port)];
  const { place, why } = placeOf(container, all);
  const [resolver] = namesBelow(all, 'certificatesresolvers');
  const api = apiOf(container, all, address);
  const remarks: Remark[] = [];
  const remark = (message: string, hint: string): void => void remarks.push({ system: 'Traefik', host, message, hint });
  if (why !== null) remark(why.message, why.hint);
  if (place !== null && valueAt(all, 'providers', 'file', 'watch') === 'false')
    remark('does not watch its files (providers.file.watch is false)', 'Take that away, so that routes come into force by themselves.');
  if (secure === undefined) remark(`has no entry point for HTTPS (it has ${points.map(({ name }) => name).join(', ') || 'none'})`, noTls);
  return {
    found: {
      host,
      container: container.name,
      ...(place ?? { directory: null, file: null }),
      api,
      entrypoint: (secure ?? plain)?.name ?? 'websecure',
      ip: (https ?? http)?.ip ?? null,
      httpsPort: https?.port ?? null,
      httpPort: http?.port ?? null,
      resolver: resolver ?? null,
    },
    remarks,
  };
}

const noTls = 'Routes ask for TLS unless a service file says traefik: { tls: false }.';

interface EntryPoint {
  readonly name: string;
  readonly port: number;
  readonly tls: boolean;
}

/** `:443`, `192.0.2.1:443/tcp`. Without any, Traefik listens at 80. */
const entryPoints = (all: Static): EntryPoint[] => {
  const found = namesBelow(all, 'entrypoints').flatMap((name): EntryPoint[] => {
    const key = name.toLowerCase();
    const [, port, protocol = 'tcp'] = /:(\d+)(?:\/(\w+))?$/.exec(valueAt(all, 'entrypoints', key, 'address') ?? '') ?? [];
    if (port === undefined || protocol !== 'tcp') return [];
    return [{ name, port: Number(port), tls: isSaid(all, 'entrypoints', key, 'http', 'tls') }];
  });
  return found.length > 0 ? found : [{ name: 'http', port: 80, tls: false }];
};

type Place = { readonly directory: string; readonly file: string | null };

const plainPath = /^\/[A-Za-z0-9._@/-]+$/;

function placeOf(container: Container, all: Static): { place: Place | null; why: { message: string; hint: string } | null } {
  const [directory, file] = [valueAt(all, 'providers', 'file', 'directory'), valueAt(all, 'providers', 'file', 'filename')];
  const no = (message: string, hint: string) => ({ place: null, why: { message, hint } });
  const inside = directory ?? file;
  if (inside === undefined)
    return no(
      'has no file provider, which routes are given to',
      'Mount a directory, e.g. /etc/traefik/dynamic, and start it with --providers.file.directory=/etc/traefik/dynamic.',
    );
  const found = onHost(container, posix.normalize(inside).replace(/(?<=.)\/$/, ''));
  if (found === null)
    return no(
      `reads routes from ${inside} in its container, which is no mount`,
      `Mount a directory of the host there: ./dynamic:${inside}.`,
    );
  if (!plainPath.test(found.path))
    return no(`reads routes from ${found.path}, which is no plain path`, 'Mount a directory without blanks there.');
  if (directory !== undefined) return { place: { directory: found.path, file: null }, why: null };
  if (found.alone)
    return no(
      `reads routes from one mounted file, ${found.path}`,
      `A file that is replaced is not seen there: mount its directory instead, and give that to providers.file.directory.`,
    );
  return { place: { directory: posix.dirname(found.path), file: posix.basename(found.path) }, why: null };
}

/** Of the API without a login; the route of a dashboard may want one. */
function apiOf(container: Container, all: Static, address: string): FoundTraefik['api'] {
  if (valueAt(all, 'api', 'insecure') === 'true') {
    const [, port = '8080'] = /:(\d+)/.exec(valueAt(all, 'entrypoints', 'traefik', 'address') ?? '') ?? [];
    const open = container.published(Number(port));
    if (open !== null) return { url: `http://${inUrl(open.ip ?? address)}:${open.port}`, sure: true };
  }
  const routed = [...container.labels].some(([name, value]) => /\.service$/.test(name) && value === 'api@internal');
  const [name] = routed ? hostNames(container) : [];
  return name === undefined ? null : { url: `https://${name}`, sure: false };
}

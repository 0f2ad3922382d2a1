import type { Remote } from '@hl/core';
import { trusting } from '@hl/http';
import type { Check } from '../checks/check.js';
import type { OwnResolver } from '../client/own-resolver.js';
import { pacer, type Pace } from '../client/paced.js';
import { sampler } from '../client/sampler.js';
import type { Probe } from '../result.js';
import { portProbe, tlsProbe } from './connection.js';
import { absentContainerProbe, containerProbe } from './container.js';
import { dnsProbes } from './dns.js';
import { healthProbe } from './health.js';
import { absentRouteProbe, redirectProbe, routeProbe } from './route.js';
import { ssoProbe } from './sso.js';
import { tileLooks, tileProbe, type TilesOf } from './tile.js';
import type { Through } from './visit.js';

/** Milliseconds between two looks at the containers of a host: three in a row are needed. */
const maxSpacingMs = 1000;

export interface ProbeOptions extends Partial<Pick<Through, 'signal' | 'clientIdOf' | 'standing'>> {
  readonly remote: (host: string) => Remote;
  readonly intervalMs: number;
  readonly ca?: string;
  readonly pause: (ms: number) => Promise<void>;
  readonly pace?: Pace;
  readonly resolver: OwnResolver;
  readonly tilesOf?: TilesOf;
}

/** How each check is looked at. What checks share (a look at a host, the pace of DNS questions) is shared by all probes of one call. */
export function probes({
  remote,
  intervalMs,
  ca,
  pause,
  signal,
  clientIdOf,
  standing = false,
  ...options
}: ProbeOptions): (check: Check) => Probe {
  const { pace = pacer(), resolver, tilesOf } = options;
  const spacingMs = Math.min(intervalMs, maxSpacingMs);
  const sample = sampler(remote, (sinceMs) => pause(Math.max(0, spacingMs - sinceMs)));
  const dnsProbe = dnsProbes(pace, resolver);
  const trust = ca === undefined ? undefined : trusting(ca);
  const tileOf = tilesOf === undefined ? null : tileLooks(tilesOf, () => pause(intervalMs));
  const through: Through = { trust, signal, clientIdOf, standing, asked: new Map() };
  const table: { readonly [Kind in Check['kind']]: (check: Extract<Check, { kind: Kind }>) => Probe } = {
    container: (check) => containerProbe(check, () => sample(check.host, check.swarm)),
    'absent-container': (check) => absentContainerProbe(check, () => sample(check.host, check.swarm)),
    port: portProbe,
    health: (check) => healthProbe(check, signal),
    dns: dnsProbe,
    'absent-dns': dnsProbe,
    route: (check) => routeProbe(check, through),
    tls: (check) => tlsProbe(check, through),
    redirect: (check) => redirectProbe(check, through),
    'absent-route': (check) => absentRouteProbe(check, through),
    sso: (check) => ssoProbe(check, through),
    tile: (check) => tileProbe(check, tileOf),
    known: ({ expected, reason, status }) => ({ expected, look: async () => ({ pass: false, actual: reason, final: status }) }),
  };
  return (check) => (table[check.kind] as (check: Check) => Probe)(check);
}

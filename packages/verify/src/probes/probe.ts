import type { Remote } from '@hl/core';
import { trusting } from '@hl/http';
import type { Check } from '../checks/check.js';
import { sampler } from '../client/sampler.js';
import type { Probe } from '../result.js';
import { portProbe, tlsProbe } from './connection.js';
import { containerJudge, judgeAbsent, wantedInARow } from './container.js';
import { dnsProbes } from './dns.js';
import { healthProbe } from './health.js';
import { absentRouteProbe, redirectProbe, routeProbe } from './route.js';
import { ssoProbe } from './sso.js';
import type { Through } from './visit.js';

/** Milliseconds for a command on a host, which may be a slow one. */
const remoteMs = 30_000;
/** Milliseconds between two looks at the containers of a host: three in a row are needed. */
const maxSpacingMs = 1000;

export interface ProbeOptions extends Partial<Pick<Through, 'signal' | 'clientIdOf'>> {
  readonly remote: (host: string) => Remote;
  readonly intervalMs: number;
  readonly ca?: string;
  readonly pause: (ms: number) => Promise<void>;
}

/** How each check is looked at. What checks share (a look at a host, the pace of DNS questions) is shared by all probes of one call. */
export function probes({ remote, intervalMs, ca, pause, signal, clientIdOf }: ProbeOptions): (check: Check) => Probe {
  const sample = sampler(remote, Math.min(intervalMs, maxSpacingMs), remoteMs, pause);
  const dnsProbe = dnsProbes();
  const trust = ca === undefined ? undefined : trusting(ca);
  const through: Through = { trust, signal, clientIdOf };
  return (check) => {
    switch (check.kind) {
      case 'container': {
        const judge = containerJudge(check);
        const expected = `running on ${check.host}, ${wantedInARow} looks in a row`;
        return { expected, paced: true, look: async () => judge(await sample(check.host, check.swarm)) };
      }
      case 'absent-container': {
        const expected = `no container on ${check.host}`;
        return { expected, paced: true, look: async () => judgeAbsent(check, await sample(check.host, check.swarm)) };
      }
      case 'port':
        return portProbe(check);
      case 'health':
        return healthProbe(check, signal);
      case 'dns':
      case 'absent-dns':
        return dnsProbe(check);
      case 'route':
        return routeProbe(check, through);
      case 'tls':
        return tlsProbe(check, trust);
      case 'redirect':
        return redirectProbe(check, through);
      case 'absent-route':
        return absentRouteProbe(check, through);
      case 'sso':
        return ssoProbe(check, through);
      case 'settled':
        return { expected: check.expected, look: async () => ({ pass: false, actual: check.reason, final: check.status }) };
    }
  };
}

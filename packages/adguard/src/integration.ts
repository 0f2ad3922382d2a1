import { asResult, mutex, type Integration } from '@hl/core';
import { canonicalChange, dnsRecords, readBack, stored, unsettled, type DnsSpec } from '@hl/core/dns';
import { nodeFetch } from '@hl/http';
import { setTimeout as sleep } from 'node:timers/promises';
import { write } from './apply/write.js';
import { client as createClient } from './client/client.js';
import { apiUrl } from './client/url.js';
import { held, observed } from './observe/rewrites.js';
import { defaultTiming, type AdguardOptions } from './options.js';
import { product } from './product.js';

/**
 * DNS rewrites of an AdGuard Home. One request at a time. A key is a host name, its spec `{ addresses: ['192.168.1.20'], cname: null }` or
 * `{ addresses: [], cname: 'films.lab' }`.
 *
 * @throws HlError `input` HL_ADGUARD_URL. Its members throw `refused` (HL_ADGUARD_LOGIN, _REFUSED, _REDIRECT, _NOT_API, _TOO_LARGE, _TLS,
 * _NOT_SERVED, _BLOCKED), `unreachable` (HL_ADGUARD_UNREACHABLE, _TIMEOUT, _SERVER, _DNS), `conflict` (HL_ADGUARD_OVERWRITTEN),
 * `input` (HL_ADGUARD_NAME, _ADDRESS)
 *
 * Source: https://github.com/AdguardTeam/AdGuardHome/tree/master/openapi
 */
export function adguard(options: AdguardOptions): Integration<DnsSpec> {
  const { username = '', password = '', system = 'adguard', dns = null, ca, insecure = false } = options;
  const base = apiUrl(options.url);
  const timing = { ...defaultTiming, ...options.timing };
  const special = base.startsWith('https:') && (ca !== undefined || insecure);
  const fetch = options.fetch ?? (special ? nodeFetch({ keepAlive: true, ca, rejectUnauthorized: !insecure }) : undefined);
  const client = createClient({ base, username, password, requestMs: timing.requestMs, fetch });
  const oneAtATime = mutex();

  return {
    system,
    markless: true,
    desired: (service, site) => dnsRecords(service, site, system, product),
    observe: (resources) => oneAtATime(async () => observed(await client.list(), resources)),

    async apply(given, report) {
      const changes = new Map(given.map((change) => [canonicalChange(change), change]));
      const { failed, list } = await oneAtATime(() => write(client, new Map([...changes.keys()].map(({ key, after }) => [key, after]))));
      const names = held(list);
      const written = [...changes.keys()].filter(({ key }) => !failed.has(key));
      const asked = dns && (await readBack({ product, server: dns, timing, sampleSize, sleep }, written, names));
      for (const [change, original] of changes) {
        const failure = failed.get(change.key);
        if (failure) report(original, (failure.begun ? unsettled : asResult)(failure.error));
        else report(original, asked?.get(change.key) ?? stored(change, names, product));
      }
    },
  };
}

/** Names asked of DNS after one batch: AdGuard Home answers 20 questions a second and is silent on the rest. */
const sampleSize = 8;

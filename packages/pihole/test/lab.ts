import { exampleService, exampleSite } from '@hl/core/testing';
import type { ApplyOptions, Change, Resource } from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import type { DnsSpec, Pihole, PiholeOptions } from '@hl/pihole';
import { quick, restartMs } from './quick.js';

export const site = exampleSite();
export const traefik = '192.0.2.20';
export const password = 'correct horse';

export interface Bench {
  readonly lab: PiholeEmulator;
  readonly dns: Pihole;
}

/** A Pi-hole and its integration, closed and checked for violations afterwards. */
export async function withPihole(
  lab: PiholeEmulatorOptions,
  options: Partial<PiholeOptions>,
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const emulator = await piholeEmulator({ password, strict: true, writeMs: 1, restartMs, ...lab });
  const integration = pihole({ url: emulator.url, password, dns: emulator.dns, timing: quick, ...options });
  try {
    await body({ lab: emulator, dns: integration });
  } finally {
    await integration.close();
    await emulator.close();
  }
  expect(emulator.violations).toEqual([]);
}

/** Changes as `plan` makes them, from nothing to records that point at Traefik. */
export const creations = (...keys: string[]): Change<DnsSpec>[] =>
  keys.map((key) => change(key, null, { addresses: [traefik], cname: null }));

export const change = (key: string, before: DnsSpec | null, after: DnsSpec | null): Change<DnsSpec> => ({
  system: 'pihole',
  key,
  service: 'metube',
  before,
  after,
});

export const service = exampleService;

/** For `observe`: keys, whatever is wanted of them. */
export const resources = (...keys: string[]): Resource<DnsSpec>[] =>
  keys.map((key) => ({ system: 'pihole', key, service: 'metube', spec: { addresses: [], cname: null } }));

/** For `apply`: all that stands was made by us. */
export const ours: ApplyOptions = { memory: { made: (id) => ({ ...id, spec: null }), intent: () => undefined } };

/** Lines of others that are more than one body holds. */
export const tooMany = Array.from(
  { length: 1_500 },
  (_, index) => `192.168.${100 + (index >> 8)}.${index & 255} a-rather-long-name-${index}.of-somebody-else.lab`,
);

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** What was asked of the API, e.g. `PUT /api/config/dns/hosts/…`, without logins. */
export const writes = (lab: PiholeEmulator): string[] =>
  lab.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/config')).map(({ method }) => method);

/** A `fetch` that tells of each request before it is sent, and of each answer before it arrives. */
export const meddling =
  (before: (asked: Request) => unknown, after: (asked: Request) => unknown = () => undefined): typeof globalThis.fetch =>
  async (input, init) => {
    const asked = new Request(input as string, init);
    await before(asked);
    const answer = await globalThis.fetch(input, init);
    await after(asked);
    return answer;
  };

import { exampleService, exampleSite } from '@hl/core/testing';
import type { ApplyOptions, Change, Outcome, Resource } from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import type { DnsSpec, Pihole, PiholeOptions, Timing } from '@hl/pihole';

export const site = exampleSite();
export const traefik = '192.0.2.20';
export const password = 'correct horse';

/** Milliseconds for an emulator that restarts in 15 ms. */
export const quick: Partial<Timing> = {
  requestMs: 2_000,
  retryMs: 1,
  retries: 4,
  stillMs: 2,
  stillMaxMs: 8,
  movingMs: 150,
  graceMs: 20,
  logoutMs: 500,
  loginMs: 5,
  lostMs: 15,
  restartMs: 100,
  restartBeginMs: 30,
  pollMs: 3,
  settleMs: 1,
  dnsMs: 300,
  cnameDnsMs: 600,
};

const restartMs = 15;

export interface Bench {
  readonly lab: PiholeEmulator;
  readonly dns: Pihole;
}

type Fetch = typeof globalThis.fetch;

interface BenchOptions extends Partial<PiholeOptions> {
  /** Between the integration and the emulator, which is asked without a socket unless `fetch` is given. */
  readonly wrap?: (fetch: Fetch) => Fetch;
}

/** A Pi-hole and its integration, closed and checked for violations afterwards. */
export async function withPihole(
  lab: PiholeEmulatorOptions,
  { wrap = (fetch) => fetch, ...options }: BenchOptions,
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  await using emulator = await piholeEmulator({ password, strict: true, writeMs: 0, loginMs: 0, restartMs, ...lab });
  const integration = pihole({ url: emulator.url, password, dns: emulator.dns, timing: quick, fetch: wrap(emulator.fetch), ...options });
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

/** Calls these before each request is sent, and after each answer, before it arrives. */
export const meddling =
  (before: (asked: Request) => unknown, after: (asked: Request) => unknown = () => undefined) =>
  (fetch: Fetch): Fetch =>
  async (input, init) => {
    const asked = new Request(input as string, init);
    await before(asked);
    const answer = await fetch(input, init);
    await after(asked);
    return answer;
  };

/** Statuses, or what went wrong. */
export const statuses = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ status, error }) => error?.message ?? status);

/** Of a record that is to go; what it really is, is looked up. */
export const was: DnsSpec = { addresses: [traefik], cname: null };

export const many = Array.from({ length: 5 }, (_, index) => `app-${index}.lab`);

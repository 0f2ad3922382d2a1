import type { ApplyOptions, Change, Integration, Outcome, Resource } from '@hl/core';
import { adguardEmulator } from '@hl/lab/adguard';
import type { AdguardEmulator, AdguardEmulatorOptions } from '@hl/lab/adguard';
import { adguard } from '@hl/adguard';
import type { AdguardOptions, DnsSpec } from '@hl/adguard';

export const traefik = '192.0.2.20';
export const user = { name: 'admin', password: 'correct horse' };
export const quick = { requestMs: 2_000, settleMs: 0, dnsMs: 300, cnameDnsMs: 300, pollMs: 3 };

/** `a.lab 192.0.2.1` as AdGuard Home lists it. */
export const rewrites = (...lines: string[]) =>
  lines.map((line) => {
    const [domain = '', answer = ''] = line.split(' ');
    return { domain, answer, enabled: true };
  });

export const linesOf = (lab: AdguardEmulator): string[] => lab.rewrites().map(({ domain, answer }) => `${domain} ${answer}`);

/** An AdGuard Home and its integration, asked without a socket unless `fetch` is given; closed and checked for violations afterwards. */
export async function withAdguard(
  options: AdguardEmulatorOptions,
  more: Partial<AdguardOptions>,
  body: (lab: AdguardEmulator, dns: Integration<DnsSpec>) => Promise<void>,
): Promise<void> {
  await using lab = await adguardEmulator({ user, ...options });
  const { url, dns, fetch } = lab;
  await body(lab, adguard({ url, dns, fetch, username: user.name, password: user.password, timing: quick, ...more }));
  expect(lab.violations).toEqual([]);
}

export const spec = (...addresses: string[]): DnsSpec => ({ addresses, cname: null });
export const alias = (cname: string): DnsSpec => ({ addresses: [], cname });

export const change = (key: string, before: DnsSpec | null, after: DnsSpec | null): Change<DnsSpec> => ({
  system: 'adguard',
  key,
  service: 'metube',
  before,
  after,
});

export const resource = (key: string, one: DnsSpec = spec()): Resource<DnsSpec> => ({
  system: 'adguard',
  key,
  service: 'metube',
  spec: one,
});

/** For `apply`: all that stands was made by us. */
export const ours: ApplyOptions = { memory: { made: (id) => ({ ...id, spec: null }), intent: () => undefined } };

export const statuses = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ status, error }) => error?.message ?? status);

/** What was asked of the API to change something, e.g. `add a.lab 192.0.2.1`. */
export const calls = (lab: AdguardEmulator): string[] =>
  lab.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ path, body }) => {
      const { target, update, ...one } = JSON.parse(body) as Record<string, { domain: string; answer: string }>;
      const text = ({ domain, answer }: { domain?: unknown; answer?: unknown }): string => `${String(domain)} ${String(answer)}`;
      return `${path.split('/').at(-1)} ${target && update ? `${text(target)} → ${text(update)}` : text(one)}`;
    });

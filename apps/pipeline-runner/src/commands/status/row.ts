import { addressOf, pagesOf, type CheckResult, type PlanFile, type Service, type Site } from '@hl/core';
import { standing, type LedgerEntry } from '@hl/core/state';
import { browserUrl } from '../../text/browser-url.js';
import { count } from '../../text/count.js';

/** `unknown`: it could not be seen, or there is nothing to see. */
export interface Cell {
  readonly state: 'ok' | 'bad' | 'unknown';
  readonly text: string;
}

/** One service, or one page of it, as it is now. */
export interface Row {
  readonly name: string;
  readonly url: string | null;
  readonly health: Cell;
  /** What failed, in words. */
  readonly failed: readonly string[];
}

export interface ServiceRow extends Row {
  readonly path: string;
  readonly host: string | null;
  readonly image: string | null;
  /** Commit that it was deployed from, or the revision that was brought back. */
  readonly revision: string | null;
  /** ISO 8601, UTC. */
  readonly deployed: string | null;
  readonly drift: Cell;
  readonly pages: readonly Row[];
}

/** What is known of one service. */
export interface Known {
  /** What stands, or shall stand. */
  readonly service: Service;
  /** undefined: there is no ledger, or it could not be read; null: it knows nothing of this one. */
  readonly entry: LedgerEntry | null | undefined;
  /** What was seen from outside; null: nobody looked. */
  readonly checks: readonly CheckResult[] | null;
  /** What differs; null: nobody looked. */
  readonly plan: PlanFile | null;
}

export function rowOf({ service, entry, checks, plan }: Known, site: Pick<Site, 'hosts' | 'traefik'>): ServiceRow {
  const [, ...pages] = pagesOf(service);
  const own = checks?.filter((check) => check.service === service.name) ?? null;
  const at = (page: Service | undefined): CheckResult[] | null =>
    own?.filter(({ name }) => pages.find((one) => one.name === name.split(' ')[1]) === page) ?? null;
  const isDeployed = entry === undefined || (entry !== null && standing(entry) !== null);
  const row = (page: Service, seen: CheckResult[] | null): Row => ({
    name: page.name,
    url: urlOf(page, site),
    health: !isDeployed ? { state: 'unknown', text: 'not deployed' } : seen ? healthOf(seen) : lastHealth(entry),
    failed: (seen ?? [])
      .filter(({ status }) => status === 'fail')
      .map(({ name, expected, actual }) => `${name}: expected ${expected}, got ${actual}`),
  });
  return {
    ...row(service, at(undefined)),
    path: service.path,
    host: service.host === '' ? null : service.host,
    image: service.deployment?.image ?? null,
    revision: entry && isDeployed ? (entry.hash.startsWith('revision ') ? entry.hash : entry.commit.slice(0, 8)) : null,
    deployed: entry?.history.findLast(({ healthy }) => healthy)?.time ?? null,
    drift: plan ? driftOf(service.name, plan) : { state: 'unknown', text: '' },
    pages: pages.map((page) => row(page, at(page))),
  };
}

function healthOf(checks: readonly CheckResult[]): Cell {
  const failed = checks.filter(({ status }) => status === 'fail').map(({ name }) => name.split(' ')[0]);
  if (failed.length > 0) return { state: 'bad', text: `fails: ${[...new Set(failed)].join(', ')}` };
  return checks.some(({ status }) => status === 'pass') ? { state: 'ok', text: 'ok' } : { state: 'unknown', text: 'nothing to ask' };
}

/** As the run that touched it last has left it. */
function lastHealth(entry: LedgerEntry | null | undefined): Cell {
  if (!entry) return { state: 'unknown', text: '' };
  if (entry.rejected !== null && entry.healthy) return { state: 'ok', text: 'rolled back' };
  return entry.healthy ? { state: 'ok', text: 'ok at last run' } : { state: 'bad', text: 'failed at last run' };
}

function driftOf(name: string, { changes, conflicts, failures }: PlanFile): Cell {
  const differ = changes.filter(({ service, blind }) => service === name && blind !== true).length;
  const held = conflicts.filter(({ service }) => service === name).length;
  const closed = failures.filter(({ services }) => services.includes(name)).map(({ system }) => system);
  const parts = [
    ...(differ > 0 ? [count(differ, 'change')] : []),
    ...(held > 0 ? [`${held} held by somebody else`] : []),
    ...(closed.length > 0 ? [`${closed.join(', ')} not readable`] : []),
  ];
  return { state: differ + held > 0 ? 'bad' : closed.length > 0 ? 'unknown' : 'ok', text: parts.join(', ') || 'none' };
}

/** Where a page is reached; where nothing routes to it, its address. */
export function urlOf(page: Service, site: Pick<Site, 'hosts' | 'traefik'>): string | null {
  const { traefik, glance, port } = page;
  const [hostname] = traefik?.hosts ?? [];
  if (traefik && hostname !== undefined) return browserUrl(page, site) ?? `${traefik.scheme}://${hostname}`;
  const address = addressOf(page, site);
  return glance?.url ?? (address === null || port === null ? null : `${address}:${port}`);
}

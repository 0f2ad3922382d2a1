import { exitCodes, HlError, type Deployment, type Service } from '@hl/core';
import { standing, type LedgerEntry } from '@hl/core/state';
import type { Revision } from '@hl/deployer';
import type { Context } from '../../context.js';
import { partly } from '../../exit.js';
import { commitTitles } from '../../repository/commit-titles.js';
import { tableLines } from '../../text/table.js';
import { notDeployed } from './containers.js';

/** One thing that can be gone back to. */
export interface RevisionRow {
  readonly service: string;
  readonly number: number;
  readonly time: string | null;
  readonly commit: string | null;
  readonly host: string;
  /** Only its containers: kept by the host, and not by the ledger. */
  readonly containers: boolean;
}

/**
 * What can be gone back to, of one service or of all: by the ledger in every system, and what hosts keep besides. A host that is away hides
 * its own only.
 *
 * @param containers only what hosts keep, all of it
 */
export async function listRevisions(context: Context, service?: string, containers = false): Promise<{ code: number }> {
  const { print } = context;
  const { entries, warning } = await context.state();
  if (warning !== null) print.warn(warning);
  const wanted = known(context, entries).filter(({ name }) => service === undefined || name === service);
  if (service !== undefined && wanted.length === 0) throw notDeployed(service);
  const errors = new Map<string, HlError>();
  const hosts = await Promise.all(
    wanted.map(({ service: definition }) =>
      keptOn(context, definition).catch((thrown: unknown) => {
        const error = HlError.from(thrown);
        errors.set(error.message, error);
        return [];
      }),
    ),
  );
  const rows = wanted.flatMap(({ name, entry, service: definition }, index) =>
    rowsOf(name, containers ? null : entry, definition?.host ?? '', hosts[index] ?? []),
  );
  const titles = await commitTitles(
    context,
    rows.flatMap(({ commit }) => commit ?? []),
  );
  if (rows.length > 0) print.text(listed(rows, titles, print.size().columns));
  else if (errors.size === 0) print.text('There are no earlier revisions.');
  for (const error of errors.values()) print.error(error);
  print.data(rows);
  const [first] = errors.values();
  return { code: first === undefined ? 0 : rows.length > 0 ? partly : exitCodes[first.kind] };
}

interface Known {
  readonly name: string;
  readonly entry: LedgerEntry | null;
  /** As it stands; null: it is gone. */
  readonly service: Service | null;
}

function known({ repository }: Context, entries: readonly LedgerEntry[] | null): Known[] {
  const recorded = (entries ?? []).map((entry) => ({ name: entry.name, entry, service: standing(entry) }));
  if (recorded.length > 0) return recorded;
  return repository.load().services.map((service) => ({ name: service.name, entry: null, service }));
}

async function keptOn(context: Context, service: Service | null): Promise<Revision[]> {
  if (service === null || service.deployment === null) return [];
  const { revisions } = await import('@hl/deployer');
  return revisions((await context.fleet()).remote(service.host), (service.deployment satisfies Deployment).installPath);
}

/** Pure. What the host keeps is told where the ledger has nothing of that commit. */
export function rowsOf(
  name: string,
  entry: LedgerEntry | null,
  host: string,
  kept: readonly Omit<Revision, 'spec' | 'images'>[],
): RevisionRow[] {
  const revisions = [...(entry?.revisions ?? [])].sort((a, b) => a.number - b.number);
  const own = revisions.map(({ number, time, commit, service }) => ({
    ...{ service: name, number, time, commit, host: service.host, containers: false },
  }));
  const commits = new Set(own.map(({ commit }) => commit));
  const others = kept
    .filter(({ commit }) => commit === null || !commits.has(commit))
    .map(({ number, time, commit }) => ({ service: name, number, time, commit, host, containers: true }));
  return [...others, ...own];
}

const listed = (rows: readonly RevisionRow[], titles: ReadonlyMap<string, string>, width: number): string[] =>
  tableLines(
    [
      ...['SERVICE', 'REVISION', 'TIME', 'COMMIT', 'HOST', 'WHAT'].map((title) => ({ title })),
      { title: 'TITLE', gives: true },
      { title: 'GO BACK' },
    ],
    rows.map(({ service, number, time, commit, host, containers }) => [
      ...[service, String(number), time?.replace(/\.\d+Z$/, 'Z') ?? '', commit?.slice(0, 8) ?? '', host],
      ...[containers ? 'containers only' : 'all', titles.get(commit ?? '') ?? ''],
      `hl rollback ${service} --to ${number}${containers ? ' --containers' : ''}`,
    ]),
    width,
  );

import { HlError } from '@hl/core';
import { revisionOf, type LedgerEntry, type LedgerRun } from '@hl/core/state';
import type { Context } from '../../context.js';
import { commitTitles } from '../../repository/commit-titles.js';
import { revisionLines } from '../../stages/rollback/revision-lines.js';
import { tableLines } from '../../text/table.js';

/** What the ledger knows: one line a run, the newest last; of one service also what it can be brought back to. */
export async function history(context: Context, name?: string): Promise<{ code: number }> {
  const { print } = context;
  const { entries, warning } = await context.state();
  if (warning !== null) print.warn(warning);
  const found = (entries ?? []).filter((entry) => name === undefined || entry.name === name);
  if (name !== undefined && entries !== null && found.length === 0)
    throw new HlError('HL_SERVICE', `the ledger knows no service ${name}`, { kind: 'input', hint: 'hl history lists all that it knows.' });
  const commits = found.flatMap((entry) => [...entry.history, ...(entry.revisions ?? [])].map(({ commit }) => commit));
  const titles = await commitTitles(context, commits);
  const runs = found
    .flatMap(({ name: service, history: lines }) => lines.map((line) => ({ service, ...line, title: titles.get(line.commit) ?? null })))
    .sort((a, b) => a.time.localeCompare(b.time));
  const width = print.size().columns;
  if (runs.length > 0) print.text(historyLines(runs, width));
  else print.text(entries === null ? 'There is no ledger to read.' : 'The ledger is empty.');
  const [entry] = found;
  if (name !== undefined && entry !== undefined) print.text(['', ...revisionLines(entry, titles, width)]);
  print.data(found.map((one) => ({ ...one, standing: revisionOf(one, one.service)?.number ?? null, titles: titlesOf(one, titles) })));
  return { code: 0 };
}

export interface Run extends LedgerRun {
  readonly service: string;
  readonly title: string | null;
}

/** Pure. */
export const historyLines = (runs: readonly Run[], width: number): string[] =>
  tableLines(
    [
      ...['TIME', '', 'SERVICE', 'WHAT', 'REVISION', 'BY', 'COMMIT'].map((title) => ({ title })),
      { title: 'TITLE', gives: true },
      { title: 'PIPELINE' },
    ],
    runs.map(({ time, healthy, service, action, revision, by, commit, title, pipelineUrl }) => [
      ...[minutes(time), healthy ? '✔' : '✖', service, action, revision === undefined ? '' : String(revision), by ?? ''],
      ...[commit.slice(0, 8), title ?? '', pipelineUrl ?? ''],
    ]),
    width,
  );

/** `2026-01-02T03:04:05.678Z` is told to the second, in UTC. */
const minutes = (time: string): string => time.replace(/\.\d+Z$/, 'Z');

const titlesOf = ({ history: lines }: LedgerEntry, titles: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(lines.flatMap(({ commit }) => (titles.has(commit) ? [[commit, titles.get(commit) ?? '']] : [])));

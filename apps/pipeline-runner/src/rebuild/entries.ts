import type { LedgerEntry } from '@hl/core/state';
import type { Context } from '../context.js';
import type { Matched } from './match.js';

/** What is to be recorded of one service, and why. */
export interface Finding {
  readonly entry: LedgerEntry;
  /** What is recorded is what the tree wants, an earlier version of it, or something that the tree no longer has. */
  readonly version: 'current' | 'earlier' | 'gone';
  /** What is not as the recorded definition says. */
  readonly off: readonly string[];
  /** What is there and nothing tells who made it. */
  readonly unproven: readonly string[];
}

/** One entry for each service of which something is there: with the definition that fits, else with the likeliest. */
export function findings(context: Context, matched: readonly Matched[]): Finding[] {
  const names = new Set(matched.map(({ candidate }) => candidate.service.name));
  return [...names].sort().flatMap((name) => {
    const present = matched.filter((version) => version.present && version.candidate.service.name === name);
    const fitting = present.find(({ wanted, equal }) => equal.length === wanted.length);
    const chosen = fitting ?? present.find(({ candidate }) => candidate.from === 'mark') ?? present[0];
    if (chosen === undefined) return [];
    const beyond = ({ equal, differing }: Matched): string[] => [...equal, ...differing].filter((one) => !chosen.wanted.includes(one));
    const others = present.filter((version) => beyond(version).length > 0);
    const off = [...new Set([...chosen.differing, ...chosen.lacking, ...others.flatMap(beyond)])];
    const inTree = matched.some(({ candidate }) => candidate.from === 'tree' && candidate.service.name === name);
    const version = chosen.candidate.from === 'tree' ? 'current' : inTree ? 'earlier' : 'gone';
    const { unproven } = chosen;
    return [{ entry: entryOf(context, chosen, off.length === 0, others), version, off, unproven }];
  });
}

function entryOf(context: Context, { candidate, made }: Matched, healthy: boolean, others: readonly Matched[]): LedgerEntry {
  const { service, hash, commit } = candidate;
  const time = context.now();
  const pipelineUrl = context.environment.pipelineUrl ?? null;
  return {
    version: 1,
    name: service.name,
    path: service.path,
    host: service.host,
    service,
    previous: null,
    leftovers: healthy ? [] : [service, ...others.map(({ candidate }) => candidate.service)],
    hash,
    previousHash: null,
    commit,
    run: context.run,
    pipelineUrl,
    time,
    healthy,
    rejected: null,
    outcomes: [],
    made,
    intents: [],
    history: [{ time, commit, action: 'adopt', healthy, pipelineUrl }],
  };
}

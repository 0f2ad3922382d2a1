import { relative, resolve } from 'node:path';
import { detect as detectChanges } from '@hl/detect';
import type { Changes, LedgerFact } from '@hl/detect';
import { standing } from '@hl/core/state';
import type { LedgerEntry } from '@hl/core/state';
import type { ChangesFile } from '../artifacts.js';
import type { Context } from '../context.js';
import { readState } from '../state.js';
import type { Known } from '../state.js';

export interface DetectArguments {
  readonly base?: string;
  readonly head?: string;
  readonly all?: boolean;
}

/** Which services this run is about: writes changes.json. */
export async function detect(context: Context, asked: DetectArguments = {}): Promise<{ code: number; changes: ChangesFile }> {
  const { artifacts, print } = context;
  const changes = await compareWith(context, asked, await readState(context));
  artifacts.clear();
  await artifacts.write('changes', changes);
  tell(context, changes);
  print.data(changes);
  return { code: 0, changes };
}

/** What differs between the wanted commit and what is deployed, by git and the ledger as it is known now. */
export async function compareWith(context: Context, asked: DetectArguments, known: Known): Promise<ChangesFile> {
  const { environment, site, cwd, git } = context;
  const { before, mergeBase } = environment;
  const { base, all } = asked;
  const head = asked.head ?? environment.commit;
  const { entries, warning, fingerprint } = known;
  const found = await detectChanges({
    cwd,
    services: site.services,
    site: relative(cwd, resolve(cwd, context.configPath)),
    source: environment.source ?? null,
    ...(site.ledger === null
      ? {}
      : { ledger: entries?.filter((entry) => standing(entry) !== null || entry.rejected !== null).map(asFact) ?? null }),
    ...(head === undefined ? {} : { head }),
    ...(base === undefined ? {} : { base }),
    ...(before === undefined ? {} : { before }),
    ...(mergeBase === undefined ? {} : { mergeBase }),
    ...(all ? { all } : {}),
    ...(git === undefined ? {} : { run: git }),
  });
  return { ...found, warnings: [...(warning === null ? [] : [warning]), ...found.warnings], ledger: fingerprint, asked: only(asked) };
}

/** Without what other stages were asked for on the same command line. */
const only = ({ base, head, all }: DetectArguments): DetectArguments => ({
  ...(base === undefined ? {} : { base }),
  ...(head === undefined ? {} : { head }),
  ...(all ? { all } : {}),
});

export function tell({ print }: Context, changes: Changes): void {
  print.step(
    `${changes.mode}: ${changes.added} added, ${changes.modified} modified, ${changes.deleted} deleted (compared with ${changes.base?.slice(0, 8) ?? (changes.baseSource === 'ledger' ? 'what is deployed' : 'nothing')}: ${changes.baseSource})`,
  );
  for (const { action, name, path, reason } of [...changes.deploy, ...changes.remove])
    print.step(`${action.padEnd(6)} ${name} (${path}): ${reason}`);
  for (const line of changes.warnings) print.warn(line);
}

/** A service that was rolled back to nothing is not deployed, but what was rejected is remembered; one whose removal was cut off is. */
const asFact = (entry: LedgerEntry): LedgerFact => ({
  name: entry.name,
  path: entry.path,
  host: entry.host,
  commit: entry.commit,
  hash: standing(entry) === null ? '' : entry.hash || 'being removed',
  healthy: entry.healthy,
  ...(entry.rejected === null ? {} : { rejected: entry.rejected }),
});

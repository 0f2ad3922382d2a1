import { detect as detectChanges } from '@hl/detect';
import type { Changes, LedgerFact } from '@hl/detect';
import type { LedgerEntry } from '@hl/core/state';
import type { Context } from '../context.js';
import { openFleet } from '../systems.js';

export interface DetectArguments {
  readonly base?: string;
  readonly head?: string;
  readonly all?: boolean;
}

/** Which services this run is about: writes changes.json. */
export async function detect(context: Context, { base, head, all }: DetectArguments = {}): Promise<{ code: number; changes: Changes }> {
  const { environment, site, cwd, artifacts, print } = context;
  const { entries, warning } = await readLedger(context);
  const { before, mergeBase } = environment;
  const wanted = head ?? environment.commit;
  const found = await detectChanges({
    cwd,
    services: site.services,
    source: environment.source ?? null,
    ledger: entries?.filter(({ service }) => service !== null).map(asFact) ?? null,
    ...(wanted === undefined ? {} : { head: wanted }),
    ...(base === undefined ? {} : { base }),
    ...(before === undefined ? {} : { before }),
    ...(mergeBase === undefined ? {} : { mergeBase }),
    ...(all ? { all } : {}),
  });
  const changes: Changes = warning === null ? found : { ...found, warnings: [...found.warnings, warning] };
  artifacts.clear();
  await artifacts.write('changes', changes);

  print.step(
    `${changes.mode}: ${changes.added} added, ${changes.modified} modified, ${changes.deleted} deleted (compared with ${changes.base?.slice(0, 8) ?? 'nothing'}: ${changes.baseSource})`,
  );
  for (const { action, name, path, reason } of [...changes.deploy, ...changes.remove])
    print.step(`${action.padEnd(6)} ${name} (${path}): ${reason}`);
  for (const { name, reason } of changes.held) print.step(`held   ${name}: ${reason}`);
  for (const line of changes.warnings) print.warn(line);
  print.data(changes);
  return { code: 0, changes };
}

/** Entries of the ledger; null when there is none or it cannot be read, which is told and is never "nothing deployed". */
export async function readLedger(context: Context): Promise<{ entries: LedgerEntry[] | null; warning: string | null }> {
  const fleet = await openFleet(context);
  try {
    return { entries: fleet.ledger === null ? null : await fleet.ledger.list(), warning: null };
  } catch (error) {
    return { entries: null, warning: `the ledger could not be read, git alone decides: ${(error as Error).message}` };
  } finally {
    await fleet.close();
  }
}

const asFact = ({ name, path, host, commit, hash, healthy, rejected }: LedgerEntry): LedgerFact => ({
  name,
  path,
  host,
  commit,
  hash,
  healthy,
  ...(rejected === null ? {} : { rejected }),
});

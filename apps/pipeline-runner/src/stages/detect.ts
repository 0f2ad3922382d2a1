import { detect as detectChanges } from '@hl/detect';
import type { Changes, LedgerFact } from '@hl/detect';
import type { LedgerEntry } from '@hl/core/state';
import type { Context } from '../context.js';

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
    ...(site.ledger === null
      ? {}
      : { ledger: entries?.filter(({ service, rejected }) => service !== null || rejected !== null).map(asFact) ?? null }),
    ...(wanted === undefined ? {} : { head: wanted }),
    ...(base === undefined ? {} : { base }),
    ...(before === undefined ? {} : { before }),
    ...(mergeBase === undefined ? {} : { mergeBase }),
    ...(all ? { all } : {}),
  });
  const changes: Changes = warning === null ? found : { ...found, warnings: [warning, ...found.warnings] };
  artifacts.clear();
  await artifacts.write('changes', changes);

  print.step(
    `${changes.mode}: ${changes.added} added, ${changes.modified} modified, ${changes.deleted} deleted (compared with ${changes.base?.slice(0, 8) ?? (changes.baseSource === 'ledger' ? 'what is deployed' : 'nothing')}: ${changes.baseSource})`,
  );
  for (const { action, name, path, reason } of [...changes.deploy, ...changes.remove])
    print.step(`${action.padEnd(6)} ${name} (${path}): ${reason}`);
  for (const line of changes.warnings) print.warn(line);
  print.data(changes);
  return { code: 0, changes };
}

/** Entries of the ledger; null when there is none or it cannot be read, which is told and is never "nothing deployed". */
export async function readLedger(context: Context): Promise<{ entries: LedgerEntry[] | null; warning: string | null }> {
  try {
    const { ledger } = await context.fleet();
    return { entries: ledger === null ? null : await ledger.list(), warning: null };
  } catch (error) {
    return { entries: null, warning: (error as Error).message };
  }
}

/** A service that was rolled back to nothing is not deployed, but what was rejected is remembered. */
const asFact = ({ name, path, host, commit, service, hash, healthy, rejected }: LedgerEntry): LedgerFact => ({
  name,
  path,
  host,
  commit,
  hash: service === null ? '' : hash,
  healthy,
  ...(rejected === null ? {} : { rejected }),
});

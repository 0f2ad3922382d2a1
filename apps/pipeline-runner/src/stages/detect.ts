import { relative, resolve } from 'node:path';
import type { ChangesFile } from '@hl/core';
import { standing, type LedgerEntry } from '@hl/core/state';
import { detect as detectChanges, type Changes, type LedgerFact } from '@hl/detect';
import type { Context } from '../context.js';
import { given } from '../given.js';
import { count } from '../text/count.js';
import { unknownService } from '../repository/diagnostics.js';

export interface DetectArguments {
  readonly base?: string;
  readonly head?: string;
  readonly all?: boolean;
  /** Only this one, changed or not. */
  readonly service?: string;
}

/** Which services this run is about: what differs between the wanted commit and what is deployed, by git and the ledger. */
export async function detect(context: Context, asked: DetectArguments = {}): Promise<ChangesFile> {
  const changes = await compare(context, asked);
  printChanges(context, changes);
  return changes;
}

/** As `detect`, again: with what the command line asked for then, on the commit that was chosen then. */
export async function detectAgain(context: Context, { asked, head }: ChangesFile): Promise<ChangesFile> {
  const again = await compare(context, { ...asked, head });
  printChanges(context, again);
  return { ...again, asked };
}

async function compare(context: Context, asked: DetectArguments): Promise<ChangesFile> {
  const { environment, site, cwd, git } = context;
  const { before, mergeBase } = environment;
  const { base, service } = asked;
  const all = asked.all || service !== undefined;
  const head = asked.head ?? environment.commit;
  const { entries, warning, fingerprint } = await context.state();
  const found = await detectChanges({
    cwd,
    services: site.services,
    site: relative(cwd, resolve(cwd, context.configPath)),
    source: environment.source ?? null,
    ...(site.ledger === null
      ? {}
      : { ledger: entries?.filter((entry) => standing(entry) !== null || entry.rejected !== null).map(asFact) ?? null }),
    ...given({ head, base, before, mergeBase, run: git }),
    ...(all ? { all } : {}),
  });
  return {
    ...(service === undefined ? found : onlyOf(found, service)),
    warnings: [...(warning === null ? [] : [warning]), ...found.warnings],
    ledger: fingerprint,
    asked: { ...given({ base, head: asked.head, service }), ...(asked.all ? { all: true } : {}) },
  };
}

/** Of what was found, what is about one service. @throws HlError HL_SERVICE */
function onlyOf(found: Changes, service: string): Changes {
  const isIt = ({ name }: { readonly name: string }): boolean => name === service;
  const deploy = found.deploy.filter(isIt).map((entry) => (entry.reason === '--all' ? { ...entry, reason: '--service' } : entry));
  const [remove, held] = [found.remove.filter(isIt), found.held.filter(isIt)];
  if (deploy.length + remove.length + held.length === 0) throw unknownService(service);
  const added = deploy.filter(({ action }) => action === 'add').length;
  const counts = { added, modified: deploy.length - added, deleted: remove.length, total: deploy.length + remove.length };
  return { ...found, deploy, remove, held, ...counts, mode: 'incremental' };
}

function printChanges({ print }: Context, changes: ChangesFile): void {
  const total = `› ${changes.mode}: ${changes.added} added, ${changes.modified} modified, ${changes.deleted} deleted (compared with ${changes.base?.slice(0, 8) ?? (changes.baseSource === 'ledger' ? 'what is deployed' : 'nothing')}: ${changes.baseSource})`;
  const lines = [...changes.deploy, ...changes.remove].map(
    ({ action, name, path, reason }) => `${action.padEnd(6)} ${name} (${path}): ${reason}`,
  );
  print.list(count(lines.length, 'service'), lines);
  for (const line of changes.warnings) print.warn(line);
  print.last([total]);
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

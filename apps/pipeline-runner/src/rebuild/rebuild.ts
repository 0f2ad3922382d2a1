import { exitCodes, HlError, pagesOf } from '@hl/core';
import type { Context } from '../context.js';
import { partly } from '../exit.js';
import { withLease } from '../state/lease.js';
import { numbered, type Ledger } from '@hl/core/state';
import { systems as registry } from '../systems/registry.js';
import type { Mark } from '../systems/system.js';
import type { Instance, Systems } from '../systems/systems.js';
import { count } from '../text/count.js';
import { candidates, isShallow, type Candidate } from './git-history.js';
import { findings, type Finding } from './entries.js';
import { match, resourcesOf, type Reading } from './match.js';
import { marksOn } from './host-marks.js';

export interface RebuildArguments {
  /** Record it; else only tell what would be recorded. */
  readonly write?: boolean;
  /** Also when the ledger holds something: what is found replaces its entries, the rest of it stays. */
  readonly force?: boolean;
  /** Only this service: its entry is made anew whatever it holds, and dropped when nothing of it is found. */
  readonly name?: string;
}

/**
 * Makes a lost ledger anew: what the systems hold under our marks, compared with every definition that git knows. Systems are
 * only read.
 *
 * @throws HlError HL_NO_LEDGER, HL_LEDGER_NOT_EMPTY (`input`)
 */
export async function rebuildLedger(context: Context, { write = false, force = false, name }: RebuildArguments): Promise<{ code: number }> {
  const { site, configPath } = context;
  if (site.ledger === null)
    throw new HlError('HL_NO_LEDGER', `${configPath} names no ledger`, { kind: 'input', hint: 'Give it one: ledger: { host: NAME }.' });
  if (!write) return rebuild(context, name, null);
  return withLease(context, async (leased) => {
    if (name === undefined && !force) await assertEmpty(leased);
    const { ledger } = await leased.fleet();
    return rebuild(leased, name, ledger);
  });
}

/** An entry that cannot be read is something, too. */
async function assertEmpty(context: Context): Promise<void> {
  const entries = await context.state().then(
    (known) => known.entries,
    () => null,
  );
  if (entries !== null && entries.length === 0) return;
  const content = entries === null ? 'entries that cannot be read' : count(entries.length, 'service');
  throw new HlError('HL_LEDGER_NOT_EMPTY', `the ledger on ${context.site.ledger?.host} is not empty: it holds ${content}`, {
    kind: 'input',
    hint: 'hl ledger rebuild shows what would be recorded; --write --force records it over what is there.',
  });
}

async function rebuild(context: Context, name: string | undefined, ledger: Ledger | null): Promise<{ code: number }> {
  const { site, print } = context;
  const marked = await marksOn(await context.fleet(), Object.keys(site.hosts), context.repository.load().services);
  const marks = marked.marks.filter(({ service }) => name === undefined || service === name);
  const all = candidates(context, marks).filter(({ service }) => name === undefined || service.name === name);
  const systems = await context.systems({ services: all.map(({ service }) => service) });
  const readings = await Promise.all(systems.instances.map((instance) => readInstance(context, instance, all)));
  const found = findings(context, match(all, readings));
  const unknown = [
    ...marks.filter((mark) => !all.some(({ service }) => service.name === mark.service && service.host === mark.host)),
    ...(await listed(context, systems)).filter(
      (mark) => !all.some(({ service }) => pagesOf(service).some(({ name: page }) => page === mark.service)),
    ),
  ].filter(({ service }) => name === undefined || service === name);
  const errors = [...marked.failures.map(({ error }) => error), ...readings.flatMap(({ error }) => error ?? [])];

  if (isShallow(context))
    print.warn('this clone is shallow: services whose files were deleted before it begins are not found\n  → git fetch --unshallow');
  for (const one of found) print.text(line(one));
  for (const { service, host, place } of unknown)
    print.warn(`${service} on ${host}${place === '' ? '' : ` (${place})`} is ours, but this clone has no definition of it: not recorded
  → Put its file back and rebuild again, or take it down there by hand.`);
  for (const error of new Map(errors.map((each) => [each.message, each])).values())
    print.error(new HlError(error.code, error.message, error));
  for (const { entry } of found)
    await ledger?.remake(entry.name, (old) => {
      const { history = [], revisions } = old ?? {};
      return numbered({ ...entry, history: [...history, ...entry.history].slice(-20), ...(revisions && { revisions }) });
    });
  const gone = name !== undefined && found.length === 0 && errors.length === 0;
  if (gone) await ledger?.remake(name, () => null);
  const what = gone ? `nothing of ${name} was found: its entry` : count(found.length, 'service');
  print.step(
    ledger
      ? `${what} ${gone ? 'is dropped' : 'recorded'} on ${site.ledger?.host}; hl detect and hl plan show what is to do now`
      : `${what} ${gone ? 'would be dropped' : 'to record'} on ${site.ledger?.host}; nothing was written: hl ledger rebuild${name === undefined ? '' : ` ${name}`} --write does that`,
  );
  print.data({ written: ledger !== null, found, unknown, failures: errors });
  const [first] = errors;
  if (found.length === 0 && first !== undefined) return { code: exitCodes[first.kind] };
  return { code: errors.length > 0 || unknown.length > 0 ? partly : 0 };
}

/** What the systems list as ours. */
async function listed(context: Context, { instances }: Systems): Promise<Mark[]> {
  const { remote } = await context.fleet();
  const marks = instances.map(async ({ system, integration }) => {
    const entry = registry.find(({ name }) => name === system);
    return (await entry?.marks?.(context.site, integration, remote)) ?? [];
  });
  return (await Promise.all(marks)).flat();
}

/** A system that cannot be read is reported; what it holds counts as not known, never as nothing to record. */
async function readInstance(
  { site }: Context,
  instance: Instance,
  all: readonly Candidate[],
): Promise<Reading & { readonly error?: ReturnType<HlError['toJSON']> }> {
  const resources = resourcesOf(instance, all, site);
  const markless = instance.integration.markless === true;
  try {
    const observed = resources.length === 0 ? new Map() : await instance.integration.observe(resources.map(([, resource]) => resource));
    return { resources, observed, markless };
  } catch (thrown) {
    return { resources, observed: null, markless, error: HlError.from(thrown).toJSON() };
  }
}

const next = { current: '', earlier: '; the tree has another version', gone: '; no longer in the tree: the next run removes it' } as const;

function line({ entry, version, off, unproven }: Finding): string {
  const { name, host, commit } = entry;
  const state = version === 'current' ? 'as in the tree' : `as of ${commit.slice(0, 8)}`;
  const but = off.length > 0 ? `, but for ${off.join(', ')}` : '';
  return `${off.length === 0 ? '=' : '~'} ${name.padEnd(20)} ${host.padEnd(14)} ${state}${but}${next[version]}${unproven.length > 0 ? `; ${unproven.join(', ')}: no mark tells who made it, hl adopt ${name} takes it` : ''}`;
}

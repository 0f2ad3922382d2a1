import { exitCodes, HlError } from '@hl/core';
import type { Context } from '../context.js';
import { partly } from '../exit.js';
import { withLease } from '../lease.js';
import { readLedger } from '../stages/detect.js';
import { openSystems } from '../systems.js';
import type { Instance } from '../systems.js';
import { count } from '../text/count.js';
import { candidates, isShallow } from './candidates.js';
import type { Candidate } from './candidates.js';
import { findings } from './entries.js';
import type { Finding } from './entries.js';
import { judge, resourcesOf } from './judge.js';
import type { Held } from './judge.js';
import { marksOn, routesOf } from './marks.js';

export interface RebuildArguments {
  /** Record it; else only tell what would be recorded. */
  readonly write?: boolean;
  /** Also when the ledger holds something: what is found replaces its entries, the rest of it stays. */
  readonly force?: boolean;
}

/**
 * Makes a lost ledger anew: what the systems hold under our marks, compared with every definition that git knows. Systems are
 * only read.
 *
 * @throws HlError HL_NO_LEDGER, HL_LEDGER_NOT_EMPTY (`input`)
 */
export async function rebuildLedger(context: Context, { write = false, force = false }: RebuildArguments): Promise<{ code: number }> {
  const { site, print, configPath } = context;
  if (site.ledger === null)
    throw new HlError('HL_NO_LEDGER', `${configPath} names no ledger`, { kind: 'input', hint: 'Give it one: ledger: { host: NAME }.' });
  if (!write) return rebuild(context, null);
  const { ledger } = await context.fleet();
  return withLease(context, async (held) => {
    const { entries, warning } = await readLedger(held);
    if (!force && entries !== null && entries.length > 0)
      throw new HlError(
        'HL_LEDGER_NOT_EMPTY',
        `the ledger on ${site.ledger?.host} is not empty: it holds ${count(entries.length, 'service')}`,
        {
          kind: 'input',
          hint: 'hl ledger rebuild shows what would be recorded; --write --force records it over what is there.',
        },
      );
    if (warning !== null) print.warn(warning);
    return rebuild(held, (entry) =>
      ledger?.update(entry.name, (old) => ({ ...entry, history: [...(old?.history ?? []), ...entry.history].slice(-20) })),
    );
  });
}

async function rebuild(
  context: Context,
  record: ((entry: Finding['entry']) => Promise<void> | undefined) | null,
): Promise<{ code: number }> {
  const { site, print } = context;
  const { marks, failures } = await marksOn(await context.fleet(), Object.keys(site.hosts));
  const all = candidates(context, marks);
  const { entries } = await readLedger(context);
  const systems = await openSystems(context, { services: all.map(({ service }) => service), entries });
  const held = await Promise.all(systems.instances.map((instance) => hold(context, instance, all)));
  const found = findings(context, judge(all, held));
  const unknown = [
    ...marks.filter((mark) => !all.some(({ service }) => service.name === mark.service && service.host === mark.host)),
    ...(await routesOf(systems, site.traefik)).filter((mark) => !all.some(({ service }) => service.name === mark.service)),
  ];
  const errors = [...failures.map(({ error }) => error), ...held.flatMap(({ error }) => error ?? [])];

  if (isShallow(context))
    print.warn('this clone is shallow: services whose files were deleted before it begins are not found\n  → git fetch --unshallow');
  for (const one of found) print.text(line(one));
  for (const { service, host, place } of unknown)
    print.warn(`${service} on ${host}${place === '' ? '' : ` (${place})`} is ours, but this clone has no definition of it: not recorded
  → Put its file back and rebuild again, or take it down there by hand.`);
  for (const error of new Map(errors.map((each) => [each.message, each])).values())
    print.error(new HlError(error.code, error.message, error));
  for (const { entry } of record ? found : []) await record?.(entry);
  print.step(
    record
      ? `${count(found.length, 'service')} recorded on ${site.ledger?.host}; hl detect and hl plan show what is to do now`
      : `${count(found.length, 'service')} to record on ${site.ledger?.host}; nothing was written: hl ledger rebuild --write does that`,
  );
  print.data({ written: record !== null, found, unknown, failures: errors });
  const [first] = errors;
  if (found.length === 0 && first !== undefined) return { code: exitCodes[first.kind] };
  return { code: errors.length > 0 || unknown.length > 0 ? partly : 0 };
}

/** A system that cannot be read is told; what it holds counts as not known, never as nothing to record. */
async function hold(
  { site }: Context,
  instance: Instance,
  all: readonly Candidate[],
): Promise<Held & { readonly error?: ReturnType<HlError['toJSON']> }> {
  const resources = resourcesOf(instance, all, site);
  try {
    const observed = resources.length === 0 ? new Map() : await instance.integration.observe(resources.map(([, resource]) => resource));
    return { resources, observed };
  } catch (thrown) {
    return { resources, observed: null, error: HlError.from(thrown).toJSON() };
  }
}

const next = { current: '', earlier: '; the tree has another version', gone: '; no longer in the tree: the next run removes it' } as const;

function line({ entry, version, off }: Finding): string {
  const { name, host, commit } = entry;
  const state = version === 'current' ? 'as in the tree' : `as of ${commit.slice(0, 8)}`;
  const but = off.length > 0 ? `, but for ${off.join(', ')}` : '';
  return `${off.length === 0 ? '=' : '~'} ${name.padEnd(20)} ${host.padEnd(14)} ${state}${but}${next[version]}`;
}

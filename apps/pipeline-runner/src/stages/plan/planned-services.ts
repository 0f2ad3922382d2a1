import { equal, type ChangesFile, type PlannedService, type Service } from '@hl/core';
import { standing, type LedgerEntry } from '@hl/core/state';
import type { Context } from '../../context.js';
import { invalid } from '../../repository/diagnostics.js';

/** The services of a run, each with what it was and what it shall be. @throws HlError HL_INVALID */
export function plannedServices({ repository }: Context, changes: ChangesFile, entries: readonly LedgerEntry[] | null): PlannedService[] {
  const known = new Map((entries ?? []).map((entry) => [entry.name, entry]));
  const former = (name: string, path: string): Pick<PlannedService, 'before' | 'previousHash' | 'leftovers'> => {
    const entry = known.get(name);
    const before = entry ? standing(entry) : changes.base === null ? null : repository.loadAt(changes.base, path);
    return { before, previousHash: entry?.hash ?? null, leftovers: entry?.healthy === false ? entry.leftovers : [] };
  };
  const deploy = changes.deploy.map(({ path, action, reason, from }): PlannedService => {
    const { service, diagnostics } = repository.loadOne(path);
    if (!service && diagnostics.some(({ severity }) => severity === 'error')) throw invalid(diagnostics);
    const name = service?.name ?? known.get(path)?.name ?? path;
    const hash = service ? repository.hash(path) : '';
    const old = former(name, from?.path ?? path);
    const moved = old.before !== null && service !== null && old.before.host !== service.host;
    return {
      name,
      path,
      action: moved ? 'move' : old.before === null ? action : 'modify',
      reason,
      hash,
      ...old,
      ...pairOf(old.before, old.previousHash, service, hash),
    };
  });
  const remove = changes.remove.map(({ name, path, reason }): PlannedService => ({
    name,
    path,
    action: 'delete',
    reason,
    after: null,
    hash: '',
    ...former(name, path),
  }));
  const held = changes.held.flatMap(({ name }) => known.get(name) ?? []);
  return [...inStandingNetworks(deploy, held, known), ...remove, ...held.flatMap((entry) => goingBack(entry) ?? [])];
}

/**
 * What a service was and shall be. A definition that stays what it is, is one object: what it wants is then worked out once. Where the file
 * is the same, too, it is the one of the ledger, which is held anyway.
 */
function pairOf(
  before: Service | null,
  previousHash: string | null,
  after: Service | null,
  hash: string,
): Pick<PlannedService, 'before' | 'after'> {
  if (!equal(before, after)) return { before, after };
  return previousHash === hash ? { before, after: before } : { before: after, after };
}

/** Who uses the network of a service whose file is rejected, and has not changed itself, is what stands: it names what that one was. */
function inStandingNetworks(
  planned: readonly PlannedService[],
  rejected: readonly LedgerEntry[],
  known: ReadonlyMap<string, LedgerEntry>,
): PlannedService[] {
  const names = rejected.map(({ name }) => name);
  return planned.map((one) => {
    const entry = known.get(one.name);
    const user = names.includes(one.after?.deployment?.networkOf?.service ?? '');
    return user && entry?.service && entry.hash === one.hash ? { ...one, after: entry.service } : one;
  });
}

/** What git says was rolled back, and stands nowhere: what was put back is what is wanted. */
export const isRejected = ({ rejected, hash }: LedgerEntry, file: string): boolean => rejected === file && !hash.startsWith('revision ');

/** A rejected file is not tried again; what a killed rollback left half way goes on to what it was. null: all of it is back. */
function goingBack(entry: LedgerEntry): PlannedService[] | null {
  if (entry.healthy || entry.hash.startsWith('revision ')) return null;
  const { name, path, service: after, hash, leftovers } = entry;
  const before = standing(entry);
  if (before === null) return null;
  const reason = 'it goes back to what it was';
  return [{ name, path, action: after === null ? 'delete' : 'modify', reason, before, after, hash, previousHash: hash, leftovers }];
}

/**
 * Every service of the tree and of the ledger, whether it changed or not: what `hl drift` and `hl adopt` look at. One that was rolled back is
 * as it was rolled back to, until its file changes.
 */
export function everyService(
  { repository }: Context,
  entries: readonly LedgerEntry[] | null,
  choose: (service: { readonly name: string }) => boolean = () => true,
): PlannedService[] {
  const { services, diagnostics } = repository.load();
  if (diagnostics.some(({ severity }) => severity === 'error')) throw invalid(diagnostics); // a file that cannot be read is not one that is gone
  const known = new Map((entries ?? []).map((entry) => [entry.name, entry]));
  const present = services.filter(choose).flatMap((after): PlannedService[] => {
    const entry = known.get(after.name);
    const before = entry ? standing(entry) : null;
    const hash = repository.hash(after.path);
    if (entry && isRejected(entry, hash))
      return goingBack(entry) ?? (before ? [{ ...asIs(before), hash: entry.hash, previousHash: entry.hash }] : []);
    const previousHash = entry?.hash ?? null;
    return [{ ...asIs(after), ...pairOf(before, previousHash, after, hash), hash, previousHash }];
  });
  const names = new Set(services.map(({ name }) => name));
  const gone = [...known.values()].flatMap((entry): PlannedService[] => {
    const before = standing(entry);
    if (before === null || names.has(entry.name) || !choose(entry)) return [];
    const { name, path, hash } = entry;
    if (entry.rejected === '' && entry.service !== null) return [{ ...asIs(before), hash, previousHash: hash }];
    return [{ name, path, action: 'delete', before, after: null, hash: '', previousHash: hash, leftovers: [] }];
  });
  const rejected = services.flatMap(({ name, path }) => {
    const entry = known.get(name);
    return entry && isRejected(entry, repository.hash(path)) ? [entry] : [];
  });
  return [...inStandingNetworks(present, rejected, known), ...gone];
}

/** A service whose definition stays what it is. */
export const asIs = (service: Service): PlannedService => ({
  name: service.name,
  path: service.path,
  action: 'modify',
  before: service,
  after: service,
  hash: '',
  previousHash: null,
  leftovers: [],
});

/** Every definition a run may touch, each once. */
export function definitions(services: readonly PlannedService[]): Service[] {
  const all = new Set<Service | null>();
  for (const { before, after, leftovers } of services) for (const one of [before, after, ...leftovers]) all.add(one);
  all.delete(null);
  return [...all] as Service[];
}

import { HlError, type PlannedService, type Service } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import type { Context } from '../../context.js';

/**
 * Services whose files did not change, and which live in the network of a container that this run may make anew: Docker keeps its id,
 * not its name, so they have to be made anew with it.
 */
export function networkUsers(
  { repository }: Context,
  planned: readonly PlannedService[],
  entries: readonly LedgerEntry[] | null,
): PlannedService[] {
  const names = new Set(planned.map(({ name }) => name));
  const known =
    entries === null
      ? repository.load().services.map((service) => ({ service, hash: repository.hash(service.path) }))
      : entries.flatMap(({ service, hash, rejected }) => (service && rejected === null ? [{ service, hash }] : []));
  return known.flatMap(({ service: before, hash }): PlannedService[] => {
    const { name, path } = before;
    if (names.has(name) || !mayUse(before) || repository.hash(path) !== hash) return [];
    const after = repository.loadOne(path).service;
    const provider = providerOf(after) ?? providerOf(before);
    if (after === null || provider === undefined || !names.has(provider)) return [];
    const reason = `it uses the network of ${provider}`;
    return [{ name, path, action: 'modify', reason, before, after, hash, previousHash: hash, leftovers: [] }];
  });
}

/** Entries of before it was written down have the mode alone. */
const mayUse = ({ deployment }: Service): boolean => deployment?.networkOf != null || /^container:/.test(deployment?.networkMode ?? '');

const providerOf = (service: Service | null): string | undefined => service?.deployment?.networkOf?.service;

/** A container whose network others use can neither go nor be called otherwise while they stand. */
export function assertNetworks(services: readonly PlannedService[]): void {
  for (const { path, before, after } of services) {
    const [was, is] = [before?.deployment, after?.deployment];
    if (!was?.networkOf || !is || is.networkOf !== null || is.networkMode !== was.networkMode) continue;
    const { service, container } = was.networkOf;
    throw new HlError('HL_NETWORK', `${path} uses the network of the container ${container}, which ${service} would take away`, {
      kind: 'input',
      hint: `Keep ${container} in ${service}, or change deployment.network_mode in ${path} (or remove that file) in the same push.`,
    });
  }
}

import type { PlannedService, Service } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import { exampleService } from '@hl/core/testing';
import type { Context } from '../../../src/context.js';
import { assertNetworks, networkUsers } from '../../../src/stages/plan/network-users.js';
import { asIs } from '../../../src/stages/plan/planned-services.js';

const networkOf = { service: 'torrent', container: 'vpn', fingerprint: 'old' };
const torrent = exampleService({ name: 'torrent' });
const prowlarr = exampleService({ name: 'prowlarr', deployment: { networkMode: 'container:vpn', networkOf } });
const upgraded = exampleService({
  name: 'prowlarr',
  deployment: { networkMode: 'container:vpn', networkOf: { ...networkOf, fingerprint: 'new' } },
});
const orphaned = exampleService({ name: 'prowlarr', deployment: { networkMode: 'container:vpn' } });

const context = (tree: Service | null, hash = 'h'): Context =>
  ({
    repository: { loadOne: () => ({ service: tree, diagnostics: [] }), hash: () => hash, load: () => ({ services: [torrent, upgraded] }) },
  }) as unknown as Context;
const entry = (service: Service | null, over: Partial<LedgerEntry> = {}): LedgerEntry =>
  ({ service, hash: 'h', rejected: null, ...over }) as LedgerEntry;
const entries = [entry(torrent), entry(prowlarr)];

test('who uses the network of a container comes along when that one may be made anew', () => {
  expect(networkUsers(context(upgraded), [asIs(torrent)], entries)).toEqual([
    expect.objectContaining({
      name: 'prowlarr',
      action: 'modify',
      reason: 'it uses the network of torrent',
      before: prowlarr,
      after: upgraded,
    }),
  ]);
});

test.each<[string, Context, PlannedService[], LedgerEntry[] | null, number]>([
  ['another service changes', context(upgraded), [asIs(exampleService({ name: 'other' }))], entries, 0],
  ['its own file changed, so it is planned anyway', context(upgraded, 'other'), [asIs(torrent)], entries, 0],
  ['it is planned itself', context(upgraded), [asIs(torrent), asIs(upgraded)], entries, 0],
  ['its definition was rolled back', context(upgraded), [asIs(torrent)], [entry(prowlarr, { rejected: 'h' })], 0],
  ['it was removed', context(null), [asIs(torrent)], [entry(null)], 0],
  ['the provider is taken away', context(orphaned), [{ ...asIs(torrent), after: null }], entries, 1],
  ['there is no ledger', context(upgraded), [asIs(torrent)], null, 1],
])('when %s', (_, world, planned, known, count) => {
  expect(networkUsers(world, planned, known)).toHaveLength(count);
});

test('a provider does not go while somebody uses its network', () => {
  const gone = { ...asIs(torrent), after: null };
  expect(() => assertNetworks([gone, { ...asIs(prowlarr), after: orphaned }])).toThrow(
    expect.objectContaining({
      ...{ code: 'HL_NETWORK', kind: 'input' },
      message: 'services/downloads/prowlarr.yml uses the network of the container vpn, which torrent would take away',
    }),
  );
  expect(() => assertNetworks([gone, { ...asIs(prowlarr), after: null }])).not.toThrow();
  expect(() => assertNetworks([gone, { ...asIs(prowlarr), after: exampleService({ name: 'prowlarr' }) }])).not.toThrow();
  expect(() => assertNetworks([asIs(torrent), { ...asIs(prowlarr), after: upgraded }])).not.toThrow();
});

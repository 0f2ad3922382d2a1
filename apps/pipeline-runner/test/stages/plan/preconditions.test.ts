import { Secret } from '@hl/core';
import type { PlannedService, Service } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Context } from '../../../src/context.js';
import { assertHosts, brake, missingSecrets } from '../../../src/stages/plan/preconditions.js';
import { asIs } from '../../../src/stages/plan/planned-services.js';

/** A context of which these look at a few things only. */
const context = (paths: readonly string[] = [], secrets: readonly string[] = []): Context =>
  ({
    site: exampleSite(),
    configPath: 'hl.yml',
    repository: { servicePaths: () => paths },
    environment: { secret: (name: string) => (secrets.includes(name) ? new Secret('x') : undefined) },
  }) as unknown as Context;
const removed = (name: string): PlannedService => ({ ...asIs(exampleService({ name })), name, action: 'delete', after: null });
const many = (count: number): PlannedService[] => Array.from({ length: count }, (_, index) => removed(`s${index}`));

describe('hosts', () => {
  const there = exampleService();
  const lost = exampleService({ host: 'sold' });

  test.each<[string, Partial<PlannedService>, boolean]>([
    ['what stands on a host of hl.yml', { before: there }, true],
    ['what is new on a host that validate has checked', { before: null, after: lost }, true],
    ['what stands on a host that is gone', { before: lost }, false],
    ['what an unhealthy run may have left there', { before: there, leftovers: [there, lost] }, false],
  ])('%s: %s', (_, part, fine) => {
    const check = (): void => assertHosts(context(), [{ ...asIs(there), ...part }]);
    if (fine) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'HL_HOST_GONE', kind: 'input', message: expect.stringContaining('sold') }));
  });
});

describe('the brake', () => {
  test.each([
    ['three of three', 3, [], true],
    ['four of four', 4, [], false],
    ['four of fourteen', 4, Array.from({ length: 10 }, (_, index) => `services/x/${index}.yml`), true],
    ['four of thirteen is more than three in ten', 4, Array.from({ length: 9 }, (_, index) => `services/x/${index}.yml`), false],
  ])('%s', (_, count, paths, fine) => {
    const check = (): void => brake(context(paths), many(count), null);
    if (fine) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'HL_MASS_REMOVE', hint: expect.stringContaining('--allow-mass-remove') }));
  });

  test('what the ledger knows counts, and what is gone already does not', () => {
    const entry = (service: Service | null): LedgerEntry => ({ service }) as LedgerEntry;
    const standing = Array.from({ length: 20 }, () => entry(exampleService()));
    expect(() => brake(context(), many(4), standing)).not.toThrow();
    expect(() =>
      brake(
        context(),
        many(4),
        standing.map(() => entry(null)),
      ),
    ).toThrow();
    expect(() =>
      brake(
        context(),
        many(9).map((service) => ({ ...service, before: null })),
        null,
      ),
    ).not.toThrow();
  });
});

describe('secrets', () => {
  const service = exampleService({
    deployment: {
      secrets: [
        { name: 'A', source: 'A_SOURCE' },
        { name: 'ID', source: 'authentik:metube:id' },
      ],
    },
  });

  test('each is told with its service before anything is touched; what Authentik makes up is not asked for', () => {
    expect(missingSecrets(context(), [asIs(service)])).toEqual(
      expect.objectContaining({ code: 'HL_SECRET_MISSING', kind: 'input', message: 'not set: A_SOURCE (metube)' }),
    );
    expect(missingSecrets(context([], ['A_SOURCE']), [asIs(service)])).toBeNull();
    expect(missingSecrets(context(), [{ ...asIs(service), after: null }])).toBeNull();
  });
});

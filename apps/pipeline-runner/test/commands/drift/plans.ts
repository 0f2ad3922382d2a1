import type { PlanFile, PlannedService } from '@hl/core';
import { exampleService } from '@hl/core/testing';

export const service = (name: string, rest: Partial<PlannedService> = {}): PlannedService => ({
  ...{ name, path: `services/${name}.yml`, action: 'modify', before: exampleService({ name }), after: exampleService({ name }) },
  ...{ hash: '', previousHash: null, leftovers: [] },
  ...rest,
});

/** A plan of drift with nothing in it but what is given. */
export const planOf = (rest: Partial<PlanFile> = {}): PlanFile => ({
  ...{ version: 1, commit: 'c', run: '1', place: null, seen: null, mode: 'full', drift: true },
  ...{ services: [], changes: [], conflicts: [], foreign: [], refusals: [], faults: [], failures: [] },
  ...rest,
});

const web = { key: 'web', service: 'web' };
export const differs = { system: 'pihole', ...web, before: { addresses: ['192.0.2.9'] }, after: { addresses: ['192.0.2.20'] } };
export const blind = { system: 'traefik', ...web, before: null, after: {}, blind: true };
export const lacking = { system: 'glance', ...web, before: null, after: {} };
export const gone = { system: 'traefik', key: 'old', service: 'old', before: {}, after: null };
export const held = { system: 'authentik', ...web, found: {}, wanted: {}, holder: 'the application "Web"' };
export const orphan = { system: 'compose', key: 'box/lost', service: 'lost', found: {}, command: "hl drift --remove 'compose:box/lost'" };

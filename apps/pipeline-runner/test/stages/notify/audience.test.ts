import type { PlanFile, VerificationFile } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { heardBy, unplanned } from '../../../src/stages/notify/audience.js';
import type { Found } from '../../../src/stages/notify/notify-context.js';

const service = (name: string, notifications: { discord?: boolean; channels?: string[] | null } = {}) =>
  exampleService({ name, notifications: { discord: true, channels: null, ...notifications } });
const services = [
  service('plain'),
  service('quiet', { discord: false }),
  service('ours', { channels: ['family'] }),
  service('nobody', { discord: false, channels: [] }),
];
const names = services.map(({ name }) => name);
const change = (name: string) => ({ system: 'pihole', key: name, service: name, before: null, after: {} });
const found: Found = {
  changes: { base: 'b', held: [] } as never,
  validated: true,
  plan: {
    services: services.map((after) => ({ name: after.name, before: null, after })),
    changes: names.map(change),
    conflicts: [],
    refusals: [],
    failures: [{ system: 'pihole', services: names, error: { code: 'X', kind: 'unreachable', message: 'x' } }],
  } as unknown as PlanFile,
  done: [
    { version: 1, stage: 'dns', commit: 'c', run: '1', outcomes: names.map((name) => ({ ...change(name), status: 'applied', ms: 1 })) },
  ],
  verification: {
    ...{ version: 1, commit: 'c', run: '1', passed: 4, failed: 0, skipped: 0 },
    checks: names.map((name) => ({ service: name, name: 'dns', status: 'pass', expected: '', actual: '', attempts: 1, ms: 1 })),
  } as VerificationFile,
  failures: [{ version: 1, stage: 'glance', error: { code: 'X', kind: 'refused', message: 'x' } }],
};
const channel = (name: string, standard: boolean, kind = 'discord') => ({ name, standard, channel: { kind } });

test.each([
  ['a default one that is Discord', channel('discord', true), ['plain']],
  ['a default one that is not', channel('phone', true, 'ntfy'), ['plain', 'quiet']],
  ['one that a service names', channel('family', false, 'ntfy'), ['ours']],
  ['one that a service names and that hears of the rest, too', channel('family', true, 'ntfy'), ['plain', 'quiet', 'ours']],
])('%s hears of its services, in every part', (_, listener, heard) => {
  const { plan, done, verification } = heardBy(found, listener, exampleSite())?.found ?? {};
  expect(plan?.services.map(({ name }) => name)).toEqual(heard);
  for (const part of [plan?.changes, done?.[0]?.outcomes, verification?.checks]) expect(part?.map((one) => one.service)).toEqual(heard);
  expect(plan?.failures.flatMap((failure) => failure.services)).toEqual(heard);
  expect(verification?.passed).toBe(heard.length);
});

test('what is about no service is for the default ones; the commits are, too', () => {
  expect(heardBy(found, channel('family', false), exampleSite())?.found).toMatchObject({
    changes: { base: null },
    failures: found.failures,
  });
  expect(heardBy(found, channel('discord', true), exampleSite())?.found).toMatchObject({ changes: { base: 'b' } });
  const early: Found = { ...found, plan: null, done: [], verification: null };
  expect(heardBy(early, channel('family', false), null)).toBeNull();
  expect(heardBy(early, channel('discord', true), null)).toMatchObject({ whole: true, found: { failures: found.failures } });
  expect(heardBy(found, channel('other', false), exampleSite())).toBeNull();
});

test('whether all of it was heard is known', () => {
  const only = {
    ...found,
    plan: { ...found.plan, services: [{ name: 'plain', before: null, after: services[0] }], changes: [], failures: [] },
  } as unknown as Found;
  expect(heardBy({ ...only, done: [], verification: null }, channel('discord', true), exampleSite())?.whole).toBe(true);
  expect(heardBy(found, channel('discord', true), exampleSite())?.whole).toBe(false);
});

test('a rollback without a plan goes by the files; a definition of before hl.yml had a Discord keeps nothing back', () => {
  const rollback: Found = { ...found, plan: null, verification: null };
  expect(heardBy(rollback, channel('family', false), exampleSite(), services)?.found.done[0]?.outcomes.map((one) => one.service)).toEqual([
    'ours',
  ]);
  const removed = {
    ...found,
    plan: { ...found.plan, services: [{ name: 'quiet', before: services[1], after: null }] },
  } as unknown as Found;
  const heard = (discord: null | { channel: null }) =>
    heardBy(removed, channel('discord', true), { ...exampleSite(), discord })?.found.plan?.services.length;
  expect([heard(null), heard({ channel: null })]).toEqual([1, 0]);
});

test('of whom a run tells besides those of its plan', () => {
  expect(unplanned(found)).toEqual([]);
  const { plan, verification } = found;
  const other = [{ service: 'other' }] as never;
  const each: readonly Partial<Found>[] = [
    { changes: { base: 'b', held: [{ name: 'other' }] } as never },
    ...['changes', 'conflicts', 'refusals'].map((list) => ({ plan: { ...plan, [list]: other } as PlanFile })),
    { plan: { ...plan, failures: [{ services: ['other'] }] } as unknown as PlanFile },
    { plan: { ...plan, services: [...(plan?.services ?? []), { name: 'other', before: null, after: null }], changes: other } as PlanFile },
    { done: [{ outcomes: other }] as never },
    ...['checks', 'rolledBack'].map((list) => ({ verification: { ...verification, [list]: other } as VerificationFile })),
  ];
  for (const part of each) expect(unplanned({ ...found, ...part })).toEqual(['other']);
  expect(unplanned({ ...found, plan: null })).toEqual(names);
});

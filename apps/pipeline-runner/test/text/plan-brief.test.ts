import type { PlanFile } from '@hl/core';
import { planBrief } from '../../src/text/plan-brief.js';

const change = (service: string, system: string, before: unknown, after: unknown) => ({
  system,
  key: `k/${service}`,
  service,
  before,
  after,
});
const service = (name: string, action: string) => ({ name, action, before: null, after: { host: 'docker-media' } });
const plan = {
  ...{
    services: [service('metube', 'add'), service('films', 'modify'), service('same', 'modify')],
    foreign: [],
    refusals: [],
    failures: [],
  },
  changes: [
    change('metube', 'compose', null, {}),
    change('metube', 'pihole@ns2', null, {}),
    change('metube', 'pihole', null, {}),
    change('films', 'compose', {}, {}),
    change('films', 'glance', {}, null),
    { ...change('films', 'authentik', null, {}), foundation: true },
  ],
  conflicts: [{ system: 'pihole', key: 'films.example.org', service: 'films', found: {}, wanted: {}, holder: 'a hand' }],
} as unknown as PlanFile;

test('a line for each service, and what somebody else holds', () => {
  expect(planBrief(plan, { columns: 120, rows: 24 }, '.hl/plan.txt')).toEqual([
    'add    metube  docker-media  +compose +pihole',
    'modify films   docker-media  ~compose -glance',
    '  ! pihole    films.example.org: held by a hand, left alone (hl adopt films takes it over)',
    'modify same    docker-media  =',
    'The whole plan: .hl/plan.txt',
  ]);
});

test('what does not fit is counted, and no line wraps', () => {
  expect(planBrief(plan, { columns: 30, rows: 7 }, '.hl/plan.txt')).toEqual([
    'add    metube  docker-media…',
    'modify films   docker-media…',
    'and 2 more lines',
    'The whole plan: .hl/plan.txt',
  ]);
});

import { fanOut } from '../../src/ci/fan-out.js';
import { ciSchema } from '../gitlab/ci-schema.js';
import { yaml } from '../gitlab/gitlab-model.js';
import { on, planOf } from './plans.js';

const check = ciSchema();
const job = { image: 'node:22-bookworm', tags: ['homelab'], hl: 'node .hl/hl.mjs', before: [] };

interface Made {
  readonly needs?: readonly { readonly pipeline?: string; readonly job: string }[];
  readonly script: readonly string[];
}

/** Jobs by name, each with the jobs beside it that it waits for. */
function jobs(plan: ReturnType<typeof planOf>): Record<string, string[]> {
  const pipeline = yaml(fanOut(plan, job));
  expect(check(pipeline)).toEqual([]);
  const made = Object.entries(pipeline).filter(([name]) => name !== 'stages') as [string, Made][];
  for (const [name, { needs = [], script }] of made) {
    if (name === 'nothing to deploy') continue;
    expect(needs.filter(({ pipeline: parent }) => parent === '$HL_PIPELINE_ID').map((need) => need.job)).toEqual([
      'detect_changes',
      'plan_deployment',
    ]);
    expect(script).toEqual([`$HL ${name.replace(/ (\S+)/g, ' --host $1')}`]);
  }
  return Object.fromEntries(
    made.map(([name, { needs = [] }]) => [name, needs.filter(({ pipeline: parent }) => !parent).map((need) => need.job)]),
  );
}

test.each([
  ['hosts that know nothing of each other: side by side', { x: on('a'), y: on('b'), z: on('a') }, { 'deploy a': [], 'deploy b': [] }],
  ['one waits for what it depends on', { x: on('a', 'y'), y: on('b') }, { 'deploy a': ['deploy b'], 'deploy b': [] }],
  ['a chain', { x: on('a', 'y'), y: on('b', 'z'), z: on('c') }, { 'deploy a': ['deploy b'], 'deploy b': ['deploy c'], 'deploy c': [] }],
  [
    'two that wait for each other: one job, in whose order the engine sees to it',
    { x: on('a', 'y'), y: on('b'), z: on('b', 'x') },
    { 'deploy a b': [] },
  ],
  [
    'a circle of three, one before and one after it',
    { x: on('a', 'y'), y: on('b', 'z'), z: on('c', 'x', 'first'), first: on('d'), last: on('e', 'y') },
    { 'deploy a b c': ['deploy d'], 'deploy d': [], 'deploy e': ['deploy a b c'] },
  ],
  ['what it depends on is not of this run', { x: on('a', 'elsewhere') }, { 'deploy a': [] }],
  ['a removed one makes no job', { x: on('a'), y: null }, { 'deploy a': [] }],
  ['nothing to deploy', { y: null }, { 'nothing to deploy': [] }],
])('%s', (_, services, expected) => {
  expect(jobs(planOf(services))).toEqual(expected);
});

test('only what changes makes a job', () => {
  const plan = planOf({ x: on('a'), y: on('b') });
  expect(jobs({ ...plan, changes: plan.changes.filter(({ service }) => service === 'x') })).toEqual({ 'deploy a': [] });
});

test('what GitLab would not take is said here', () => {
  const fleet = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`s${index}`, on(`h${index}`)]));
  expect(() => fanOut(planOf({ ...fleet, last: on('z', ...Object.keys(fleet)) }), job)).toThrow(
    expect.objectContaining({ code: 'HL_FAN_OUT', kind: 'input' }),
  );
});

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Job {
  readonly stage: string;
  readonly needs?: readonly { job: string }[];
  readonly script: readonly string[];
  readonly rules?: readonly { when?: string; allow_failure?: boolean }[];
  readonly allow_failure?: boolean | { exit_codes: number[] };
}

const file = parse(readFileSync(new URL('../../../.gitlab-ci.yml', import.meta.url), 'utf8'), { merge: true }) as Record<string, Job> & {
  stages: string[];
};
const { stages } = file;
const jobs = Object.entries(file).filter(([name, job]) => !name.startsWith('.') && typeof job === 'object' && 'script' in job) as [
  string,
  Job,
][];

type State = 'success' | 'failed' | 'allowed' | 'skipped' | 'manual';

/** GitLab's scheduling on the default branch: each job looks at all earlier stages, or at its needs alone. */
function schedule(exits: Record<string, number>): { states: Record<string, State>; pipeline: 'success' | 'failed' } {
  const states: Record<string, State> = {};
  for (const stage of stages) {
    const earlier = { ...states };
    for (const [name, job] of jobs.filter(([, candidate]) => candidate.stage === stage)) {
      const when = job.rules?.[0]?.when ?? 'on_success';
      const looked = job.needs ? job.needs.map(({ job: need }) => earlier[need] ?? 'skipped') : Object.values(earlier);
      const failed = looked.includes('failed');
      const blocked = job.needs ? looked.some((state) => state === 'failed' || state === 'skipped') : failed;
      const runs = when === 'on_failure' ? failed : when === 'always' || !blocked;
      const exit = exits[name] ?? 0;
      const forgiven = job.allow_failure === true || (typeof job.allow_failure === 'object' && job.allow_failure.exit_codes.includes(exit));
      states[name] = !runs ? 'skipped' : when === 'manual' ? 'manual' : exit === 0 ? 'success' : forgiven ? 'allowed' : 'failed';
    }
  }
  return { states, pipeline: Object.values(states).includes('failed') ? 'failed' : 'success' };
}

test('ten stages, thirteen jobs, each calling hl', () => {
  expect(stages).toEqual([
    'detect',
    'validate',
    'plan',
    'deploy',
    'configure_routing',
    'configure_security',
    'configure_dashboard',
    'verify',
    'notify',
    'rollback',
  ]);
  expect(jobs.map(([name]) => name)).toEqual([
    'detect_changes',
    'validate_services',
    'plan_deployment',
    'deploy_containers',
    'remove_services',
    'configure_traefik',
    'configure_dns',
    'configure_authentik',
    'update_glance',
    'verify_deployment',
    'notify_success',
    'notify_failure',
    'rollback',
  ]);
  for (const [, { script }] of jobs) expect(script).toEqual([expect.stringMatching(/^npx hl [a-z ]+$/)]);
});

test.each([
  ['all well', {}, 'success', 'success', 'skipped'],
  ['deploy fails', { deploy_containers: 4 }, 'failed', 'skipped', 'success'],
  ['some services fail', { deploy_containers: 75, verify_deployment: 1 }, 'failed', 'skipped', 'success'],
  ['DNS partly, verify fails', { configure_dns: 75, verify_deployment: 1 }, 'failed', 'skipped', 'success'],
  ['DNS fails', { configure_dns: 4 }, 'failed', 'skipped', 'success'],
  ['the dashboard partly', { update_glance: 75 }, 'success', 'success', 'skipped'],
  ['a host is away while planning', { plan_deployment: 75 }, 'success', 'success', 'skipped'],
  ['verify fails', { verify_deployment: 1 }, 'failed', 'skipped', 'success'],
])('%s', (_, exits, pipeline, told, toldOfFailure) => {
  const { states, pipeline: result } = schedule(exits);
  expect([result, states['notify_success'], states['notify_failure'], states['rollback']]).toEqual([
    pipeline,
    told,
    toldOfFailure,
    'manual',
  ]);
});

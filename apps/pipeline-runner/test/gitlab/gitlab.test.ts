import { jobsOf, readPipeline, schedule } from './gitlab-model.js';
import type { Variables } from './gitlab-model.js';

const file = readPipeline(new URL('../../../..', import.meta.url));
const { stages } = file;
const main = { CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main' };
const push = { ...main, CI_PIPELINE_SOURCE: 'push' };
const scheduled = { ...main, CI_PIPELINE_SOURCE: 'schedule' };
const mergeRequest = { CI_DEFAULT_BRANCH: 'main', CI_PIPELINE_SOURCE: 'merge_request_event' };
const names = (variables: Variables, changed = false): string[] => jobsOf(file, variables, changed).map(({ name }) => name);
const run = (exits: Record<string, number>, variables: Variables = push, played: string[] = []) =>
  schedule(stages, jobsOf(file, variables), exits, played);

/** The command that each job calls. */
const commands = {
  detect_changes: 'detect',
  validate_services: 'validate',
  plan_deployment: 'plan',
  deploy_containers: 'deploy',
  remove_services: 'remove',
  configure_traefik: 'traefik',
  configure_dns: 'dns',
  configure_authentik: 'authentik',
  update_glance: 'glance',
  verify_deployment: 'verify',
  notify_success: 'notify success',
  notify_failure: 'notify failure',
  rollback: 'rollback',
} as const;

describe('which jobs', () => {
  test('ten stages, thirteen jobs for a push to the default branch', () => {
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
    expect(names(push)).toEqual(Object.keys(commands));
  });

  test.each([
    ['started by hand', { ...main, CI_PIPELINE_SOURCE: 'web' }, Object.keys(commands)],
    ['a merge request: the plan only', mergeRequest, ['detect_changes', 'validate_services', 'plan_deployment']],
    ['a push to another branch: no pipeline', { ...push, CI_COMMIT_BRANCH: 'feature' }, []],
    ['a tag: no pipeline', { CI_DEFAULT_BRANCH: 'main', CI_COMMIT_TAG: 'v1', CI_PIPELINE_SOURCE: 'push' }, []],
    ['a schedule: drift, and word of it', scheduled, ['detect_drift', 'notify_failure']],
    ['a schedule that deploys', { ...scheduled, HL_SCHEDULE: 'deploy' }, Object.keys(commands)],
    ['a schedule that says something else', { ...scheduled, HL_SCHEDULE: 'yes' }, ['detect_drift', 'notify_failure']],
    ['a schedule of another branch: no pipeline', { ...scheduled, CI_COMMIT_BRANCH: 'feature' }, []],
  ])('%s', (_, variables, expected) => {
    expect(names(variables).sort()).toEqual([...expected].sort());
  });

  test('the packages are checked when code changes, and never by a schedule', () => {
    for (const variables of [push, mergeRequest]) expect(names(variables, true)).toContain('check_packages');
    for (const variables of [scheduled, { ...main, CI_PIPELINE_SOURCE: 'web' }])
      expect(names(variables, true)).not.toContain('check_packages');
  });

  test('a release is tried for a merge request, and made of a commit of it on the default branch only', () => {
    const released = (variables: Readonly<Record<string, string>>): string[] =>
      names(variables, true).filter((name) => name.startsWith('release_'));
    const title = { CI_COMMIT_TITLE: 'chore(release): 0.2.0' };
    expect(released({ ...push, CI_COMMIT_TITLE: 'feat: more' })).toEqual([]);
    expect(released({ ...mergeRequest, ...title })).toEqual(['release_dry_run']);
    expect(released({ ...push, ...title })).toEqual(['release_packages', 'release_image', 'release_page']);
  });
});

describe('what a job does', () => {
  test.each(Object.entries(commands))('%s calls hl, and nothing else', (name, command) => {
    const job = file.jobs.find((one) => one.name === name);
    expect(job?.script).toEqual([`$HL ${command}`]);
    expect(job?.variables?.['HL']).toBe('node .hl/hl.mjs --config hl.yml');
  });

  test('only jobs of the first stage make hl; no other has a cache or steps of its own', () => {
    const others = file.jobs.filter(({ name, trigger }) => !/^(check_|release_|pages$)/.test(name) && !trigger);
    expect(file.default['before_script']).toBeUndefined();
    expect(file.default['cache']).toBeUndefined();
    for (const { stage, before_script: before, cache, image } of others) {
      expect(before).toEqual(stage === 'detect' ? ['node tools/bundle/ensure.mjs'] : undefined);
      expect(cache === undefined).toBe(stage !== 'detect');
      expect(image).toBe('node:22-bookworm');
    }
  });

  test('a job uploads whatever happened, files by name, and no two jobs of a pipeline that meet the same', () => {
    for (const variables of [push, mergeRequest, scheduled]) {
      const jobs = jobsOf(file, variables).filter(({ stage }) => stage !== 'notify');
      const paths = jobs.flatMap(({ stage, artifacts }) => (stage === 'rollback' ? [] : (artifacts?.paths ?? [])));
      expect(paths).toEqual([...new Set(paths)]);
      // What is taken back by hand and by itself has one name: the job that is pressed gets nothing but detect's, and nobody gets its.
      for (const { name, artifacts, needs } of jobs.filter(({ stage }) => stage === 'rollback')) {
        expect(artifacts?.paths?.filter((path) => paths.includes(path))).toEqual(['.hl/outcomes/rollback.json']);
        expect(needs?.map(({ job }) => job)).toEqual(['detect_changes']);
        expect(jobs.filter((job) => job.needs?.some((need) => need.job === name))).toEqual([]);
      }
      for (const { artifacts } of jobs) {
        expect(artifacts?.when).toBe('always');
        for (const path of artifacts?.paths ?? []) expect(path).toMatch(/^\.hl\/[\w./-]+\.(?:html|json|mjs|md|tar|txt|xml|yml)$/);
        for (const report of Object.values(artifacts?.reports ?? {})) expect(artifacts?.paths).toContain(report);
      }
    }
  });

  test('each stage leaves the reason of its failure where the message finds it', () => {
    for (const [name, command] of Object.entries(commands).filter(([, one]) => !one.startsWith('notify')))
      expect(file.jobs.find((job) => job.name === name)?.artifacts?.paths).toContain(`.hl/failures/${command}.json`);
  });
});

describe('how a pipeline goes', () => {
  test.each([
    ['all well', {}, 'success', 'success', 'skipped'],
    ['hl.yml is broken', { detect_changes: 2 }, 'failed', 'skipped', 'success'],
    ['a service file is broken', { validate_services: 2 }, 'failed', 'skipped', 'success'],
    ['a secret is missing', { plan_deployment: 2 }, 'failed', 'skipped', 'success'],
    ['a host is away while planning', { plan_deployment: 75 }, 'success', 'success', 'skipped'],
    ['deploy fails', { deploy_containers: 4 }, 'failed', 'skipped', 'success'],
    ['remove fails', { remove_services: 5 }, 'failed', 'skipped', 'success'],
    ['some services fail', { deploy_containers: 75, verify_deployment: 1 }, 'failed', 'skipped', 'success'],
    ['DNS fails, of one service or of many', { configure_dns: 75, verify_deployment: 1 }, 'failed', 'skipped', 'success'],
    ['a bug of ours', { configure_dns: 70 }, 'failed', 'skipped', 'success'],
    ['the dashboard fails and nothing is seen of it', { update_glance: 75 }, 'success', 'success', 'skipped'],
    ['verify fails', { verify_deployment: 1 }, 'failed', 'skipped', 'success'],
    ['Discord is away', { notify_success: 75 }, 'success', 'allowed', 'skipped'],
    ['the message crashes', { notify_success: 70 }, 'success', 'allowed', 'skipped'],
    ['Discord is away when something failed', { verify_deployment: 1, notify_failure: 75 }, 'failed', 'skipped', 'allowed'],
  ])('%s', (_, exits, pipeline, told, toldOfFailure) => {
    const { states, pipeline: result } = run(exits);
    expect([result, states['notify_success'], states['notify_failure']]).toEqual([pipeline, told, toldOfFailure]);
    expect(states['rollback']).toBe('detect_changes' in exits ? 'skipped' : 'manual');
  });

  test.each(['configure_traefik', 'configure_dns', 'configure_authentik', 'update_glance'])('%s may fail: all that follow run', (job) => {
    const { states } = run({ [job]: 75 });
    expect(Object.entries(states).filter(([, state]) => state === 'skipped')).toEqual([['notify_failure', 'skipped']]);
  });

  const after = [
    'plan_deployment',
    'deploy_containers',
    'remove_services',
    'configure_traefik',
    'configure_dns',
    'configure_authentik',
    'update_glance',
    'verify_deployment',
  ];
  test.each(after.map((job, index) => [job, after.slice(index)] as const))(
    'a newer pipeline takes over before %s: this one is not red',
    (_, rest) => {
      const { states, pipeline } = run(Object.fromEntries(rest.map((job) => [job, 76])));
      expect([pipeline, states['notify_failure']]).toEqual(['success', 'skipped']);
      for (const job of rest) expect(states[job]).toBe('allowed');
    },
  );

  test('a rollback that fails is seen, and only then; it is none of the pipeline’s', () => {
    expect(run({ rollback: 4 }, push, ['rollback'])).toMatchObject({ pipeline: 'success', states: { rollback: 'allowed' } });
  });

  test.each([
    ['no drift', 0, 'success', 'skipped'],
    ['drift', 1, 'failed', 'success'],
    ['nobody answers', 5, 'failed', 'success'],
  ])('a schedule, %s', (_, exit, pipeline, told) => {
    const result = run({ detect_drift: exit }, scheduled);
    expect([result.pipeline, result.states['notify_failure']]).toEqual([pipeline, told]);
  });

  test.each([
    ['all well', {}, 'success'],
    ['what it cannot see does not fail it', { plan_deployment: 75 }, 'success'],
    ['a broken file', { validate_services: 2 }, 'failed'],
  ])('a merge request, %s', (_, exits, pipeline) => {
    expect(run(exits, mergeRequest).pipeline).toBe(pipeline);
  });
});

import { readFileSync } from 'node:fs';
import { component, fillIn, type Inputs } from '../../src/ci/inputs.js';
import { ciSchema } from './ci-schema.js';
import { includePipeline, jobsOf, readPipeline, schedule, yaml } from './gitlab-model.js';

const root = new URL('../../../..', import.meta.url);
const text = readFileSync(new URL('templates/pipeline.yml', root), 'utf8');
const check = ciSchema();
const { inputs: declared } = component(text);
const push = { CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main', CI_PIPELINE_SOURCE: 'push' };
const jobs = (inputs: Inputs) => jobsOf(includePipeline(root, inputs), push);
const names = (inputs: Inputs): string[] => jobs(inputs).map(({ name }) => name);

/** Every value of every input alone, and some together. */
const combinations: Inputs[] = [
  {},
  ...Object.entries(declared).flatMap(([name, { type, options }]) =>
    (options ?? (type === 'boolean' ? [true, false] : [])).map((value) => ({ [name]: value })),
  ),
  { tags: ['homelab', 'a tag: with "signs" \' and #'] },
  { config: 'sites/home.yml', keep: '1 week', resource_group: 'home/lab' },
  { source: 'file', file: 'vendor/hl.mjs', sha256: 'a'.repeat(64), node_image: 'registry.example.org:5000/node:24@sha256:abc' },
  { source: 'file', file: 'https://example.org/hl.mjs?version=1.0.0&x=~a' },
  { source: 'npm', version: '1.2.3-beta.4', traefik: false, dns: false, authentik: false, glance: false, messages: false },
  { fan_out: true, schedule: 'deploy', environments: false, tags: ['x'] },
];

describe('what is declared', () => {
  test('every input has a type, a default of that type, and says what it is for', () => {
    for (const [name, { type = 'string', description = '', default: value }] of Object.entries(declared)) {
      expect([name, Array.isArray(value) ? 'array' : typeof value]).toEqual([name, type]);
      expect(description).toMatch(/^.{10,}\.$/);
    }
  });

  test('every input is used, and what is used is declared', () => {
    const used = new Set([...text.matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(declared).sort());
  });

  test('the version that it uses is the one that it is released with', () => {
    const { version } = JSON.parse(readFileSync(new URL('apps/pipeline-runner/package.json', root), 'utf8')) as { version: string };
    expect(declared['version']?.default).toBe(version);
  });
});

describe('by GitLab’s own schema', () => {
  test.each(combinations.map((inputs) => [JSON.stringify(inputs), inputs]))('%s', (_, inputs) => {
    const filled = fillIn(text, inputs);
    expect(filled).not.toContain('$[[');
    expect(check(yaml(filled))).toEqual([]);
    const pipeline = includePipeline(root, inputs);
    // What `extends` comes to, too.
    for (const { name, ...job } of pipeline.jobs) expect([name, check({ stages: pipeline.stages, [name]: job })]).toEqual([name, []]);
  });

  test('this repository’s own, and the files that it includes', () => {
    for (const file of ['.gitlab-ci.yml', '.gitlab/packages.yml', '.gitlab/release.yml'])
      expect(check(yaml(readFileSync(new URL(file, root), 'utf8')))).toEqual([]);
    for (const { name, ...job } of readPipeline(root).jobs) expect([name, check({ [name]: job })]).toEqual([name, []]);
  });

  test('a wrong one is seen', () => {
    expect(check({ job: { script: 1 } })).not.toEqual([]);
    expect(check({ job: { script: ['x'], allow_failure: { exit_codes: ['x'] } } })).not.toEqual([]);
  });
});

describe('what is left out', () => {
  const all = names({});

  test.each([
    ['traefik', ['configure_traefik']],
    ['dns', ['configure_dns']],
    ['authentik', ['configure_authentik']],
    ['glance', ['update_glance']],
    ['messages', ['notify_success', 'notify_failure']],
  ])('%s: false', (input, without) => {
    expect(all).toEqual(expect.arrayContaining(without));
    expect(names({ [input]: false })).toEqual(all.filter((name) => !without.includes(name)));
  });

  test('with all of it left out, a rollback can be played after a failure', () => {
    const inputs = { traefik: false, dns: false, authentik: false, glance: false, messages: false };
    const { stages } = includePipeline(root, inputs);
    expect(schedule(stages, jobs(inputs), { verify_deployment: 1 })).toMatchObject({ pipeline: 'failed', states: { rollback: 'manual' } });
  });
});

describe('where hl comes from', () => {
  const { stages } = includePipeline(root, {});
  const scripts = (inputs: Inputs) =>
    jobs(inputs).map(({ stage, image, variables, before_script: before = [] }) => ({
      first: stage === stages[0],
      image,
      variables,
      before,
    }));

  test('image: no job prepares anything', () => {
    for (const { image, variables, before } of scripts({ version: '1.2.3', config: 'site.yml' })) {
      expect(image).toEqual({ name: 'registry.gitlab.com/hl-gitops/hl:1.2.3', entrypoint: [''] });
      expect(variables).toMatchObject({ HL: 'hl --config site.yml' });
      expect(before).toEqual([]);
    }
  });

  test('file: the first job puts it where all find it', () => {
    for (const { first, image, variables, before } of scripts({ source: 'file', file: 'vendor/hl.mjs' })) {
      expect(image).toBe('node:22-bookworm');
      expect(variables).toMatchObject({ HL: 'node .hl/hl.mjs --config hl.yml' });
      expect(before.length > 0).toBe(first);
      if (first) expect(before).toContain(`from='vendor/hl.mjs'`);
    }
  });

  test('npm: the first job installs, the others unpack', () => {
    for (const { first, before } of scripts({ source: 'npm' }))
      expect([first, before.join('\n')]).toEqual([first, expect.stringMatching(first ? /npm "\$@"/ : /^mkdir -p .*\ntar -xf \S+ -C \S+$/)]);
  });

  test('every job runs where its tags say, and none anywhere else', () => {
    for (const { trigger, tags } of jobs({ tags: ['a', 'b'], fan_out: true })) expect(tags).toEqual(trigger ? undefined : ['a', 'b']);
  });
});

describe('by host', () => {
  const fanOut = { fan_out: true };
  const run = (exits: Record<string, number>) => schedule(includePipeline(root, fanOut).stages, jobs(fanOut), exits);

  test('one job more, which goes ahead of the deployment and decides nothing', () => {
    expect(names({})).not.toContain('deploy_hosts');
    expect(names(fanOut)).toEqual(names({}).flatMap((name) => (name === 'deploy_containers' ? ['deploy_hosts', name] : [name])));
    expect(run({ deploy_hosts: 1 })).toMatchObject({
      pipeline: 'success',
      states: { deploy_hosts: 'allowed', deploy_containers: 'success' },
    });
    expect(run({ plan_deployment: 75 }).states).toMatchObject({ deploy_hosts: 'success', deploy_containers: 'success' });
    expect(run({ plan_deployment: 2 }).states).toMatchObject({
      deploy_hosts: 'skipped',
      deploy_containers: 'skipped',
      notify_failure: 'success',
    });
  });

  test('only where it is deployed', () => {
    const mergeRequest = { CI_DEFAULT_BRANCH: 'main', CI_PIPELINE_SOURCE: 'merge_request_event' };
    for (const event of [mergeRequest, { ...push, CI_PIPELINE_SOURCE: 'schedule' }])
      expect(jobsOf(includePipeline(root, fanOut), event).map(({ name }) => name)).not.toContain('deploy_hosts');
  });
});

test('a schedule deploys when the component says so, unless the schedule itself says otherwise', () => {
  const file = includePipeline(root, { schedule: 'deploy' });
  const scheduled = { ...push, CI_PIPELINE_SOURCE: 'schedule' };
  expect(jobsOf(file, scheduled).map(({ name }) => name)).toEqual(names({}));
  expect(jobsOf(file, { ...scheduled, HL_SCHEDULE: 'drift' }).map(({ name }) => name)).toEqual(['detect_drift', 'notify_failure']);
});

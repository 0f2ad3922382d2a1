import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { metube, path, secret, startPipelines, type Pipelines } from '../lab/world/pipelines.js';
import { bundle, root } from '../support/bundle.js';
import { gitIn } from '../support/folder.js';

/*
 * A repository of somebody's own, its pipeline three lines, run job by job in a shell by gitlab-ci-local: every stage, and the rollback that
 * a person plays. What gitlab-ci-local does otherwise than GitLab (on_failure, resource_group) is in the model's tests.
 */
const runner = createRequire(import.meta.url).resolve('gitlab-ci-local');
const here = spawnSync('rsync', ['--version']).status === 0 ? test : test.skip; // it copies artifacts with rsync, which .ci/run installs

let pipelines: Pipelines;
beforeEach(async () => {
  pipelines = await startPipelines();
  const { repository } = pipelines;
  bundle(join(repository, 'hl.mjs'));
  mkdirSync(join(repository, 'templates'));
  cpSync(join(root, 'templates/pipeline.yml'), join(repository, 'templates/pipeline.yml'));
  writeFileSync(
    join(repository, '.gitlab-ci.yml'),
    'include:\n  - local: templates/pipeline.yml\n    inputs: { source: file, file: hl.mjs, tags: [homelab] }\n',
  );
  writeFileSync(join(repository, '.gitignore'), '.hl/\n.gitlab-ci-local/\n');
  gitIn(repository)('remote', 'add', 'origin', 'git@gitlab.example.org:home/lab.git');
}, 60_000);
afterEach(() => pipelines.close());

/** One call of gitlab-ci-local; resolves with its exit code and all that it printed. */
function local(words: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; text: string }> {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
  const options = ['--force-shell-executor', '--no-color', ...variables];
  // No NODE_OPTIONS of a test runner, and nothing of this machine's.
  const clean = { PATH: process.env['PATH'], HOME: pipelines.lab.directory };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [runner, ...options, ...words],
      { cwd: pipelines.repository, env: clean, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr }),
    );
  });
}

here(
  'all stages, and the rollback',
  async () => {
    const start = pipelines.lab.snapshot();
    const commit = pipelines.commit({ [path]: metube });
    // It says /builds/…, as in a container, though its jobs run in this folder.
    const env = { ...commit, EXAMPLE_API_KEY: secret, CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main', CI_PROJECT_DIR: '.' };
    const { code, text } = await local([], env);
    expect([code, results(text)]).toEqual([0, Object.fromEntries(jobs.map((job) => [job, 'PASS']))]);
    expect(await pipelines.lab.pihole.resolve('metube.lab.example')).toEqual([pipelines.lab.traefik.address]);

    const back = await local(['rollback'], env);
    expect([back.code, results(back.text)]).toEqual([0, { rollback: 'PASS' }]);
    expect(back.text).toContain('Discord was told (rollback)');
    expect(pipelines.lab.snapshot()).toEqual(start);
  },
  300_000,
);

const jobs = [
  ...['detect_changes', 'validate_services', 'plan_deployment', 'deploy_containers', 'remove_services', 'configure_traefik'],
  ...['configure_dns', 'configure_authentik', 'update_glance', 'verify_deployment', 'notify_success'],
];

/** What it says at the end of each job. */
const results = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^ *(PASS|WARN|FAIL) +(\w+) *$/gm)].map(([, result = '', job = '']) => [job, result]));

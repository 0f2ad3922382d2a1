import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jobsOf, readPipeline } from './gitlab-model.js';
import { metube, path, startPipelines } from '../lab/world/pipelines.js';
import type { Pipelines } from '../lab/world/pipelines.js';

/*
 * A pipeline as GitLab hands files on: each job begins in an empty folder, gets what the jobs of earlier stages uploaded (of a job
 * that was tried again, only its last try), and uploads the paths that it names.
 */
const file = readPipeline(new URL('../../../..', import.meta.url));
const push = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main' };
const jobs = jobsOf(file, push).sort((a, b) => file.stages.indexOf(a.stage) - file.stages.indexOf(b.stage));

let pipelines: Pipelines;
beforeEach(async () => {
  pipelines = await startPipelines();
});
afterEach(() => pipelines.close());

function pipeline(env: NodeJS.ProcessEnv) {
  const uploads = new Map<string, ReadonlyMap<string, Buffer>>();
  const { repository } = pipelines;
  return {
    async job(name: string): Promise<{ code: number; text: string }> {
      const job = jobs.find((one) => one.name === name);
      if (job === undefined) throw new Error(`there is no job ${name}`);
      const seen = jobs.filter((earlier) =>
        job.needs
          ? job.needs.some((need) => need.job === earlier.name)
          : file.stages.indexOf(earlier.stage) < file.stages.indexOf(job.stage),
      );
      rmSync(join(repository, '.hl'), { recursive: true, force: true });
      for (const [path, bytes] of seen.flatMap((earlier) => [...(uploads.get(earlier.name) ?? [])])) {
        mkdirSync(dirname(join(repository, path)), { recursive: true });
        writeFileSync(join(repository, path), bytes);
      }
      const command = job.script[0]?.replace('$HL ', '') ?? '';
      const result = await pipelines.hl(command, { ...env, ...push });
      const paths = (job.artifacts?.paths ?? []).filter((path) => existsSync(join(repository, path)));
      uploads.set(name, new Map(paths.map((path) => [path, readFileSync(join(repository, path))])));
      return result;
    },
  };
}

const well = Object.fromEntries(jobs.filter(({ when }) => when === 'on_success').map(({ name }) => [name, 0]));

test('what the jobs upload is all that later ones need; the rollback needs the ledger only', async () => {
  const start = pipelines.lab.snapshot();
  const run = pipeline(pipelines.commit({ [path]: metube }));
  for (const name of Object.keys(well)) expect([name, (await run.job(name)).code]).toEqual([name, 0]);
  expect(await pipelines.lab.pihole.resolve('metube.lab.example')).toEqual([pipelines.lab.traefik.address]);
  expect((await run.job('rollback')).code).toBe(0);
  expect(pipelines.lab.snapshot()).toEqual(start);
}, 120_000);

test('what no job says anything about has failed, though all that can be seen from outside is well', async () => {
  const run = pipeline(pipelines.commit({ [path]: metube }));
  for (const name of Object.keys(well).filter((job) => job !== 'update_glance' && job !== 'notify_success'))
    expect([name, (await run.job(name)).code]).toEqual([name, name === 'verify_deployment' ? 1 : 0]);
  const next = pipeline(pipelines.commit({ 'README.md': 'the next push' }));
  for (const name of Object.keys(well)) expect([name, (await next.job(name)).code]).toEqual([name, 0]);
  const { outcomes } = pipelines.artifact<{ outcomes: { status: string }[] }>('outcomes/glance.json');
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
}, 120_000);

test('one service whose DNS cannot be made: the rest is made, verify says what is missing; of a job that is tried again the last try counts', async () => {
  const run = pipeline(pipelines.commit({ [path]: metube }));
  const { pihole } = pipelines.lab;
  const codes: Record<string, number> = {};
  for (const { name, when, stage } of jobs) {
    if (when !== 'on_success' || stage === 'notify') continue;
    if (name === 'configure_dns') await pihole.refuse(true);
    codes[name] = (await run.job(name)).code;
    if (name === 'configure_dns') await pihole.refuse(false);
  }
  expect(codes).toEqual({ ...well, notify_success: undefined, configure_dns: 75, verify_deployment: 1 });
  expect((await run.job('notify_failure')).text).toContain('Discord was told (failure)');

  for (const name of ['configure_dns', 'verify_deployment']) expect([name, (await run.job(name)).code]).toEqual([name, 0]);
  expect((await run.job('notify_success')).text).toContain('Discord was told (success)');
}, 120_000);

import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutcomesFile } from '@hl/core';
import { yaml } from '../gitlab/gitlab-model.js';
import { serviceFile } from '../lab/world/homelab.js';
import { metube, path, startPipelines, type Pipelines } from '../lab/world/pipelines.js';

let pipelines: Pipelines;
beforeEach(async () => {
  pipelines = await startPipelines();
});
afterEach(() => pipelines.close());

const statuses = (name: string): string[] =>
  pipelines.artifact<OutcomesFile>(`outcomes/${name}.json`).outcomes.map(({ key, status }) => `${key} ${status}`);
const well = async (command: string, env: NodeJS.ProcessEnv): Promise<void> => {
  const { code, text } = await pipelines.hl(command, env);
  if (code !== 0) throw new Error(`hl ${command} ended with ${code}:\n${text}`);
};

test('hosts side by side in a child pipeline, joined by the deployment, taken back as one run', async () => {
  const start = pipelines.lab.snapshot();
  const parent = pipelines.commit({ [path]: metube, 'services/utility/tools.yml': serviceFile('tools') });
  for (const command of ['detect', 'validate', 'plan', 'ci fan-out']) await well(command, parent);
  const { stages, ...jobs } = yaml(readFileSync(join(pipelines.repository, '.hl/fan-out.yml'), 'utf8')) as Record<
    string,
    { script: string[] }
  >;
  expect([stages, Object.keys(jobs).sort()]).toEqual([['deploy'], ['deploy docker-apps', 'deploy docker-media']]);

  // Each job begins with what the plan uploaded, in a folder of its own, and is of another pipeline by number.
  const { CI_PIPELINE_ID: id, ...rest } = parent;
  await Promise.all(
    Object.entries(jobs).map(async ([name, { script }], index) => {
      const out = `.hl-${index}`;
      cpSync(join(pipelines.repository, '.hl/plan.json'), join(pipelines.repository, out, 'plan.json'));
      await well(`${script[0]?.replace('$HL ', '') ?? ''} --out ${out}`, {
        ...rest,
        CI_PIPELINE_ID: `${900 + index}`,
        HL_PIPELINE_ID: id,
        CI_JOB_NAME: name,
      });
    }),
  );

  await well('deploy', parent);
  expect(statuses('deploy').sort()).toEqual(['docker-apps/tools unchanged', 'docker-media/metube unchanged']);
  for (const command of ['remove', 'traefik', 'dns', 'authentik', 'glance', 'verify']) await well(command, parent);
  await well('rollback', parent);
  expect(pipelines.lab.snapshot()).toEqual(start);
}, 120_000);

test('one host after the other by hand: each leaves what the other wrote, and what is not there is told', async () => {
  const env = pipelines.commit({ [path]: metube, 'services/utility/tools.yml': serviceFile('tools') });
  for (const command of ['detect', 'plan', 'deploy --host docker-apps']) await well(command, env);
  expect(statuses('deploy')).toEqual(['docker-apps/tools applied']);
  expect(await pipelines.hl('deploy --host nowhere', env)).toMatchObject({
    code: 2,
    text: expect.stringContaining('there is no host nowhere'),
  });
  await well('deploy --host docker-media', env);
  expect(statuses('deploy')).toEqual(['docker-apps/tools applied', 'docker-media/metube applied']);
  for (const command of ['traefik', 'dns', 'authentik', 'glance', 'verify']) await well(command, env);
}, 120_000);

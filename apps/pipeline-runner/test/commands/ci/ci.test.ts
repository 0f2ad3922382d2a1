import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFile, VerificationFile } from '@hl/core';
import { gitlabServer, type GitLabServer } from '../../ci/gitlab-server.js';
import { on, planOf } from '../../ci/plans.js';
import { ciSchema } from '../../gitlab/ci-schema.js';
import { yaml } from '../../gitlab/gitlab-model.js';
import { folder, gitIn } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

let cwd: string;
let server: GitLabServer;
beforeEach(async () => {
  cwd = folder({ 'hl.yml': 'domain: example.org\nhosts: { box: { address: 192.0.2.10 } }\npihole: { url: "http://192.0.2.53" }\n' });
  mkdirSync(join(cwd, '.hl'));
  gitIn(cwd)('init', '-q');
  server = await gitlabServer('correct-horse');
});
afterEach(() => server.close());

const leave = (name: string, value: PlanFile | VerificationFile): void =>
  writeFileSync(join(cwd, `.hl/${name}.json`), JSON.stringify(value));

const hl = (words: string[], env?: NodeJS.ProcessEnv): Promise<Said> => hlIn(cwd, words, env);

const inGitLab = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...{
    CI: 'true',
    GITLAB_CI: 'true',
    CI_API_V4_URL: server.api,
    CI_PROJECT_ID: '42',
    CI_COMMIT_SHA: 'abcdef0123',
    CI_JOB_TOKEN: 'job-token',
  },
  ...{ CI_JOB_URL: 'https://gitlab.example.org/-/jobs/1', PIHOLE_API_PASSWORD: 'pie-in-the-sky', ...more },
});
const mergeRequest = { CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_IID: '5' };
const push = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main' };

describe('hl ci note', () => {
  test('the plan is told, without a secret in it', async () => {
    leave('plan', planOf({ metube: {}, 'pie-in-the-sky': {} }));
    const env = inGitLab({ ...mergeRequest, HL_GITLAB_TOKEN: 'correct-horse' });
    expect(await hl(['ci', 'note'], env)).toMatchObject({ code: 0, text: expect.stringContaining('has a note') });
    expect(server.notes[0]?.body).toMatch(/\| metube \| add \|/);
    expect(server.notes[0]?.body).not.toContain('pie-in-the-sky');
    expect((await hl(['ci', 'note'], env)).text).toContain('nothing new');
    expect(server.notes).toHaveLength(1);
  });

  test('with hl.yml broken and no plan: why there is none', async () => {
    writeFileSync(join(cwd, 'hl.yml'), 'hosts: [');
    const env = inGitLab({ ...mergeRequest, HL_GITLAB_TOKEN: 'correct-horse' });
    expect((await hl(['plan'], env)).code).toBe(2);
    expect((await hl(['ci', 'note'], env)).code).toBe(0);
    expect(server.notes[0]?.body).toMatch(/There is none\.\n\*\*plan\*\* failed: /);
  });

  test.each([
    ['no token', mergeRequest, 'HL_GITLAB_TOKEN is not set'],
    ['no merge request', { ...push, HL_GITLAB_TOKEN: 'correct-horse' }, 'no pipeline of a merge request'],
  ])('%s: nobody is asked', async (_, env, said) => {
    leave('plan', planOf({ metube: {} }));
    expect(await hl(['ci', 'note'], inGitLab(env))).toMatchObject({ code: 0, text: expect.stringContaining(said) });
    expect(server.asked).toEqual([]);
  });

  test('a token that is refused: what to do, and the token is not shown', async () => {
    leave('plan', planOf({ metube: {} }));
    const { code, text } = await hl(['ci', 'note'], inGitLab({ ...mergeRequest, HL_GITLAB_TOKEN: 'wrong-horse' }));
    expect([code, text]).toEqual([75, expect.stringContaining('HL_GITLAB_TOKEN')]);
    expect(text).not.toContain('wrong-horse');
  });
});

describe('hl ci environments', () => {
  const verification: VerificationFile = { ...{ version: 1, commit: 'c', run: '7', passed: 0, failed: 0, skipped: 0 }, checks: [] };

  test('what was verified, by the job’s own token', async () => {
    leave('plan', planOf({ metube: {} }));
    leave('verification', verification);
    expect(await hl(['ci', 'environments'], inGitLab(push))).toMatchObject({
      code: 0,
      text: expect.stringContaining('service/metube: success'),
    });
    expect(server.environments).toHaveLength(1);
  });

  test.each([
    ['a merge request', mergeRequest, planOf({ metube: {} }), 'nothing is deployed'],
    ['a look for drift', push, planOf({ metube: {} }, { drift: true }), 'nothing was verified'],
    ['not in GitLab', { ...push, CI_API_V4_URL: '' }, planOf({ metube: {} }), 'no job of GitLab'],
  ])('%s: nobody is asked', async (_, env, plan, said) => {
    leave('plan', plan);
    leave('verification', verification);
    expect(await hl(['ci', 'environments'], inGitLab(env))).toMatchObject({ code: 0, text: expect.stringContaining(said) });
    expect(server.asked).toEqual([]);
  });

  test('what was verified is of another run', async () => {
    leave('plan', planOf({ metube: {} }, { run: '8' }));
    leave('verification', verification);
    expect((await hl(['ci', 'environments'], inGitLab(push))).code).toBe(75);
    expect(server.asked).toEqual([]);
  });
});

test('hl ci fan-out: jobs that are called as this one is', async () => {
  leave('plan', planOf({ x: on('a'), y: on('b') }));
  const env = { HL: 'node .hl/hl.mjs', HL_TAGS: '["homelab"]', HL_BEFORE: '["ls"]', CI_JOB_IMAGE: 'node:22' };
  expect((await hl(['ci', 'fan-out'], inGitLab({ ...push, ...env }))).code).toBe(0);
  const job = {
    image: { name: 'node:22', entrypoint: [''] },
    tags: ['homelab'],
    before_script: ['ls'],
    variables: { HL: 'node .hl/hl.mjs' },
  };
  expect(yaml(readFileSync(join(cwd, '.hl/fan-out.yml'), 'utf8'))).toMatchObject({ 'deploy a': job, 'deploy b': job });
});

describe('hl ci pipeline', () => {
  test('the component as a plain file, by GitLab’s schema', async () => {
    const { code, out } = await hl(['ci', 'pipeline', '--input', 'source=file', '--input', 'dns=false', '--input', 'tags=a,b']);
    expect(code).toBe(0);
    expect(out).not.toMatch(/\$\[\[|^spec:/m);
    expect(ciSchema()(yaml(out))).toEqual([]);
    expect(yaml(out)['.hl']).toMatchObject({ extends: '.hl-file', tags: ['a', 'b'] });
    expect(out).toContain(`if: '"false" == "false"'`);
  });

  test.each([
    [['--input', 'nothing=1'], 'there is no input nothing'],
    [['--input', 'dns=perhaps'], 'must be a boolean'],
  ])('%j is told', async (words, said) => {
    expect(await hl(['ci', 'pipeline', ...words])).toMatchObject({ code: 2, out: '', text: expect.stringContaining(said) });
  });

  test('what ci does not know is told with what it knows', async () => {
    expect(await hl(['ci', 'pipelin'])).toMatchObject({
      code: 2,
      text: expect.stringContaining('ci knows pipeline, note, environments and fan-out'),
    });
  });
});

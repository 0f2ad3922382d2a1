import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '../../src/environment.js';
import { folder } from '../support/folder.js';

const event = join(folder(), 'event.json');
const leave = (value: unknown): void => writeFileSync(event, typeof value === 'string' ? value : JSON.stringify(value));

/** What a step on GitHub sees. */
const github = {
  ...{
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_PATH: event,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SHA: 'abc',
    GITHUB_REF_NAME: 'main',
  },
  ...{
    GITHUB_REF_TYPE: 'branch',
    GITHUB_SERVER_URL: 'https://github.example.org',
    GITHUB_REPOSITORY: 'home/lab',
    GITHUB_RUN_ID: '1234567890',
  },
  ...{ GITHUB_RUN_NUMBER: '7', GITHUB_ACTOR: 'ann', GITHUB_WORKSPACE: '/work', GITHUB_JOB: 'homelab' },
};

test('a push', () => {
  leave({ before: 'b4', head_commit: { message: 'feat: metube\n\nwhy', author: { name: 'Ann' } } });
  expect(readEnvironment(github)).toMatchObject({
    ...{ ci: true, source: 'push', commit: 'abc', before: 'b4', branch: 'main', mergeRequest: false, job: 'homelab', projectDir: '/work' },
    ...{ pipelineId: '1234567890', pipelineUrl: 'https://github.example.org/home/lab/actions/runs/1234567890' },
    ...{ repository: 'home/lab', author: 'Ann', commitTitle: 'feat: metube' },
  });
});

test.each([
  [
    'pull_request',
    { pull_request: { base: { sha: 'base' } } },
    { source: 'merge_request_event', mergeRequest: true, mergeBase: 'base', branch: undefined },
  ],
  ['pull_request_target', { pull_request: { base: { sha: 'base' } } }, { mergeRequest: true, branch: undefined }],
  ['schedule', { schedule: '17 4 * * *' }, { source: 'schedule', mergeRequest: false, branch: 'main' }],
  ['workflow_dispatch', {}, { source: 'web', mergeRequest: false, author: 'ann' }],
  ['push', 'not JSON', { source: 'push', before: undefined, author: 'ann' }],
  ['push', 'null', { source: 'push', before: undefined }],
])('%s with %j', (GITHUB_EVENT_NAME, file, expected) => {
  leave(file);
  expect(readEnvironment({ ...github, GITHUB_EVENT_NAME })).toMatchObject(expected);
});

test('a tag is no branch', () => {
  leave({});
  expect(readEnvironment({ ...github, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' }).branch).toBeUndefined();
});

test.each(['FORGEJO', 'GITEA'])('%s: a run is shown under its number, and counts by its id', (forge) => {
  leave({ before: 'b4' });
  const both = { ...github, [`${forge}_ACTIONS`]: 'true' };
  const alone = Object.fromEntries(Object.entries(both).map(([name, value]) => [name.replace('GITHUB_', `${forge}_`), value]));
  for (const env of [both, alone])
    expect(readEnvironment(env)).toMatchObject({
      ...{ before: 'b4', pipelineId: '1234567890', pipelineUrl: 'https://github.example.org/home/lab/actions/runs/7' },
    });
});

test('elsewhere, and over what is said already, nothing is taken from these names', () => {
  const { GITHUB_ACTIONS: _, ...noActions } = github;
  expect(readEnvironment(noActions)).toMatchObject({ commit: undefined, pipelineId: undefined });
  expect(readEnvironment({ ...github, CI_COMMIT_SHA: 'own' }).commit).toBe('own');
});

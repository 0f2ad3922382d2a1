import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { baseOf, canBeHad, nxArguments } from '../affected.mjs';
import { scratch } from './folder.mjs';

const folder = scratch();
const git = (cwd, ...args) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd, encoding: 'utf8' }).trim();

describe('the base of a pipeline', () => {
  const merge = { CI_MERGE_REQUEST_DIFF_BASE_SHA: 'base', CI_COMMIT_BEFORE_SHA: '0'.repeat(40) };
  for (const [title, env, expected] of [
    ['a push', { CI_COMMIT_BEFORE_SHA: 'before' }, 'before'],
    ['a new branch', { CI_COMMIT_BEFORE_SHA: '0'.repeat(40) }, ''],
    ['outside of GitLab', {}, ''],
    ['a merge request', { ...merge, CI_MERGE_REQUEST_EVENT_TYPE: 'detached' }, 'base'],
    ['merged results', { ...merge, CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: 'target' }, 'target'],
  ])
    test(title, () => assert.equal(baseOf(env), expected));
});

test('a commit that a forced push left behind is fetched; one that nobody has is lost', () => {
  const [origin, clone] = [join(folder, 'origin'), join(folder, 'clone')];
  git(folder, 'init', '-q', '-b', 'main', origin);
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  git(origin, 'commit', '-q', '--allow-empty', '-m', 'first');
  const first = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'commit', '-q', '--allow-empty', '-m', 'left behind');
  const leftBehind = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'reset', '-q', '--hard', first);
  git(folder, 'clone', '-q', `file://${origin}`, clone);
  assert.equal(canBeHad(first, clone), true);
  assert.equal(canBeHad(leftBehind, clone), true);
  assert.equal(canBeHad('1'.repeat(40), clone), false);
  assert.equal(canBeHad('', clone), false);
});

test('without a base, everything is checked', () => {
  assert.deepEqual(nxArguments(['lint', 'test'], 'abc', true), [
    'affected',
    '--base=abc',
    '--head=HEAD',
    '-t',
    'lint',
    'test',
    '--outputStyle=static',
  ]);
  assert.deepEqual(nxArguments(['lint', 'test'], 'abc', false), ['run-many', '-t', 'lint', 'test', '--outputStyle=static']);
});

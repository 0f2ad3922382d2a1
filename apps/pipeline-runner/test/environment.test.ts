import { readEnvironment } from '../src/environment.js';
import { printer } from '../src/printer.js';

test('a key in place of its path is told', () => {
  expect(() => readEnvironment({ SSH_KEY_FILE: '-----BEGIN OPENSSH PRIVATE KEY-----\nx' })).toThrow(
    expect.objectContaining({ code: 'HL_SSH_KEY', kind: 'input' }),
  );
});

test.each([
  ['push', {}, false, undefined],
  ['merge_request_event', { CI_MERGE_REQUEST_EVENT_TYPE: 'detached' }, true, 'base'],
  ['merge_request_event', { CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: 'target' }, true, 'target'],
  ['merge_request_event', { CI_MERGE_REQUEST_EVENT_TYPE: 'merge_train', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: 'target' }, true, 'target'],
  ['merge_request_event', { CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '' }, true, 'base'],
])('%s with %j: what a merge request is compared with', (source, more, mergeRequest, base) => {
  const env = { CI_PIPELINE_SOURCE: source, ...(mergeRequest ? { CI_MERGE_REQUEST_DIFF_BASE_SHA: 'base' } : {}), ...more };
  expect(readEnvironment(env)).toMatchObject({ mergeRequest, mergeBase: base });
});

test('an empty variable is one that is not set', () => {
  expect(readEnvironment({ CI_COMMIT_SHA: '', DISCORD_WEBHOOK_URL: '' })).toMatchObject({
    commit: undefined,
    discordWebhook: undefined,
    ci: false,
  });
});

test('a secret shows only to whoever asks for it', () => {
  const environment = readEnvironment({ TOKEN: 'correct horse', EMPTY: '' });
  const token = environment.secret('TOKEN');
  expect(`${token} ${JSON.stringify({ token })}`).toBe('[REDACTED] {"token":"[REDACTED]"}');
  expect(token?.reveal()).toBe('correct horse');
  expect([environment.secret('EMPTY'), environment.secret('NOT_THERE')]).toEqual([undefined, undefined]);
});

test('a hidden value never reaches the terminal, in no spelling', () => {
  const printed: string[] = [];
  const sink = (text: string): void => void printed.push(text);
  const print = printer({ stdout: sink, stderr: sink, verbose: true });
  print.hide('p"ss w0rd');
  print.step('with p"ss w0rd');
  print.text(JSON.stringify({ token: 'p"ss w0rd' }));
  print.error(new Error(`failed for ${encodeURIComponent('p"ss w0rd')}`, { cause: new Error('p"ss w0rd') }));
  expect(printed.join('')).not.toMatch(/p\\?"ss|p%22ss/);
  expect(printed.join('').match(/\[REDACTED\]/g)?.length).toBeGreaterThanOrEqual(4);
});

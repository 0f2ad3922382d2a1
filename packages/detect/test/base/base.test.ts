import { chooseBase } from '../../src/base/base.js';
import type { DetectOptions } from '../../src/options.js';
import { repository } from '../../src/git/repository.js';
import { fact, zeros } from '../clone.js';

const first = 'f'.repeat(40);
const lost = '1'.repeat(40);

/** A git that has one commit, also by the name `v1`, and no remote to ask for others. */
const repo = repository('/', async ([, command], _, input = '') => {
  const known = [`${first}^{commit}`, 'v1^{commit}'];
  const answers = input.split('\n').map((asked) => (known.includes(asked) ? first : `${asked} missing`));
  return { code: 0, stdout: Buffer.from(command === 'cat-file' ? answers.join('\n') : ''), stderr: '' };
});
const choose = (source: string | null, options: Partial<DetectOptions>) =>
  chooseBase({ cwd: '/', services: 'services', source, ...options }, repo);

const ledger = [fact('a', 'x', first)];

/** [pipeline source, options, base source, scope, commit, whether the ledger is asked] */
test.each<[string | null, Partial<DetectOptions>, string, string, string | null, boolean]>([
  ['push', { before: first }, 'push', 'changes', first, false],
  ['push', { before: zeros }, 'empty-tree', 'changes', 'empty', false],
  ['push', { before: '0'.repeat(64) }, 'empty-tree', 'changes', 'empty', false],
  ['push', {}, 'empty-tree', 'changes', 'empty', false],
  [null, {}, 'empty-tree', 'changes', 'empty', false],
  [null, { before: first }, 'push', 'changes', first, false],
  ['push', { base: first, before: zeros }, 'explicit', 'changes', first, false],
  ['push', { base: 'v1', before: first }, 'explicit', 'changes', first, false],
  ['push', { base: zeros }, 'empty-tree', 'changes', 'empty', false],
  ['web', { base: first }, 'explicit', 'changes', first, false],
  ['web', { before: zeros }, 'none', 'everything', null, false],
  ['schedule', { before: zeros }, 'none', 'everything', null, false],
  ['api', {}, 'none', 'everything', null, false],
  ['trigger', {}, 'none', 'everything', null, false],
  ['chat', {}, 'none', 'everything', null, false],
  ['pipeline', {}, 'none', 'everything', null, false],
  ['webide', {}, 'none', 'everything', null, false],
  ['push', { all: true, before: first }, 'none', 'everything', null, false],
  ['push', { all: true, base: first }, 'explicit', 'everything', first, false],
  ['merge_request_event', { mergeBase: first, before: zeros }, 'merge-request', 'changes', first, false],
  ['external_pull_request_event', { mergeBase: first }, 'merge-request', 'changes', first, false],
  ['parent_pipeline', { before: first }, 'push', 'changes', first, false],
  ['push', { before: first, ledger }, 'ledger', 'changes', first, true],
  ['push', { before: zeros, ledger }, 'ledger', 'changes', null, true],
  ['push', { ledger: null, before: first }, 'push', 'changes', first, false],
  ['web', { ledger }, 'ledger', 'everything', null, true],
  ['push', { all: true, ledger }, 'ledger', 'everything', null, true],
  ['push', { base: first, ledger }, 'explicit', 'changes', first, false],
  ['push', { base: first, all: true, ledger }, 'explicit', 'everything', first, true],
  ['merge_request_event', { mergeBase: first, ledger }, 'merge-request', 'changes', first, false],
])('%s with %j', async (pipeline, options, source, scope, commit, asked) => {
  expect(await choose(pipeline, options)).toEqual({ source, scope, commit, ledger: asked, guessed: false, warnings: [] });
});

const gone = 'the base 111111111111 is not in this clone and cannot be fetched (forced push, or a shallow clone)';

test.each<[string, Partial<DetectOptions>, object]>([
  ['push', { before: lost }, { source: 'none', ledger: false, warnings: [`${gone}: every service is listed, and none is removed`] }],
  ['push', { base: lost }, { source: 'none', ledger: false, warnings: [`${gone}: every service is listed, and none is removed`] }],
  [
    'push',
    { base: lost, ledger },
    { source: 'ledger', ledger: true, warnings: [`${gone}: every service is listed, and none is removed but what the ledger proves`] },
  ],
  ['merge_request_event', { mergeBase: lost, ledger }, { source: 'none', ledger: false }],
  ['merge_request_event', { mergeBase: zeros, ledger }, { source: 'none', ledger: false }],
  ['merge_request_event', {}, { source: 'none', ledger: false, warnings: [expect.stringContaining('of the merg')] }],
])('%s with %j is a guess', async (pipeline, options, expected) => {
  expect(await choose(pipeline, options)).toMatchObject({ scope: 'everything', commit: null, guessed: true, ...expected });
});

test('with a ledger a lost push is no guess: the ledger proves what is deployed', async () => {
  expect(await choose('push', { before: lost, ledger })).toEqual({
    source: 'ledger',
    scope: 'changes',
    commit: null,
    ledger: true,
    guessed: false,
    warnings: [gone],
  });
});

test("an explicit name that does not exist is the author's to mend", async () => {
  await expect(choose('push', { base: 'mian' })).rejects.toMatchObject({ code: 'HL_BASE', kind: 'input' });
});

import type { Base } from '../../src/base/base.js';
import { conclude } from '../../src/compare/conclude.js';
import { nothing, type Findings } from '../../src/compare/finding.js';
import { named, tree } from '../trees.js';

const after = tree({ 'b.yml': named('b'), 'a.yml': named('a') });
const base: Base = { scope: 'changes', commit: 'base', source: 'push', ledger: false, guessed: false, warnings: ['of the base'] };

/** One answer from what git and the ledger say, each as far as it is of interest. */
function answer(git: Partial<Findings>, ledger: Partial<Findings> | null, scope: Base['scope'] = 'changes') {
  return conclude({
    head: 'head',
    base: { ...base, scope },
    baseCommit: 'base',
    after,
    why: '--all',
    git: { ...nothing, ...git },
    ledger: ledger && { ...nothing, ...ledger },
    warnings: ['of the run'],
  });
}
const modify = (...reasons: string[]) => ({ action: 'modify', reasons }) as const;

test('all of it, keys in the order of the contract', () => {
  const result = answer(
    { deploy: new Map([['b.yml', modify('edited')]]), remove: new Map([['c', { path: 'c.yml', reason: 'gone' }]]) },
    { deploy: new Map([['a.yml', { action: 'add', reasons: ['never deployed'] }]]) },
  );
  expect(JSON.stringify(result)).toBe(
    JSON.stringify({
      deploy: [
        { path: 'a.yml', name: 'a', action: 'add', reason: 'never deployed' },
        { path: 'b.yml', name: 'b', action: 'modify', reason: 'edited' },
      ],
      remove: [{ path: 'c.yml', name: 'c', action: 'delete', reason: 'gone' }],
      added: 1,
      modified: 1,
      deleted: 1,
      total: 3,
      mode: 'incremental',
      version: 1,
      base: 'base',
      head: 'head',
      baseSource: 'push',
      guessed: false,
      held: [],
      warnings: ['of the base', 'of the run'],
    }),
  );
});

test('the ledger decides between add and modify, and where it was; both say why, each reason once', () => {
  const [entry] = answer(
    { deploy: new Map([['a.yml', { action: 'add', reasons: ['same', 'new'], from: { path: 'x', host: 'git' } }]]) },
    { deploy: new Map([['a.yml', { ...modify('differs', 'same'), from: { path: 'y', host: 'ledger' } }]]) },
  ).deploy;
  expect(entry).toEqual({ path: 'a.yml', name: 'a', action: 'modify', reason: 'differs; same; new', from: { path: 'y', host: 'ledger' } });
});

test('a whole run lists every service, with the reason of its own where there is one', () => {
  const { deploy, mode } = answer({ deploy: new Map([['a.yml', modify('edited')]]) }, null, 'everything');
  expect(mode).toBe('full');
  expect(deploy.map(({ name, action, reason }) => [name, action, reason])).toEqual([
    ['a', 'modify', 'edited'],
    ['b', 'modify', '--all'],
  ]);
});

test('without a reason nothing is listed', () => expect(answer({ deploy: new Map([['a.yml', modify()]]) }, null).total).toBe(0));

test('what is held is told and not deployed, in any run', () => {
  const { deploy, held, warnings } = answer({}, { held: [{ path: 'a.yml', name: 'a', reason: 'rolled back' }] }, 'everything');
  expect(deploy.map(({ name }) => name)).toEqual(['b']);
  expect(held).toEqual([{ path: 'a.yml', name: 'a', reason: 'rolled back' }]);
  expect(warnings.at(-1)).toBe('a is held back: rolled back');
});

test('what one of them keeps, the other does not remove; nor what the tree defines', () => {
  const remove = new Map(['a', 'c', 'd'].map((name) => [name, { path: `${name}.yml`, reason: 'gone' }]));
  const result = answer({ remove }, { kept: new Map([['c', 'it is a link']]) });
  expect(result.remove.map(({ name }) => name)).toEqual(['d']);
  expect(result.warnings.at(-1)).toBe('c is not removed: it is a link');
  expect(answer({ kept: new Map([['d', 'x']]) }, { remove }).remove.map(({ name }) => name)).toEqual(['c']);
});

test('removals are in the order of their paths, and the ledger says why', () => {
  const gone = (...names: string[]) => new Map(names.map((name) => [name, { path: `${name}.yml`, reason: `git ${name}` }]));
  const { remove } = answer({ remove: gone('z', 'y') }, { remove: new Map([['z', { path: 'z.yml', reason: 'ledger z' }]]) });
  expect(remove.map(({ path, reason }) => [path, reason])).toEqual([
    ['y.yml', 'git y'],
    ['z.yml', 'ledger z'],
  ]);
});

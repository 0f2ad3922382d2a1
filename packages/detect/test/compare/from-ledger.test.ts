import type { Deployed } from '../../src/compare/deployed.js';
import { fromLedger } from '../../src/compare/from-ledger.js';
import { nothingShared } from '../../src/compare/shared.js';
import type { LedgerFact } from '../../src/options.js';
import { fact as factOf } from '../clone.js';
import { named, on, tree } from '../trees.js';

const commit = 'abcdef0123456789';
const text = named('a', on('docker-media'));
const fact = (over: Partial<LedgerFact> = {}): LedgerFact => factOf('a', text, commit, { path: 'a.yml', ...over });

function compare(files: { [path: string]: string }, facts: LedgerFact[], deployed: Partial<Deployed> = {}, insist = false) {
  const known = { shared: new Map([[commit, nothingShared]]), texts: new Map<string, Buffer>(), elsewhere: new Set<string>() };
  const { deploy, remove, held, kept } = fromLedger(tree(files), facts, { ...known, ...deployed }, insist);
  return { deploy: Object.fromEntries(deploy), remove: Object.fromEntries(remove), held, kept: Object.fromEntries(kept) };
}

const fresh = { action: 'add', reasons: ['never deployed: not in the ledger'] };
const rolledBack = 'this content was rolled back; it is tried again when the file changes, or with --all';

test.each<[string, { [path: string]: string }, LedgerFact[], object, Partial<Deployed>?]>([
  ['nothing', {}, [], { deploy: {}, remove: {}, held: [], kept: {} }],
  ['never deployed', { 'a.yml': text }, [], { deploy: { 'a.yml': fresh } }],
  ['as deployed', { 'a.yml': text }, [fact()], { deploy: { 'a.yml': { action: 'modify', reasons: [] } } }],
  ['edited', { 'a.yml': `${text}x: 1\n` }, [fact()], { deploy: { 'a.yml': { reasons: ['differs from what was deployed at abcdef01'] } } }],
  [
    'blank lines',
    { 'a.yml': `${text}\n` },
    [fact()],
    { deploy: { 'a.yml': { reasons: [] } } },
    { texts: new Map([['a', Buffer.from(text)]]) },
  ],
  [
    'edited, with the old text at hand',
    { 'a.yml': `${text}x: 1\n` },
    [fact()],
    { deploy: { 'a.yml': { reasons: ['differs from what was deployed at abcdef01'] } } },
    { texts: new Map([['a', Buffer.from(text)]]) },
  ],
  [
    'not healthy',
    { 'a.yml': text },
    [fact({ healthy: false })],
    { deploy: { 'a.yml': { reasons: ['its last deployment was not healthy'] } } },
  ],
  [
    'another path and host',
    { 'b.yml': text },
    [fact({ host: 'other' })],
    {
      deploy: {
        'b.yml': { reasons: ['its file was a.yml', 'moves from other to docker-media'], from: { path: 'a.yml', host: 'other' } },
      },
    },
  ],
  [
    'a commit that cannot be had',
    { 'a.yml': text },
    [fact({ commit: '1111111111' })],
    { deploy: { 'a.yml': { reasons: ['the commit it was deployed at, 11111111, cannot be had: its shared files are unknown'] } } },
  ],
  [
    'a shared file',
    { 'a.yml': text },
    [fact()],
    { deploy: { 'a.yml': { reasons: ['hl.yml changed since abcdef01'] } } },
    { shared: new Map([[commit, () => 'hl.yml']]) },
  ],
  ['of two files the one at the known path', { '0.yml': text, 'a.yml': text }, [fact()], { deploy: { 'a.yml': { reasons: [] } } }],
  ['gone', {}, [fact()], { remove: { a: { path: 'a.yml', reason: 'deployed at abcdef01, no longer in the tree' } } }],
  ['gone, and nothing of it was deployed', {}, [fact({ hash: '' })], { remove: {}, kept: {} }],
  ['known as rejected only', { 'a.yml': text }, [fact({ hash: '' })], { deploy: { 'a.yml': fresh } }],
  [
    'rolled back',
    { 'a.yml': text },
    [fact({ rejected: fact().hash })],
    { deploy: {}, held: [{ path: 'a.yml', name: 'a', reason: rolledBack }] },
  ],
  [
    'its removal was rolled back',
    {},
    [fact({ rejected: '' })],
    { remove: {}, kept: { a: 'its removal was rolled back; hl run --service a removes it' } },
  ],
  ['rolled back, edited since', { 'a.yml': `${text}x: 1\n` }, [fact({ rejected: fact().hash })], { deploy: { 'a.yml': {} }, held: [] }],
  ['another spelling', { 'a.yaml': text }, [fact()], { remove: {}, kept: { a: 'a.yaml defines it, and service files end in .yml' } }],
  ['a link', { 'a.yml': 'link' }, [fact()], { remove: {}, kept: { a: 'a.yml is there, but not as a plain file' } }],
  [
    'outside the folder',
    {},
    [fact()],
    { remove: {}, kept: { a: 'a.yml is still in the tree, outside the folder of the service files' } },
    { elsewhere: new Set(['a.yml']) },
  ],
  ['another service at its path', { 'a.yml': named('b') }, [fact()], { remove: { a: {} }, kept: {} }, { elsewhere: new Set(['a.yml']) }],
])('%s', (_, files, facts, expected, ...[deployed]) => expect(compare(files, facts, deployed)).toMatchObject(expected));

test('somebody insists: what was rolled back is tried again', () => {
  expect(compare({ 'a.yml': text }, [fact({ rejected: fact().hash })], {}, true)).toMatchObject({ deploy: { 'a.yml': {} }, held: [] });
});

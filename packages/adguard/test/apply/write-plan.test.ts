import { writePlan } from '../../src/apply/write-plan.js';
import type { Step } from '../../src/apply/write-plan.js';
import { noteOf } from '../../src/observe/rewrites.js';
import { alias, rewrites, spec } from '../lab.js';

const note = `${noteOf('a.lab').domain} a.lab`;
const text = ({ domain, answer }: { domain: string; answer: string }): string => `${domain} ${answer}`.replace(note, 'NOTE');
const written = (step: Step): string =>
  step.verb === 'update' ? `${text(step.target)} → ${text(step.update)}` : `${step.verb === 'add' ? '+' : '-'} ${text(step.rewrite)}`;

test.each<[string, string[], ReturnType<typeof spec> | null, string[]]>([
  ['as it is', ['a.lab 192.0.2.1', 'b.lab 192.0.2.9'], spec('192.0.2.1'), []],
  ['in another spelling', ['A.lab FD00:0::1'], spec('fd00::1'), []],
  ['new', ['b.lab 192.0.2.9'], spec('192.0.2.1'), ['+ a.lab 192.0.2.1']],
  ['a new alias', [], alias('web.lab'), ['+ a.lab web.lab']],
  ['gone', ['a.lab 192.0.2.1'], null, ['- a.lab 192.0.2.1']],
  ['never there', ['b.lab 192.0.2.9'], null, []],
  ['another address', ['a.lab 192.0.2.1'], spec('192.0.2.2'), ['a.lab 192.0.2.1 → a.lab 192.0.2.2']],
  ['an alias of an address', ['a.lab 192.0.2.1'], alias('web.lab'), ['a.lab 192.0.2.1 → a.lab web.lab']],
  ['one more', ['a.lab 192.0.2.1'], spec('192.0.2.1', 'fd00::1'), ['+ a.lab fd00::1']],
  ['one less', ['a.lab 192.0.2.1', 'a.lab fd00::1'], spec('192.0.2.1'), ['- a.lab fd00::1']],
  ['two for one', ['a.lab 192.0.2.1'], spec('192.0.2.2', '192.0.2.3'), ['a.lab 192.0.2.1 → a.lab 192.0.2.2', '+ a.lab 192.0.2.3']],
  ['one for two', ['a.lab 192.0.2.1', 'a.lab 192.0.2.2'], spec('192.0.2.3'), ['a.lab 192.0.2.1 → a.lab 192.0.2.3', '- a.lab 192.0.2.2']],
  [
    'several at once: a note until the last',
    [],
    spec('192.0.2.1', '192.0.2.2', 'fd00::1'),
    ['+ NOTE', '+ a.lab 192.0.2.1', '+ a.lab 192.0.2.2', 'NOTE → a.lab fd00::1'],
  ],
  [
    'several that go: a note until the last is gone',
    ['a.lab 192.0.2.1', 'a.lab 192.0.2.2', 'a.lab fd00::1'],
    null,
    ['a.lab 192.0.2.1 → NOTE', '- a.lab 192.0.2.2', '- a.lab fd00::1', '- NOTE'],
  ],
  ['a note alone, when several shall be', [note], spec('192.0.2.1', 'fd00::1'), ['+ a.lab 192.0.2.1', 'NOTE → a.lab fd00::1']],
  ['a note alone, when one shall be', [note], spec('192.0.2.1'), ['NOTE → a.lab 192.0.2.1']],
  ['a note alone, when none shall be', [note], null, ['- NOTE']],
  ['a part with a note, which goes last', ['a.lab 192.0.2.1', note], spec('192.0.2.1', 'fd00::1'), ['+ a.lab fd00::1', '- NOTE']],
  ['all with a note', ['a.lab 192.0.2.1', note], spec('192.0.2.1'), ['- NOTE']],
  [
    'a part with a note, when none shall be',
    ['a.lab 192.0.2.1', 'a.lab fd00::1', note],
    null,
    ['- a.lab 192.0.2.1', '- a.lab fd00::1', '- NOTE'],
  ],
])('%s', (_, lines, wanted, steps) => expect(writePlan(rewrites(...lines), 'a.lab', wanted).map(written)).toEqual(steps));

test('what is taken away or turned goes back as it came; what is new has a domain and an answer', () => {
  const list = [{ domain: 'A.lab', answer: 'FD00::1', enabled: true }];
  expect(writePlan(list, 'a.lab', null)).toEqual([{ verb: 'delete', rewrite: list[0] }]);
  expect(writePlan(list, 'a.lab', spec('192.0.2.1'))).toEqual([
    { verb: 'update', target: list[0], update: { domain: 'a.lab', answer: '192.0.2.1' } },
  ]);
});

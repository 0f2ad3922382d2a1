import { canonicalAnswer, held, noteOf, observed, parseRewrites, rewritesOf } from '../../src/observe/rewrites.js';
import { alias, resource, rewrites, spec } from '../lab.js';

test.each<[string, unknown, boolean]>([
  ['a list', [{ domain: 'a.lab', answer: '192.0.2.1' }], true],
  ['a list with fields of newer versions', [{ domain: 'a.lab', answer: '192.0.2.1', enabled: true, comment: 'x' }], true],
  ['an empty list', [], true],
  ['an object', { rewrites: [] }, false],
  ['nothing', undefined, false],
  ['a list of texts', ['a.lab'], false],
  ['a rewrite without an answer', [{ domain: 'a.lab' }], false],
  ['a rewrite without a domain', [{ answer: '192.0.2.1' }], false],
])('%s', (_, body, isList) => expect(parseRewrites(body)).toEqual(isList ? body : null));

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0::1', '2001:db8::1'],
  ['Web.LAB.', 'web.lab'],
  ['AAAA', 'aaaa'],
])('%s is compared as %s', (answer, canonical) => expect(canonicalAnswer(answer)).toBe(canonical));

const off = (line: string) => rewrites(line).map((one) => ({ ...one, enabled: false }));
const list = [
  ...rewrites(
    'a.lab 192.0.2.20',
    'A.Lab. FD00::1',
    'b.lab web.lab',
    'a.lab 192.0.2.3',
    'both.lab 192.0.2.9',
    'both.lab Web.LAB',
    'both.lab x.lab',
  ),
  ...off('off.lab 192.0.2.1'),
  { domain: 'old.lab', answer: '192.0.2.7' },
];

test('rewrites of a name, as they stand; those that are switched off do not answer', () => {
  expect(rewritesOf(list, 'a.lab')).toEqual(rewrites('a.lab 192.0.2.20', 'A.Lab. FD00::1', 'a.lab 192.0.2.3'));
  expect(rewritesOf(list, 'off.lab')).toEqual([]);
  expect(rewritesOf(list, 'old.lab')).toEqual([{ domain: 'old.lab', answer: '192.0.2.7' }]);
});

test('what the list says about each name', () =>
  expect([...held(list)]).toEqual([
    ['a.lab', spec('192.0.2.20', '192.0.2.3', 'fd00::1')],
    ['b.lab', alias('web.lab')],
    ['both.lab', { addresses: ['192.0.2.9'], cname: 'web.lab' }],
    ['old.lab', spec('192.0.2.7')],
  ]));

describe('what stands under a key', () => {
  const seen = (lines: string[], ...resources: ReturnType<typeof resource>[]) => [...observed(rewrites(...lines), resources)];
  const note = `${noteOf('a.lab').domain} a.lab`;

  test.each<[string, string[], ReturnType<typeof resource>, unknown]>([
    ['nothing', ['b.lab 192.0.2.1', '*.lab 192.0.2.2', 'xa.lab 192.0.2.3'], resource('a.lab'), undefined],
    [
      'an address',
      ['a.lab 192.0.2.1'],
      resource('a.lab'),
      { spec: spec('192.0.2.1'), ours: false, holder: 'DNS rewrite a.lab → 192.0.2.1' },
    ],
    [
      'another name and an address',
      ['a.lab web.lab', 'A.lab 192.0.2.1'],
      resource('a.lab', spec('192.0.2.1')),
      {
        spec: { addresses: ['192.0.2.1'], cname: 'web.lab' },
        ours: false,
        holder: 'DNS rewrite a.lab → web.lab and DNS rewrite a.lab → 192.0.2.1',
      },
    ],
    [
      'as it is wanted, in the spelling of the one who asks',
      ['a.lab 192.0.2.1'],
      resource('A.LAB.', spec('::ffff:192.0.2.1')),
      { spec: spec('::ffff:192.0.2.1'), ours: false, holder: 'DNS rewrite a.lab → 192.0.2.1' },
    ],
    [
      'a part, with a note',
      ['a.lab 192.0.2.1', note],
      resource('a.lab', spec('192.0.2.1', 'fd00::1')),
      { spec: spec('192.0.2.1'), ours: true },
    ],
    ['a note alone', [note], resource('a.lab', spec('192.0.2.1')), { spec: spec(), ours: true }],
    ['all, with a note: not finished', ['a.lab 192.0.2.1', note], resource('a.lab', spec('192.0.2.1')), { spec: spec(), ours: true }],
  ])('%s', (_, lines, one, expected) => expect(seen(lines, one)).toEqual(expected === undefined ? [] : [[one.key, expected]]));

  test('asked for twice, with what it was and what it shall be: the one that it is wins', () => {
    const [was, shall] = [resource('a.lab', spec('192.0.2.1')), resource('a.lab', spec('::ffff:192.0.2.2'))];
    for (const both of [
      [was, shall],
      [shall, was],
    ]) {
      expect(seen(['a.lab 192.0.2.2'], ...both)).toMatchObject([['a.lab', { spec: shall.spec, ours: false }]]);
      expect(seen(['a.lab 192.0.2.2', note], ...both)).toMatchObject([['a.lab', { spec: spec(), ours: true }]]);
      expect(seen(['a.lab 192.0.2.9'], ...both)).toMatchObject([['a.lab', { spec: spec('192.0.2.9') }]]);
    }
  });
});

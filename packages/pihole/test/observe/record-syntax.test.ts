import { parseLine, printLine, withoutNames } from '../../src/observe/record-syntax.js';
import type { ListName } from '../../src/observe/record-syntax.js';

const line = (names: string[], target: string, written = target, tail = '') => ({ names, target, written, tail });

test.each<[ListName, string, ReturnType<typeof line> | null]>([
  ['hosts', '192.0.2.1 a.lab', line(['a.lab'], '192.0.2.1')],
  ['hosts', '  192.0.2.1\t A.lab   b.lab.\t', line(['A.lab', 'b.lab.'], '192.0.2.1')],
  ['hosts', '2001:DB8:0::1 a.lab', line(['a.lab'], '2001:db8::1', '2001:DB8:0::1')],
  ['hosts', '192.0.2.1 a.lab # x  y ', line(['a.lab'], '192.0.2.1', '192.0.2.1', '# x  y ')],
  ['hosts', '192.0.2.1 a.lab #', line(['a.lab'], '192.0.2.1', '192.0.2.1', '#')],
  ['hosts', '192.0.2.1 a.lab#x', line(['a.lab#x'], '192.0.2.1')],
  ['hosts', '192.0.2.1 a\u00a0b', line(['a\u00a0b'], '192.0.2.1')],
  ['hosts', '192.0.2.1', null],
  ['hosts', '192.0.2.1 # a.lab', null],
  ['hosts', '# 192.0.2.1 a.lab', null],
  ['hosts', 'a.lab b.lab', null],
  ['hosts', '', null],
  ['cnameRecords', 'a.lab,web.lab', line(['a.lab'], 'web.lab')],
  ['cnameRecords', 'x.lab, A.lab ,Web.LAB.,300', line(['x.lab', 'A.lab'], 'web.lab', 'Web.LAB.', '300')],
  ['cnameRecords', 'a.lab,300', line(['a.lab'], '300')],
  ['cnameRecords', 'a.lab,b.lab,300x', line(['a.lab', 'b.lab'], '300x')],
  ['cnameRecords', 'a.lab,,300', null],
  ['cnameRecords', 'a.lab,', null],
  ['cnameRecords', ',a.lab', null],
  ['cnameRecords', 'a.lab', null],
  ['cnameRecords', '', null],
])('%s: %j', (list, raw, expected) => expect(parseLine(list, raw)).toEqual(expected));

test.each<[ListName, Omit<ReturnType<typeof line>, 'target'>, string]>([
  ['hosts', line(['a.lab'], '192.0.2.1'), '192.0.2.1 a.lab'],
  ['hosts', line(['a.lab', 'b.lab'], '192.0.2.1', '192.0.2.1', '# x'), '192.0.2.1 a.lab b.lab # x'],
  ['cnameRecords', line(['a.lab'], 'web.lab'), 'a.lab,web.lab'],
  ['cnameRecords', line(['a.lab', 'b.lab'], 'web.lab', 'Web.lab', '300'), 'a.lab,b.lab,Web.lab,300'],
])('%s as a line: %j', (list, given, raw) => expect(printLine(list, given)).toBe(raw));

test.each<[ListName, string, string | null]>([
  ['hosts', '192.0.2.1 a.lab', '192.0.2.1 a.lab'],
  ['hosts', '192.0.2.1 gone.lab', null],
  ['hosts', '192.0.2.1   A.lab\tGone.LAB. b.lab # mine  ', '192.0.2.1 A.lab b.lab # mine  '],
  ['hosts', '192.0.2.1   a.lab  # gone.lab', '192.0.2.1   a.lab  # gone.lab'],
  ['hosts', '192.0.2.9 gone.lab', '192.0.2.9 gone.lab'],
  ['hosts', 'no line', 'no line'],
  ['cnameRecords', 'x.lab, Gone.lab ,Web.lab,300', 'x.lab,Web.lab,300'],
  ['cnameRecords', 'gone.lab,web.lab', null],
  ['cnameRecords', 'gone.lab,nas.lab', 'gone.lab,nas.lab'],
  ['cnameRecords', 'x.lab , y.lab', 'x.lab , y.lab'],
])('%s: %j without the name that leaves', (list, raw, expected) => {
  const target = list === 'hosts' ? '192.0.2.1' : 'web.lab';
  expect(withoutNames(list, raw, (name, at) => name === 'gone.lab' && at === target)).toBe(expected);
});

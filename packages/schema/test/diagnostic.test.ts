import { pointer, report } from '../src/diagnostic.js';

const at = (line: number) => ({ path: ['a'], rule: 'rule', message: `in line ${line}`, offset: line });
const collected = () => report('x.yml', ({ path, key = false, offset = path.length }) => ({ line: offset, column: key ? 1 : 2 }));

test('a field tells with its path, and of its name', () => {
  const found = collected();
  found.error('one', 'at the root', 'Do this.');
  found.at('a', 0).warn('two', 'at a value');
  found.at('a').at('b').key().tell({ rule: 'three', message: 'at a name' });
  found.at('a').missing('c', 'Add c.');
  expect(found.diagnostics()).toEqual([
    { severity: 'error', file: 'x.yml', line: 0, column: 2, pointer: '', rule: 'one', message: 'at the root', hint: 'Do this.' },
    { severity: 'error', file: 'x.yml', line: 2, column: 1, pointer: '/a/b', rule: 'three', message: 'at a name' },
    { severity: 'error', file: 'x.yml', line: 2, column: 1, pointer: '/a/c', rule: 'required', message: 'c is required', hint: 'Add c.' },
    { severity: 'warning', file: 'x.yml', line: 2, column: 2, pointer: '/a/0', rule: 'two', message: 'at a value' },
  ]);
});

test('they come in the order of the file, each once', () => {
  const found = collected();
  for (const line of [3, 1, 2, 1]) found.add(at(line));
  expect(found.diagnostics().map(({ line }) => line)).toEqual([1, 2, 3]);
});

test('warnings alone are no failure', () => {
  const found = collected();
  found.warn('rule', 'a warning');
  expect(found.failed()).toBe(false);
  found.error('rule', 'an error');
  expect(found.failed()).toBe(true);
});

test('there are 200 at most, and the first error is always among them', () => {
  const found = collected();
  for (let line = 1; line <= 300; line++) found.add({ ...at(line), severity: 'warning' });
  expect(found.diagnostics()).toHaveLength(200);
  found.add(at(301));
  found.add(at(302));
  expect(found.diagnostics()).toHaveLength(201);
  expect(found.diagnostics().at(-1)).toMatchObject({ severity: 'error', line: 301 });
});

test('a pointer escapes what has a meaning in it', () => expect(pointer(['a/b', 0, 'c~d'])).toBe('/a~1b/0/c~0d'));

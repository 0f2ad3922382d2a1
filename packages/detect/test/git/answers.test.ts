import { cutter } from '../../src/git/answers.js';

const texts = ['one\n', '', `two ${'x'.repeat(300)}`, '\n\n1 blob 5\n'];
const printed = Buffer.from(texts.map((text, id) => `${id} blob ${text.length}\n${text}\n`).join(''));

test.each([1, 2, 3, 7, 64, 100, 1_000])('objects are the same in whatever pieces they come: %i bytes', (size) => {
  const found: [string, string][] = [];
  const objects = cutter((id, bytes) => found.push([id, bytes.toString()]));
  for (let at = 0; at < printed.length; at += size) objects.add(printed.subarray(at, at + size));
  objects.end();
  expect(found).toEqual(texts.map((text, id) => [`${id}`, text]));
});

test('of lost objects the first is told, after all others were taken', () => {
  const found: string[] = [];
  const objects = cutter((id) => found.push(id));
  objects.add(Buffer.from('a missing\n1 blob 1\nx\nb missing\n2 blob 0\n\n'));
  expect(found).toEqual(['1', '2']);
  expect(() => objects.end()).toThrow('git has lost the object a');
});

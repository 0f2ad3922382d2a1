import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examplesIn, saidIn, unsaid } from '../../pack/examples.mjs';

test('examples are the fences of ts and js', () => {
  assert.deepEqual(examplesIn('```sh\nnpm i\n```\n\n```ts\na();\n```\ntext\n```js\nb();\n```\n'), ['a();\n', 'b();\n']);
});

const example = `import { a } from 'a'; // stands in for yours
console.log(a); // 1
for (const one of [2, 3]) console.log(one);
// 2
  // 3
a(); // not printed
// nor this
`;
test('what an example says that it prints', () => assert.deepEqual(saidIn(example), ['1', '2', '3']));

for (const [printed, expected] of [
  ['1\n2\n3\n', []],
  ['0\n1\n2\nand 3\n', []],
  ['1\n3\n2\n', ['3']],
  ['', ['1', '2', '3']],
])
  test(`printed ${JSON.stringify(printed)}`, () => assert.deepEqual(unsaid(example, printed), expected));

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mutantsOf, mutated, parses } from '../../mutants/mutate.mjs';

describe('the faults that are tried', () => {
  for (const [text, ...expected] of [
    ['if (a) b = 1;', 'if (!(a)) b = 1;'],
    ['if (a === 1) b = 1;', 'if (a !== 1) b = 1;'],
    ['if (!a) b = 1;', 'if (a) b = 1;'],
    ['while (a) b = 1;', 'while (!(a)) b = 1;'],
    ['b = a ? 1 : 2;', 'b = !(a) ? 1 : 2;'],
    ['b = a < 1;', 'b = a <= 1;'],
    ['b = a <= 1;', 'b = a < 1;'],
    ['b = a > 1;', 'b = a >= 1;'],
    ['b = a >= 1;', 'b = a > 1;'],
    ['b = a && c;', 'b = a || c;'],
    ['b = a || c;', 'b = a && c;'],
    ['b = a ?? c;', 'b = a;'],
    ['b = a + 1;', 'b = a - 1;'],
    ['b = a - 1;', 'b = a + 1;'],
    ["b = 'x' + a;"],
    ["b = a !== 'x';", "b = a === 'x';", "b = a !== '';"],
    ["b = a.startsWith('x');", "b = a.startsWith('');"],
    ["b = ['x'];", "b = [''];"],
    ["b = { c: 'x' };", "b = { c: '' };"],
    ["b = { hint: 'x' };"],
    ["throw new HlError('A', 'x' + 1, { hint: a ?? 'y' });"],
    ['work();', ';'],
    ['await work();', ';'],
    ['const f = () => true;', 'const f = () => false;'],
    ['const f = () => a.map(g);', 'const f = () => [];'],
    ['const f = () => ({ a });', 'const f = () => null;'],
    ['function f() { return [a]; }', 'function f() { return []; }'],
    ['function f() { return []; }'],
    ["import a from 'a';"],
    ["export * from 'a';"],
    ["type A = 'x' | 'y';"],
    ["const a: 'x' = b;"],
  ])
    test(text, () =>
      assert.deepEqual(
        mutantsOf(text).map((mutant) => mutated(text, mutant)),
        expected,
      ),
    );
});

test('the functions around a fault are known', () => {
  const text = 'function outer() { const inner = () => { if (a) b(); }; return { method() { return true; } }; }';
  const inside = mutantsOf(text).map(({ inside, operator }) => [operator, ...inside]);
  assert.deepEqual(inside, [
    ['condition', 'inner', 'outer'],
    ['call', 'inner', 'outer'],
    ['return', 'outer'],
    ['return', 'method', 'outer'],
  ]);
});

test('what is no program is known', () => assert.deepEqual([parses('const a = 1;'), parses('const a = ;')], [true, false]));

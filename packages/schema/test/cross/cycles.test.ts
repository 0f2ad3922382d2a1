import { cycleFrom } from '../../src/cross/cycles.js';

test.each<[string, { [name: string]: string[] }, string[] | null]>([
  ['nobody', {}, null],
  ['a line', { a: ['b'], b: ['c'] }, null],
  ['itself', { a: ['a'] }, ['a', 'a']],
  ['two', { a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
  ['three', { a: ['b'], b: ['c'], c: ['a'] }, ['a', 'b', 'c', 'a']],
  ['a circle elsewhere', { a: ['b'], b: ['c'], c: ['b'] }, null],
  ['the shorter of two', { a: ['b', 'c'], b: ['d'], d: ['e'], e: ['a'], c: ['a'] }, ['a', 'c', 'a']],
  ['a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, null],
])('%s', (_, needs, expected) => expect(cycleFrom('a', (name) => needs[name] ?? [])).toEqual(expected));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { door, entriesOf } from '../../pack/door.mjs';
import { needsOf } from '../../pack/needs.mjs';
import { put, scratch } from '../folder.mjs';

const text = (name, more) => ({ name, kinds: ['string'], ...more });
const options = (fields) => ({ name: 'options', kinds: ['object'], ...(fields && { fields }) });
const optional = { optional: true };
const nullable = { nullable: true };
const rows = [
  ['a text', 'f(text: string): void', [text('text')]],
  ['what may be left out', 'f(text?: string): void', [text('text', optional)]],
  ['null', 'f(text: string | null): void', [text('text', nullable)]],
  ['one of some texts', "f(as: 'a' | 'b'): void", [text('as')]],
  ['further ones', 'f(...texts: string[]): void', [text('texts', { rest: true })]],
  ['either', 'f(one: string | { a: 1 }): void', [{ name: 'one', kinds: ['string', 'object'], fields: [{ name: 'a', kinds: ['number'] }] }]],
  ['a list', 'f(all: readonly string[]): void', [{ name: 'all', kinds: ['list'] }]],
  ['what can be gone through', 'f(all: ReadonlyMap<string, number>): void', [{ name: 'all', kinds: ['iterable'] }]],
  ['bytes', 'f(content: string | Uint8Array): void', [{ name: 'content', kinds: ['string', 'bytes'] }]],
  ['a function', 'f(call: (a: string) => void): void', [{ name: 'call', kinds: ['function'] }]],
  ['anything', 'f(value: unknown): void', [{ name: 'value', optional: true, nullable: true }]],
  ['a type that is open', 'f<T extends object>(value: T): void', [{ name: 'value', kinds: ['object'] }]],
  [
    'options',
    'f({ url }: MadeOptions): void',
    [options([text('url'), { name: 'remote', kinds: ['object'], fields: [{ name: 'run', kinds: ['function'] }] }])],
  ],
  [
    'data is looked into once',
    'f({ remote }: Data): void',
    [{ name: 'data', kinds: ['object'], fields: [{ name: 'remote', kinds: ['object'] }] }],
  ],
  ['what Node brings is not looked into', 'f(signal: AbortSignal): void', [{ name: 'signal', kinds: ['object'] }]],
];
const types = `
interface Remote { run(): void; close?(): void }
interface MadeOptions { url: string; remote: Remote; port?: number }
interface Data { remote: Remote }
`;
const functions = rows.map(([, signature], index) => `export declare function ${signature.replace('f', `f${index}`)};`);
const more = [
  'export declare const version: string;',
  'export declare class C { constructor(a: string) }',
  'export declare const ask: (a: string) => Promise<void>;',
  'export type T = string;',
];
const path = put(scratch(), 'packages/index.d.ts', [types, ...functions, ...more].join('\n'));
const found = new Map(
  needsOf([path])
    .get(path)
    .map((value) => [value.name, value]),
);

for (const [index, [title, , needs]] of rows.entries())
  test(title, () => assert.deepEqual(found.get(`f${index}`), { name: `f${index}`, needs, promised: false }));

test('a promise, and what is no function', () => {
  assert.deepEqual(found.get('ask'), { name: 'ask', needs: [text('a')], promised: true });
  assert.deepEqual([found.get('version'), found.get('C'), found.get('T')], [{ name: 'version' }, { name: 'C' }, undefined]);
});

test('a door', () => {
  const values = [
    { name: 'version' },
    { name: 'any', needs: [{ name: 'value', ...optional, ...nullable }] },
    { name: 'ask', needs: [text('a')], promised: true },
  ];
  const made = door('@hl/x', 'dist/dns/index.js', values);
  assert.equal(made.path, 'dist/doors/dns/index.js');
  assert.deepEqual(made.text.split('\n'), [
    'import { checked } from "@hl/core/door";',
    'import * as all from "../../dns/index.js";',
    'export { version, any } from "../../dns/index.js";',
    'export const ask = /* @__PURE__ */ checked("ask of @hl/x", [{"name":"a","kinds":["string"]}], true, all.ask);',
    '',
  ]);
  assert.match(door('@hl/core', 'dist/index.js', values).text, /^import \{ checked \} from "\.\.\/door\.js";/);
});

test('modules that have a door', () => {
  const exports = {
    './package.json': './package.json',
    '.': { types: './dist/index.d.ts' },
    './door': { types: './dist/door.d.ts' },
    './x': { default: './x.json' },
  };
  assert.deepEqual(entriesOf({ exports }), [exports['.']]);
});

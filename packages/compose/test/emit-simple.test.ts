import { dollars, nasty } from '@hl/core/testing';
import { emit, emitAny } from '../src/emit.js';
import type { JsonMap } from '../src/forms/json.js';

/** Words that YAML readers take for something else, and what people write. */
const words = [
  ...[...nasty, ...dollars],
  ...[
    '!reset',
    '!override',
    'y',
    'N',
    'Yes',
    'on',
    'OFF',
    'True',
    'null',
    'Null',
    '~',
    '',
    ' ',
    'a ',
    ' a',
    'a:',
    'a: b',
    'a #b',
    '#a',
    '-',
    '- a',
    '? a',
    '!x',
    '&x',
    '*x',
  ],
  ...[
    '<<',
    '=',
    '0o17',
    '1_000',
    '1e3',
    '.inf',
    '2024-01-01',
    '8080:80',
    '/a:/b:ro',
    '${A:-b}',
    "it's",
    '"',
    '\\',
    '\t',
    'a\nb',
    'x\n',
    'ü',
    '\u2028',
  ],
  ...[
    'word',
    'ghcr.io/a/b:1.2',
    'Etc/UTC',
    'x'.repeat(130),
    `${'long '.repeat(40)}`,
    '%a',
    '@a',
    '`a`',
    '{a}',
    '[a]',
    'a,b',
    'a]',
    '---',
    '...',
    '| a',
    '> a',
  ],
];

const shapes: readonly (readonly [string, (word: string) => JsonMap])[] = [
  ['a value', (word) => ({ a: word })],
  ['a key', (word) => ({ [word]: 1, b: { [word]: true } })],
  ['an item', (word) => ({ a: { b: [word, 1, false] } })],
  ['of the environment', (word) => ({ services: { a: { environment: { [word]: word, N: 5 } } } })],
  ['of labels as a list', (word) => ({ services: { a: { labels: [word], image: word } } })],
  ['deep in labels', (word) => ({ labels: { a: { [word]: [word] } } })],
];

test.each(shapes)('each word as %s is written as the library writes it', (_, shape) => {
  for (const word of words) expect([word, emit(shape(word))]).toEqual([word, emitAny(shape(word))]);
});

test.each<[string, JsonMap]>([
  ['nothing', {}],
  ['an empty map', { a: {} }],
  ['an empty list', { a: [] }],
  ['null', { a: null, b: [null] }],
  ['numbers', { a: 1.5, b: -0, c: 1e21, d: -7, e: 2 ** 53 }],
  ['lists of maps and of lists', { a: [{ b: 1, c: ['x'] }], d: [['x']] }],
  ['what is the same twice', ((same) => ({ a: same, b: same }))({ x: ['y'] })],
  ['markers', { a: { '!reset': null }, b: { '!override': ['x'] } }],
])('%s is written as the library writes it', (_, map) => {
  expect(emit(map)).toBe(emitAny(map));
});

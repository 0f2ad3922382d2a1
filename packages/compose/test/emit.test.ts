import { parse } from 'yaml';
import { readCompose } from '../src/compose-file.js';
import { emit } from '../src/emit.js';
import { dollars, nasty } from '@hl/core/testing';

test.each(['word', 'ghcr.io/a/b:1.2', './a:/b:ro', '/opt/a_b', '_x', 'a@b+c', 'no-pull', 'nothing', 'trueish', 'CAPS'])(
  '%j is plain',
  (text) => {
    const plain = text.startsWith('.') ? JSON.stringify(text) : text;
    expect(emit({ key: text })).toBe(`key: ${plain}\n`);
  },
);

test.each([
  ...nasty,
  ...dollars,
  'y',
  'N',
  'Yes',
  'NO',
  'on',
  'OFF',
  'True',
  'false',
  'Null',
  'inf',
  'NaN',
  '8082:8081',
  'a:',
  'a: b',
  '-a',
  '1a',
])('%j is double-quoted and comes back the same', (text) => {
  const written = emit({ key: text });
  expect(written).toMatch(/^key: "/);
  expect(parse(written)).toEqual({ key: text });
  expect(parse(written, { version: '1.1' })).toEqual({ key: text });
});

test('values of environment and labels are always quoted, their names are not; other types stay', () => {
  const file = { services: { a: { environment: { PLAIN: 'word' }, labels: { name: 'word' }, command: 'word', init: true, scale: 2 } } };
  expect(emit(file)).toBe(
    'services:\n  a:\n    environment:\n      PLAIN: "word"\n    labels:\n      name: "word"\n    command: word\n    init: true\n    scale: 2\n',
  );
  expect(emit({ environment: ['A=b'] })).toBe('environment:\n  - "A=b"\n');
  expect(emit({ environment: null })).toBe('environment: null\n');
});

test('long lines are not folded, equal parts are not shared, what cannot be seen is escaped', () => {
  const long = `${'x'.repeat(100)} ${'y'.repeat(100)}`;
  expect(emit({ key: long })).toBe(`key: "${long}"\n`);
  const part = { a: 1 };
  expect(emit({ left: part, right: part })).toBe('left:\n  a: 1\nright:\n  a: 1\n');
  expect(emit({ key: 'a\u2028b\u007f' })).toContain('\\u2028b\\u007f');
});

test('markers are the tags that they stand for', () => {
  const services = {
    a: {
      ports: { '!reset': null },
      volumes: { '!override': ['./a:/a'] },
      user: { '!override': '1' },
      build: { '!override': { context: '.' } },
    },
  };
  const written = emit({ services });
  expect(written).toContain('ports: !reset null\n');
  expect(written).toContain('volumes: !override\n      - "./a:/a"\n');
  expect(written).toContain('user: !override "1"\n');
  expect(readCompose(written).top).toEqual({ services });
});

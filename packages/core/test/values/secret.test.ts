import { format, inspect } from 'node:util';
import { reveal, Secret } from '@hl/core';

const value = 'correct horse';
const secret = new Secret(value);

test.each<[string, () => string]>([
  ['text', () => `${String(secret)} ${secret}`],
  ['JSON', () => JSON.stringify({ secret, list: [secret] })],
  ['a log line', () => format('%s %o %j', secret, { secret }, secret)],
  ['an inspection of what is hidden, too', () => inspect({ deep: { secret } }, { showHidden: true, depth: 9 })],
  ['its fields', () => JSON.stringify(Object.entries(secret)) + Object.getOwnPropertyNames(secret).join()],
  ['a copy', () => JSON.stringify(structuredClone({ ...secret }))],
  ['an error', () => inspect(new Error('no', { cause: secret }))],
])('does not show in %s', (_, show) => {
  expect(show()).not.toContain(value);
});

test('is there for whoever asks for it', () => {
  expect([secret.reveal(), reveal(secret), reveal(value)]).toEqual([value, value, value]);
});

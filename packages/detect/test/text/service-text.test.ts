import { definitionIn } from '../../src/compare/definition.js';
import { LazyText } from '../../src/text/service-text.js';
import { hash } from '../clone.js';

test.each([
  'service:\n  name: a\ndeployment:\n  target_host: b\n  secrets_file: a.env\n',
  'service:\n  name: a\nbackend: { url: "https://192.0.2.1", "ca\\u005ffile": a.pem }\n',
  '{ "serv\\x69ce": { name: a } }',
  'service: { name: a }\ndeployment: { target_host: b }\n',
  'services: { a: { image: x } }\n',
  'x: [',
  '',
])('says what the parser says: %j', (text) => {
  const { name, host, references } = new LazyText(Buffer.from(text));
  expect({ name, host, references }).toEqual(definitionIn(text));
});

test('bytes are hashed as they are', () => {
  const bytes = Buffer.from([0xff, 0x61]);
  expect(new LazyText(bytes).hash).toBe(hash(bytes));
});

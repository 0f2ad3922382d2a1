import { fileOf } from '../../src/file/spec-file.js';

test('the file of a spec is read once', () => {
  const spec = { compose: 'services: {a: {image: a}}' };
  expect(fileOf(spec)).toBe(fileOf(spec));
  expect(fileOf({ ...spec })).not.toBe(fileOf(spec));
  expect([...fileOf(spec).services.keys()]).toEqual(['a']);
});

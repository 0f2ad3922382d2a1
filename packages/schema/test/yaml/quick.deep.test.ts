import { readdirSync, readFileSync } from 'node:fs';
import { quick } from '../../src/yaml/quick.js';
import { closely } from '../../src/yaml/read.js';
import { serviceReading, siteReading, type Reading } from '../../src/yaml/reading.js';
import { mutated } from './mutated.js';

const filesBelow = (folder: URL): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .sort()
    .map((path) => readFileSync(new URL(path, folder), 'utf8'));

const texts = [new URL('../fixtures/samples/', import.meta.url), new URL('../../../../docs/gallery/', import.meta.url)].flatMap(filesBelow);
const readings: readonly Reading[] = [serviceReading, siteReading, { free: true }];
let read = 0;
const rounds = Number(process.env['HL_ROUNDS'] ?? 12);

test.each(texts.map((text, index) => [index + 1, text] as const))(
  'text %i and texts near it are read as by the other parser, or left to it',
  (seed, text) => {
    for (const near of [text, ...mutated(text, seed, rounds)]) {
      for (const reading of readings) {
        const found = quick(near, reading);
        if (found === null) continue;
        read += 1;
        const { value, kept, empty, problems } = closely(near, reading, null);
        expect({ near, value: found.value, kept: found.kept, empty: found.empty, problems: [] }).toEqual({
          near,
          value,
          kept,
          empty,
          problems,
        });
      }
    }
  },
);

test('of all these texts enough were ordinary for that to say something', () => {
  expect(read).toBeGreaterThan(texts.length * rounds * 0.5);
});

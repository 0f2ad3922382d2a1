import { effective, emit, merge, type JsonMap } from '@hl/compose';
import { pair } from './generate.js';
import { realCompose, version, type Oracle } from './oracle.js';

const pairs = Number(process.env['HL_PAIRS'] ?? 100);
const first = Number(process.env['HL_SEED'] ?? 1);

let compose: Oracle;
beforeAll(() => {
  compose = realCompose();
});
afterAll(() => compose.close());

/** Extensions have no meaning to compose. */
const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(plain)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([key]) => !key.startsWith('x-'))
            .map(([key, item]) => [key, plain(item)]),
        )
      : value;

test(`compose ${version()} makes the same of two files as of what merge makes of them`, async () => {
  let refused = 0;
  for (let seed = first; seed < first + pairs; seed += 1) {
    const [base, over] = pair(seed);
    const texts = [emit(base), emit(over)] as const;
    const both = await compose.config(texts);
    if (typeof both === 'string') {
      refused += 1;
      continue;
    }
    const merged = await compose.config([emit(merge(base, over))]);
    expect({ seed, config: plain(merged) }).toEqual({ seed, config: plain(both) });
    expect({ seed, top: effective(...texts).top }).toEqual({ seed, top: merge(merge({}, base), over) satisfies JsonMap });
  }
  // What compose refuses by itself says nothing; it must stay the exception.
  expect(refused).toBeLessThan(pairs / 5);
}, 600_000);

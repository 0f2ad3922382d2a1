import { homedir } from 'node:os';
import { emit, merge, readCompose, sameMeaning, type JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import { changed, pair } from './generate.js';
import { realCompose, version, type Oracle } from './oracle.js';

const pairs = Number(process.env['HL_PAIRS'] ?? 100);
const first = Number(process.env['HL_SEED'] ?? 1);

let compose: Oracle;
beforeAll(() => {
  compose = realCompose();
});
afterAll(() => compose.close());

/** Without what is printed though it says nothing, and without extensions. */
function said(value: Json, path: readonly string[] = []): Json | undefined {
  if (typeof value !== 'object' || value === null) return value ?? (path.at(-2) === 'environment' ? null : undefined);
  if (Array.isArray(value))
    return value.length === 0 && !/command|entrypoint/.test(path.at(-1) ?? '') ? undefined : value.map((item: Json) => said(item) ?? null);
  const entries = Object.entries(value as JsonMap)
    .filter(([key]) => !key.startsWith('x-'))
    .map(([key, item]): [string, Json | undefined] => [key, said(item, [...path, key])])
    .filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return entries.length > 0 || path.at(-2) === 'networks' ? Object.fromEntries(entries) : undefined;
}

test(`what compose ${version()} prints of a file means the same as the file; and two files do exactly when it prints the same of both`, async () => {
  const counts = { same: 0, different: 0, refused: 0 };
  for (let seed = first; seed < first + pairs; seed += 1) {
    const file = merge({}, alone(filled(pair(seed)[0])));
    const other = changed(seed, file);
    const texts = [emit(file), emit(other)];
    const [one, two] = await Promise.all(texts.map((text) => compose.config([text], [])));
    if (typeof one !== 'object' || typeof two !== 'object') {
      counts.refused += 1;
      continue;
    }
    const [a, b] = texts.map(readCompose) as [ReturnType<typeof readCompose>, ReturnType<typeof readCompose>];
    const printed = JSON.stringify(one)
      .replaceAll(`"${homedir()}/h"`, '"~/h"')
      .replace(/"(Path|Rate)"/g, (key) => key.toLowerCase());
    expect({ seed, differ: sameMeaning(a, readCompose(printed), compose.directory) }).toEqual({ seed, differ: [] });
    const equal = JSON.stringify(said(one)) === JSON.stringify(said(two));
    expect({ seed, differ: sameMeaning(a, b), equal }).toEqual({
      seed,
      differ: equal ? [] : expect.arrayContaining([expect.any(String)]),
      equal,
    });
    counts[equal ? 'same' : 'different'] += 1;
  }
  expect(counts.refused).toBeLessThan(pairs / 5);
  expect(Math.min(counts.same, counts.different)).toBeGreaterThan(pairs / 10);
}, 600_000);

/** What depends on the surroundings is printed otherwise: files of variables as variables, arguments without a value not at all. */
function alone(file: JsonMap): JsonMap {
  const { env_file: _, build, ...web } = (file['services'] as { readonly web: JsonMap }).web;
  const { args: __, ...rest } = typeof build === 'string' ? { context: build } : ((build ?? {}) as JsonMap);
  return { ...file, services: { ...(file['services'] as JsonMap), web: { ...web, ...(build === undefined ? {} : { build: rest }) } } };
}

/** Variables are printed as what they stand for. */
const filled = (file: JsonMap): JsonMap => JSON.parse(JSON.stringify(file).replace(/\$\{NONE:-([^}]*)\}/g, '$1')) as JsonMap;

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Timing } from '@hl/core';
import type { Store } from '@hl/core/state';
import { artifacts as artifactsIn } from '../../src/artifacts/artifacts.js';
import { run } from '../../src/commands/run.js';
import { jobOn, nothing, servicesOf, worldsOf } from '../model/fleet.js';
import { file, history } from '../model/history.js';
import type { Commit } from '../model/history.js';
import { folder } from '../support/folder.js';

test('a run of one service reads the ledger once at its start, and once with each write; it reads no artifact', async () => {
  const [commit] = history([{ app: file('app', { sso: true }) }]) as [Commit];
  const state = structuredClone(nothing);
  const asked = { reads: 0, writes: 0, readsOfWrites: 0 };
  const counting = (store: Store): Store => ({
    ...store,
    read: (names) => ((asked.reads += 1), store.read(names)),
    swap: (names, next) => {
      if (names.some((name) => name.startsWith('services/'))) asked.writes += 1;
      return store.swap(names, (texts) => ((asked.readsOfWrites += names[0]?.startsWith('services/') ? 1 : 0), next(texts)));
    },
  });
  const said: string[] = [];
  const directory = folder();
  const { context, failures } = jobOn(state, { number: 1, commit, before: commit, byHand: true }, { said, store: counting });
  const artifacts = artifactsIn(directory);
  const kept: string[] = [];
  const timings: (Timing | undefined)[] = [];
  /** Whoever reads again what this run has written finds half a file. */
  const halved = (name: string): void => {
    kept.push(name);
    writeFileSync(join(directory, `${name}.json`), '{');
  };
  const ended = await run(
    {
      context,
      failures,
      artifacts: {
        ...artifacts,
        write: async (name, value) => (await artifacts.write(name, value), timings.push(value.timing), halved(name)),
        writeOutcomes: async (name, value) => (
          await artifacts.writeOutcomes(name, value),
          timings.push(value.timing),
          halved(`outcomes/${name}`)
        ),
      },
    },
    {},
  );
  expect({ code: ended.code, said: said.filter((line) => line.includes('✖')) }).toEqual({ code: 0, said: [] });
  expect(state.worlds).toEqual(worldsOf(servicesOf(commit)));
  const parts = ['deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance'].map((part) => `outcomes/${part}`);
  expect(kept).toEqual(['changes', 'plan', ...parts, 'verification']);
  expect(timings).toEqual(kept.map(() => ({ started: context.now(), ms: expect.any(Number) })));
  expect(asked.reads).toBe(1);
  expect(asked.readsOfWrites).toBe(asked.writes);
});

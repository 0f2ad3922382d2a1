import { jest } from '@jest/globals';
import { awaitRestart } from '../../src/apply/await-restart.js';

const timing = { restartBeginMs: 1_000, pollMs: 50, restartMs: 120_000 };

afterEach(() => jest.restoreAllMocks());

/** A Pi-hole that answers but between `down` and `up`; returns what was waited for. */
async function watch(down: number, up: number): Promise<[waited: number, readyAfter: number | null]> {
  let [now, ready] = [0, null as number | null];
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const session = {
    alive: async () => now < down || now >= up,
    ready: async (ms: number) => {
      expect(ms).toBe(timing.restartMs);
      ready = now;
    },
  };
  await awaitRestart(session, timing, async (ms) => void (now += ms));
  return [now, ready];
}

test.each<[string, number, number, number, number | null]>([
  ['that begins late', 270, 900, 300, 300],
  ['that has begun', 0, 900, 0, 0],
  ['that does not come is not waited for longer than it would take to begin', Infinity, Infinity, 1_050, null],
])('a restart %s', async (_, down, up, waited, ready) => expect(await watch(down, up)).toEqual([waited, ready]));

import { deployed, nothing, servicesOf, worldsOf } from './fleet.js';
import type { Pipeline, State } from './fleet.js';
import { whole } from './explore.js';
import { file, history } from './history.js';
import type { Commit, Edit } from './history.js';

/** What stands before a story begins. */
const base: Edit = { app: file('app'), other: file('other', { port: 8002 }) };

const pipelinesOf = (commits: readonly Commit[]): Pipeline[] =>
  commits.map((commit, index) => ({ number: index + 1, commit, before: commits[Math.max(0, index - 1)] as Commit }));

export const newest = (pipelines: readonly Pipeline[]): Pipeline => pipelines.at(-1) as Pipeline;

/** The fleet is what `commit` says, and the ledger says so. */
export function expectFleet(state: State, commit: Commit, way: readonly string[]): void {
  const services = servicesOf(commit);
  expect({ way, worlds: state.worlds }).toEqual({ way, worlds: worldsOf(services) });
  const known = deployed(state);
  const standing = Object.entries(known).filter(([, { service }]) => service !== null);
  expect({ way, standing: standing.map(([name, { service }]) => [name, service]) }).toEqual({
    way,
    standing: services.map((service) => [service.name, service]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  });
  expect({ way, bad: Object.entries(known).filter(([, { healthy, intents }]) => !healthy || intents.length > 0) }).toEqual({
    way,
    bad: [],
  });
}

export const tell = (edits: readonly Edit[]): readonly Commit[] => history([base, ...edits]);

/** The state after the first pipeline of a story, and the pipelines that follow. */
export const first = async (story: readonly Commit[]): Promise<{ from: State; later: Pipeline[] }> => {
  const [pipeline, ...later] = pipelinesOf(story);
  return { from: (await whole(nothing, pipeline as Pipeline)).state, later };
};

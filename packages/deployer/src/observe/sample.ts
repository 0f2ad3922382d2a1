import type { Remote } from '@hl/core';
import type { Container } from '../client/containers.js';
import { dockerError } from '../client/docker-error.js';
import type { Engine } from '../client/engine.js';
import { inspected, unknownDetail, type Detail } from '../client/inspect.js';
import { shell } from '../client/scripts.js';
import { together } from '../client/together.js';

/** A project at one moment. */
export interface Sample {
  /** With the images they really run. */
  readonly containers: readonly SampledContainer[];
  /** Changes whenever a container was restarted or replaced. */
  readonly identity: string;
  /** Milliseconds since the last start of any of them, by the host's clock; 0 when it is not known, Infinity without containers. */
  readonly quietMs: number;
}

export type SampledContainer = Container & Pick<Detail, 'restarts' | 'startPeriodMs' | 'listens'>;

export type TakeSample = (project: string) => Promise<Sample>;

/** Milliseconds that samples wait for one another while the host is at work, which each of them would slow down. */
const gatherMs = 3000;

/**
 * Samples projects of one host. Those asked for while a sample is under way share the next one, so that ten services cost the host
 * little more than one.
 *
 * @param idle resolves when the host has nothing to do, but after these milliseconds at the latest
 */
export function sampler(remote: Remote, engine: Engine, idle: (ms: number) => Promise<void>): TakeSample {
  return together(
    async (projects) => {
      const samples = await sampleOf(remote, engine, [...new Set(projects)]);
      return projects.map((project) => samples.get(project) ?? { containers: [], identity: '', quietMs: Infinity });
    },
    () => idle(gatherMs),
  );
}

async function sampleOf(remote: Remote, engine: Engine, projects: readonly string[]): Promise<Map<string, Sample>> {
  const argv = shell({ columns: engine.columns }, [engine.script, 'sample "$@"'], projects);
  const { code, stdout, stderr } = await remote.run(argv, { accept: 'any' });
  if (code !== 0) throw dockerError(remote.name, stderr);
  return parseSample(stdout, engine, projects);
}

/** Reads what the function `sample` of the scripts prints. */
export function parseSample(stdout: string, { parse }: Pick<Engine, 'parse'>, projects: readonly string[]): Map<string, Sample> {
  const [clock = '', lines = '', more = ''] = stdout.split('\n\n');
  const now = Number.parseFloat(clock) * 1000;
  const details = inspected(more.split('\n'));
  const containers = parse(lines.split('\n')).filter(({ oneOff }) => !oneOff);
  const sample = (project: string): Sample => {
    const own = containers.filter((container) => container.project === project);
    return {
      identity: own.map(({ id, tasks }) => details.get(id)?.identity ?? `${id} ${tasks ?? ''}`).join('\n'),
      quietMs: Math.min(...own.map(({ id }) => now - (details.get(id)?.startedAt ?? NaN))) || 0,
      containers: own.map((container) => ({ ...container, ...(details.get(container.id) ?? unknownDetail) })),
    };
  };
  return new Map(projects.map((project) => [project, sample(project)]));
}

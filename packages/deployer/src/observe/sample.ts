import type { Remote } from '@hl/core';
import type { Container } from '../client/containers.js';
import { detailsOf, untold } from '../client/inspect.js';
import type { Detail } from '../client/inspect.js';
import { dockerTrouble } from '../client/docker-error.js';
import type { Kind } from '../client/engine.js';

/** A project at one moment. */
export interface Sample {
  /** With the images they really run. */
  readonly containers: readonly Seen[];
  /** Changes whenever a container was restarted or replaced. */
  readonly identity: string;
  /** Milliseconds since the last start of any of them, by the host's clock; 0 when the host does not tell. */
  readonly quietMs: number;
}

/** A container as a look finds it. */
export type Seen = Container & Pick<Detail, 'restarts' | 'startPeriodMs' | 'serves'>;

export type Look = (project: string) => Promise<Sample>;

/** Milliseconds that looks wait for one another while the host is at work. */
const gatherMs = 400;

/**
 * Looks at projects of one host. Those asked for while a look is under way share the next one, so that ten services cost the host
 * little more than one.
 *
 * @param calm comes back when the host has nothing to do, but after these milliseconds at the latest
 */
export function sampler(remote: Remote, kind: Kind, calm: (ms: number) => Promise<void>): Look {
  let waiting = new Set<string>();
  let next: Promise<Map<string, Sample>> | null = null;
  let current: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<Map<string, Sample>> => {
    await current.catch(() => {});
    await calm(gatherMs);
    const projects = [...waiting];
    waiting = new Set();
    next = null;
    const looking = look(remote, kind, projects);
    current = looking;
    return looking;
  };

  return async (project) => {
    waiting.add(project);
    next ??= start();
    return (await next).get(project) ?? { containers: [], identity: '', quietMs: 0 };
  };
}

async function look(remote: Remote, kind: Kind, projects: readonly string[]): Promise<Map<string, Sample>> {
  const { code, stdout, stderr } = await remote.run(['sh', '-c', kind.sample, 'sh', ...projects], { accept: 'any' });
  if (code !== 0) throw dockerTrouble(remote.name, stderr);
  const [clock = '', lines = '', told = ''] = stdout.split('\n\n');
  const now = Number.parseFloat(clock) * 1000;
  const details = detailsOf(told.split('\n'));
  const containers = kind.parse(lines.split('\n')).filter(({ oneOff }) => !oneOff);
  return new Map(
    projects.map((project) => {
      const own = containers.filter((container) => container.project === project);
      return [
        project,
        {
          identity: own.map(({ id, tasks }) => details.get(id)?.identity ?? `${id} ${tasks ?? ''}`).join('\n'),
          quietMs: Math.min(...own.map(({ id }) => now - (details.get(id)?.startedAt ?? NaN))) || 0,
          containers: own.map((container) => ({ ...container, ...(details.get(container.id) ?? untold) })),
        },
      ];
    }),
  );
}

import type { Remote } from '@hl/core';
import type { Container } from './containers.js';
import { dockerTrouble } from './docker-error.js';
import type { Kind } from './kind.js';

/** A project at one moment. */
export interface Sample {
  /** With the images they really run. */
  readonly containers: readonly Container[];
  /** Changes whenever a container was restarted or replaced. */
  readonly identity: string;
}

export type Look = (project: string) => Promise<Sample>;

/** Looks at projects of one host. Those asked for while a look is under way share the next one, so that ten services cost the host little more than one. */
export function sampler(remote: Remote, kind: Kind): Look {
  let waiting = new Set<string>();
  let next: Promise<Map<string, Sample>> | null = null;
  let current: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<Map<string, Sample>> => {
    await current.catch(() => {});
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
    return (await next).get(project) ?? { containers: [], identity: '' };
  };
}

async function look(remote: Remote, kind: Kind, projects: readonly string[]): Promise<Map<string, Sample>> {
  const { code, stdout, stderr } = await remote.run(['sh', '-c', kind.sample, 'sh', ...projects], { accept: 'any' });
  if (code !== 0) throw dockerTrouble(remote.name, stderr);
  const [lines = '', details = ''] = stdout.split('\n\n');
  const identities = new Map(details.split('\n').map((line) => [line.split(' ')[0] ?? '', line]));
  const containers = kind.parse(lines.split('\n')).filter(({ oneOff }) => !oneOff);
  return new Map(
    projects.map((project) => {
      const own = containers.filter((container) => container.project === project);
      const identity = own.map(({ id, tasks }) => identities.get(id) ?? `${id} ${tasks ?? ''}`).join('\n');
      return [
        project,
        {
          identity,
          containers: own.map((container) => ({ ...container, imageId: identities.get(container.id)?.split(' ')[3] ?? container.imageId })),
        },
      ];
    }),
  );
}

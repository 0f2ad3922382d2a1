import { HlError, type Remote, type Service } from '@hl/core';
import type { Container } from '../client/containers.js';
import { engines, type EngineKind } from '../client/engine.js';
import { desired } from '../desired/desired.js';
import { observe } from '../observe/observe.js';
import type { ComposeSpec } from '../spec.js';

/** A host, to look after what runs there. */
export interface Attended {
  readonly remote: Remote;
  /** Default `docker`. */
  readonly kind?: EngineKind;
}

/** A service on its host. */
export interface Running {
  readonly spec: ComposeSpec;
  /** Its own, stopped ones among them. */
  readonly containers: readonly Container[];
}

/**
 * The containers of a service as its host has them.
 *
 * @param only a container, or a service of its compose file
 * @throws HlError HL_NOT_DEPLOYED, HL_CONTAINER (`input`); HL_NOT_OURS (`conflict`): somebody else's containers have its name
 */
export async function running({ remote, kind = 'docker' }: Attended, service: Service, only?: string): Promise<Running> {
  const engine = engines[kind];
  const [wanted] = desired(service, kind);
  if (wanted === undefined)
    throw new HlError('HL_NOT_DEPLOYED', `${service.name} has no container: its pages are those of other machines`, {
      kind: 'input',
      hint: 'Ask the machine that its backend names.',
    });
  const look = await observe({ remote, engine, secret: () => undefined }, new Map([[service.name, [wanted.spec]]]));
  const found = look.observed.get(service.name);
  if (found && !found.ours)
    throw new HlError('HL_NOT_OURS', `${remote.name}: ${found.holder ?? service.name} is not deployed by hl`, {
      kind: 'conflict',
      hint: `Look at it on that host with docker, or take it over: hl adopt ${service.name}`,
    });
  const spec = { ...wanted.spec, ...found?.spec };
  const containers = look.containers.filter(({ project, oneOff }) => project === spec.project && !oneOff);
  if (found === undefined || containers.length === 0)
    throw new HlError('HL_NOT_DEPLOYED', `${service.name} has no container on ${remote.name}`, {
      kind: 'input',
      hint: 'Deploy it first: hl run, or a push.',
    });
  return { spec, containers: only === undefined ? containers : chosen(containers, only, service.name) };
}

function chosen(containers: readonly Container[], only: string, name: string): readonly Container[] {
  const found = containers.filter((container) => container.service === only || container.name === only);
  if (found.length > 0) return found;
  throw new HlError('HL_CONTAINER', `${name} has no container ${only}`, {
    kind: 'input',
    hint: `It has ${[...new Set(containers.map(({ service }) => service))].sort().join(', ')}.`,
  });
}

import { heldPorts, overlaps, publishedPorts } from '@hl/compose';
import { fileOf } from '../file/spec-file.js';
import { HlError, type Change, type Refusal } from '@hl/core';
import { swapError, swapped } from '../apply/port-handoff.js';
import type { Container } from '../client/containers.js';
import { dockerError } from '../client/docker-error.js';
import type { ComposeSpec } from '../spec.js';
import type { Look } from './observe.js';

/** What of a look tells what is in somebody's way. */
export type InTheWay = Pick<Look, 'obstacles' | 'unplugged' | 'publishing'>;

/** Which changes would fail for certain: a swap of ports or names, no plugin, no right to write, a port that somebody else's container holds. */
export function refusals(where: string, look: InTheWay, changes: readonly Change<ComposeSpec>[]): Refusal[] {
  const inSwap = swapped(changes);
  // What was taken over as it was has no label of ours.
  const ours = new Set(changes.flatMap(({ before }) => (before !== null && before.foreign === undefined ? [before.project] : [])));
  return changes.flatMap((change) => {
    if (change.after === null) return [];
    const error = inSwap.has(change) ? swapError(change, inSwap) : refusal(where, change.after, look, ours);
    return error === null ? [] : [{ key: change.key, error: error.toJSON() }];
  });
}

/** Why `spec` cannot be deployed; null when nothing is in its way. */
export function refusal(where: string, spec: ComposeSpec, look: InTheWay, ours: ReadonlySet<string> = new Set()): HlError | null {
  const { installPath } = spec;
  const { kind, place = '' } = look.obstacles.find(({ path }) => path === installPath) ?? {};
  if (kind === 'denied')
    return new HlError('HL_FILE', `${where}: the SSH user may not write in ${place}, which ${installPath} needs`, {
      kind: 'refused',
      hint: 'Give the SSH user write access there, or set sudo: true for the host in hl.yml.',
    });
  if (kind === 'file')
    return new HlError('HL_FILE', `${where}: ${installPath} cannot be made: ${place} is not a directory`, {
      kind: 'refused',
      hint: 'Move it away, or give the service another install_path.',
    });
  if (look.unplugged) return dockerError(where, "'compose' is not a docker command");
  return portTaken(where, spec, ours, look.publishing);
}

function portTaken(where: string, spec: ComposeSpec, ours: ReadonlySet<string>, containers: readonly Container[]): HlError | null {
  const held = containers
    .filter(({ owner, project }) => owner === '' && !ours.has(project))
    .flatMap(({ name, ports }) => heldPorts(ports).map((port) => ({ name, port })));
  for (const wanted of publishedPorts(fileOf(spec))) {
    const holder = held.find(({ port }) => overlaps(wanted, port));
    if (holder)
      return new HlError('HL_PORT_TAKEN', `${where}: port ${wanted.port} is held by container ${holder.name}, which is not ours`, {
        kind: 'conflict',
        hint: 'Give the service another port, or stop what holds it.',
      });
  }
  return null;
}

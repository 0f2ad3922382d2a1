import { heldPorts, overlaps, publishedPorts } from '@hl/compose';
import { fileOf } from '../file/spec-file.js';
import { HlError, type Change, type Refusal, type Remote } from '@hl/core';
import { swapError, swapped } from '../apply/port-handoff.js';
import { containerColumns, parseContainers, type Container } from '../client/containers.js';
import { dockerError } from '../client/docker-error.js';
import type { Engine } from '../client/engine.js';
import { scripts, shell } from '../client/scripts.js';
import type { ComposeSpec } from '../spec.js';

/** Which changes would fail for certain: a swap of ports or names, no plugin, no right to write, a port that somebody else's container holds. */
export async function refusals(
  { remote, engine }: { readonly remote: Remote; readonly engine: Engine },
  changes: readonly Change<ComposeSpec>[],
): Promise<Refusal[]> {
  const makes = changes.flatMap((change) => (change.after === null ? [] : [{ change, after: change.after }]));
  if (makes.length === 0) return [];
  const paths = new Set(makes.map(({ after }) => after.installPath));
  const argv = shell({ columns: containerColumns }, [engine.script, scripts.refusals], [...paths]);
  const { stdout } = await remote.run(argv, { accept: 'any' });
  const inSwap = swapped(changes);
  // What was taken over as it was has no label of ours.
  const ours = new Set(changes.flatMap(({ before }) => (before !== null && before.foreign === undefined ? [before.project] : [])));
  return makes.flatMap(({ change, after }) => {
    const error = inSwap.has(change) ? swapError(change, inSwap) : refusal(remote.name, after, stdout, ours);
    return error === null ? [] : [{ key: change.key, error: error.toJSON() }];
  });
}

/** Why `spec` cannot be deployed, from what `scripts/refusals.sh` printed; null when nothing is in its way. */
export function refusal(where: string, spec: ComposeSpec, printed: string, ours: ReadonlySet<string> = new Set()): HlError | null {
  const [obstacles = '', containers = ''] = printed.split(/^\n/m);
  const rows = obstacles.split('\n').map((line) => line.split('\t'));
  const { installPath } = spec;
  const [word, , place = ''] = rows.find(([, path]) => path === installPath) ?? [];
  if (word === 'denied')
    return new HlError('HL_FILE', `${where}: the SSH user may not write in ${place}, which ${installPath} needs`, {
      kind: 'refused',
      hint: 'Give the SSH user write access there, or set sudo: true for the host in hl.yml.',
    });
  if (word === 'file')
    return new HlError('HL_FILE', `${where}: ${installPath} cannot be made: ${place} is not a directory`, {
      kind: 'refused',
      hint: 'Move it away, or give the service another install_path.',
    });
  if (rows.some(([only]) => only === 'compose')) return dockerError(where, "'compose' is not a docker command");
  return portTaken(where, spec, ours, parseContainers(containers.split('\n')));
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

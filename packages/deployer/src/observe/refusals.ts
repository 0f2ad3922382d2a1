import { HlError } from '@hl/core';
import type { Change, Refusal, Remote } from '@hl/core';
import { dockerTrouble } from '../client/docker-error.js';
import type { Kind } from '../client/engine.js';
import { heldPorts, overlaps, publishedPorts } from '../file/ports.js';
import type { ComposeSpec } from '../spec.js';

/**
 * Arguments: install paths. Prints `compose` when docker has no such plugin; `denied` or `file`, the install path and what is in the way,
 * tab-separated; then an empty line and the names and ports of running containers that are not ours.
 */
const script = (kind: Kind): string => `
export LC_ALL=C
tab=$(printf '\\t')
${kind.plugin} > /dev/null 2>&1 || echo compose
for path in "$@"; do
  at=$path
  while [ ! -e "$at" ] && [ "$at" != / ]; do at=$(dirname "$at"); done
  for one in "$at" "$path/.hl" "$path/.hl/revisions"; do
    [ -e "$one" ] || continue
    if [ ! -d "$one" ]; then printf '%s\\n' "file$tab$path$tab$one"
    elif [ ! -w "$one" ] || [ ! -x "$one" ]; then printf '%s\\n' "denied$tab$path$tab$one"
    else continue; fi
    break
  done
done
echo
docker ps --format '{{.Label "hl.service"}}'"$tab"'{{.Names}}'"$tab"'{{.Ports}}' | sed -n "s/^$tab//p"
`;

/** Which changes would fail for certain, by one look at the host: no plugin, no right to write, a port that somebody else's container holds. */
export async function refusals(
  { remote, kind }: { readonly remote: Remote; readonly kind: Kind },
  changes: readonly Change<ComposeSpec>[],
): Promise<Refusal[]> {
  const makes = changes.flatMap(({ key, after }) => (after === null ? [] : [{ key, after }]));
  if (makes.length === 0) return [];
  const paths = new Set(makes.map(({ after }) => after.installPath));
  const { stdout } = await remote.run(['sh', '-c', script(kind), 'sh', ...paths], { accept: 'any' });
  const [told = '', containers = ''] = stdout.split(/^\n/m);
  const rows = told.split('\n').map((line) => line.split('\t'));
  const ports = heldPorts(containers);
  return makes.flatMap(({ key, after }) => {
    const error = refusal(remote.name, after, rows, ports);
    return error === null ? [] : [{ key, error: error.toJSON() }];
  });
}

function refusal(
  where: string,
  { installPath, compose }: ComposeSpec,
  rows: readonly (readonly string[])[],
  held: ReturnType<typeof heldPorts>,
): HlError | null {
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
  if (rows.some(([word]) => word === 'compose')) return dockerTrouble(where, "'compose' is not a docker command");
  for (const port of publishedPorts(compose)) {
    const holder = held.find((other) => overlaps(port, other));
    if (holder)
      return new HlError('HL_PORT_TAKEN', `${where}: port ${port.port} is held by container ${holder.name}, which is not ours`, {
        kind: 'conflict',
        hint: 'Give the service another port, or stop what holds it.',
      });
  }
  return null;
}

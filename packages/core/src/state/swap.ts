import { createHash } from 'node:crypto';
import { HlError } from '../error.js';
import type { Remote } from '../remote.js';

const digest = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

/**
 * `$1` path, `$2` digest it must have now (or `absent`), `$3` write or delete. The mutex is a directory, because making
 * one is atomic everywhere; one left by a killed run is broken after a minute. Exit 8: mutex busy, 9: the file is another one now.
 */
const swapScript = `set -eu; umask 077; m="$1.mutex"; mkdir -p "$(dirname "$1")"; i=0
until mkdir "$m" 2>/dev/null; do
  i=$((i + 1)); [ "$i" -lt 100 ] || exit 8
  [ -z "$(find "$m" -prune -mmin +1 2>/dev/null)" ] || rmdir "$m" 2>/dev/null || :
  sleep 0.1
done
trap 'rmdir "$m"' EXIT
have=absent; [ ! -e "$1" ] || have=$(sha256sum < "$1" | cut -d' ' -f1)
[ "$have" = "$2" ] || exit 9
if [ "$3" = delete ]; then rm -f "$1"; else cat > "$1.new"; sync "$1.new"; mv -f "$1.new" "$1"; fi`;

/**
 * Reads a file, lets `next` say what it shall be (`null`: deleted; `undefined`: leave it), and writes that only if nobody
 * changed the file in between; otherwise it does all of it again. So two jobs that write the same entry lose nothing.
 *
 * @returns what the file holds afterwards, or null
 * @throws HlError HL_STATE_BUSY (`unreachable`) when others keep changing it
 */
export async function swapFile(
  remote: Remote,
  path: string,
  next: (text: string | null) => string | null | undefined,
): Promise<string | null> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const bytes = await remote.read(path);
    const text = bytes === null ? null : new TextDecoder().decode(bytes);
    const wanted = next(text);
    if (wanted === undefined || wanted === text) return text;
    const expected = bytes === null ? 'absent' : digest(bytes);
    const argv = ['sh', '-c', swapScript, 'sh', path, expected, wanted === null ? 'delete' : 'write'];
    const { code } = await remote.run(argv, { accept: [0, 8, 9], stdin: wanted ?? '' });
    if (code === 0) return wanted;
  }
  throw new HlError('HL_STATE_BUSY', `${path} on ${remote.name} is being written by others all the time`, {
    kind: 'unreachable',
    hint: `Try again; if no other run is going on, delete ${path}.mutex there.`,
  });
}

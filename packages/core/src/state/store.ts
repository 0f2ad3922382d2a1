import { HlError } from '../error.js';
import type { Remote } from '../remote/remote.js';
import { sha256 } from '../values/sha256.js';

/** Small text files of one directory, read together and written by compare-and-swap. */
export interface Store {
  /** Where it is, for messages. */
  readonly place: string;
  /** Texts by name (`services/metube.json`): of `names`, or all. @throws HlError when they cannot be read whole: never a part */
  read(names?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Reads `names`, lets `next` say what some of them shall be (null: deleted), and writes that only if nobody changed one of
   * `names` in between; otherwise it does all of it again, so that two jobs lose nothing.
   *
   * @returns what `next` said last
   * @throws HlError HL_STATE_BUSY (`unreachable`) when others keep changing them, HL_STATE (`refused`) when they cannot be written; whatever `next` throws
   */
  swap(names: readonly string[], next: Next): Promise<ReadonlyMap<string, string | null>>;
  /** Seconds since 1970 by that machine's clock: runners' clocks differ. */
  now(): Promise<number>;
}

export type Next = (texts: ReadonlyMap<string, string>) => ReadonlyMap<string, string | null>;

/** Prints `name NUL text NUL` for each file, and `end NUL`. A directory that is not there is an empty one; one that cannot be read is an error. */
const readScript = `set -eu
if ! m=$(LC_ALL=C ls -d -- "$1" 2>&1); then case $m in *'No such file'*) printf 'end\\0'; exit 0 ;; *) echo "$m" >&2; exit 1 ;; esac; fi
cd "$1"; shift; [ ! -d services ] || ls services > /dev/null
[ $# -gt 0 ] || set -- services/*.json *.json
for f in "$@"; do if [ -e "$f" ]; then printf '%s\\0' "$f"; cat "$f"; printf '\\0'; fi; done
printf 'end\\0'`;

/**
 * Standard input: a line `name expected-digest length` for each file (`absent`; length `-`: delete), an empty line, the texts one after the other.
 * `$1` directory, `$2` where the texts begin. The remote starts it only when all of the input is there. The mutex is a directory, because
 * making one is atomic everywhere; one whose holder was killed is broken after a minute. Exit 8: mutex busy, 9: a file is another one now.
 */
const swapScript = `set -eu; umask 077; m="$1/.mutex"; mkdir -p "$1/services"
t=$(mktemp -d "$1/.new.XXXXXX"); trap 'rm -rf "$t"' EXIT
cat > "$t/all"
i=0
until mkdir "$m" 2>/dev/null; do
  i=$((i + 1)); [ "$i" -lt 100 ] || exit 8
  [ -z "$(find "$m" -prune -mmin +1 2>/dev/null)" ] || rmdir "$m" 2>/dev/null || :
  sleep 0.1
done
trap 'rmdir "$m"; rm -rf "$t"' EXIT
find "$1" -maxdepth 1 -name '.new.*' -mmin +60 -exec rm -rf {} + 2>/dev/null || :
cd "$1"; at=$2
while read -r name expected length; do
  [ -n "$name" ] || break
  have=absent; [ ! -e "$name" ] || have=$(sha256sum < "$name" | cut -d' ' -f1)
  [ "$have" = "$expected" ] || exit 9
  if [ "$length" != - ]; then
    mkdir -p "$t/$(dirname "$name")"; tail -c "+$at" "$t/all" | head -c "$length" > "$t/$name"; at=$((at + length))
  fi
done < "$t/all"
find "$t" -type f -exec sync {} + 2>/dev/null || sync
while read -r name expected length; do
  [ -n "$name" ] || break
  if [ "$length" = - ]; then rm -f "$name"; else mv -f "$t/$name" "$name"; fi
done < "$t/all"`;

const attempts = 20;

/** A store in a directory of one machine. What arrives cut on its way there changes nothing. */
export function remoteStore(remote: Remote, directory: string): Store {
  const place = `${directory} on ${remote.name}`;
  const fail = (what: string, stderr: string): HlError =>
    new HlError('HL_STATE', `${place} cannot be ${what}: ${stderr.trim().split('\n').at(-1) || 'no reason given'}`, {
      kind: 'refused',
      hint: /No space/i.test(stderr)
        ? 'The disk is full: free some space there.'
        : `Give the SSH user the right to read and write ${directory} there, or another directory with ledger.directory in hl.yml.`,
    });

  const read: Store['read'] = async (names = []) => {
    const { code, stdout, stderr } = await remote.run(['sh', '-c', readScript, 'sh', directory, ...names], { accept: 'any' });
    const words = stdout.split('\0');
    if (code !== 0) throw fail('read', stderr);
    if (words.at(-2) !== 'end' || words.length % 2 !== 0) throw fail('read', 'the answer came cut');
    return new Map(Array.from({ length: words.length / 2 - 1 }, (_, index) => [words[2 * index] ?? '', words[2 * index + 1] ?? '']));
  };

  return {
    place,
    read,
    async swap(names, next) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const texts = await read(names);
        const wanted = next(texts);
        const changed = [...wanted].filter(([name, text]) => text !== (texts.get(name) ?? null));
        if (changed.length === 0) return wanted;
        const lines = changed.map(([name, text]) => {
          const before = texts.get(name);
          return `${name} ${before === undefined ? 'absent' : sha256(before)} ${text === null ? '-' : Buffer.byteLength(text)}\n`;
        });
        const head = `${lines.join('')}\n`;
        const input = head + changed.map(([, text]) => text ?? '').join('');
        const argv = ['sh', '-c', swapScript, 'sh', directory, String(head.length + 1)];
        const { code, stderr } = await remote.run(argv, { accept: 'any', stdin: input });
        if (code === 0) return wanted;
        if (code !== 8 && code !== 9) throw fail('written', stderr);
      }
      throw new HlError('HL_STATE_BUSY', `${place} is being written by others all the time`, {
        kind: 'unreachable',
        hint: `Try again; if no other run is going on, delete ${directory}/.mutex there.`,
      });
    },
    now: async () => Number((await remote.run(['date', '+%s'])).stdout.trim()),
  };
}

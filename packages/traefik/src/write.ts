import { createHash } from 'node:crypto';
import { HlError } from '@hl/core';
import type { Remote } from '@hl/core';
import { full, reason } from './directory.js';

/** `before`: what the file must still hold, else nothing is done. `null`: no such file. */
export interface Edit {
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Mode and owner stay: the file is not ours alone. */
  readonly keep?: true;
}

/**
 * One command for all edits, data on standard input: first every new text goes beside its file under a name that Traefik
 * does not load, then, when all have arrived as they were sent, each is moved over, so that a full disk or a lost connection leaves no half
 * file; what ends without `end` was cut. A file that is not what it was when it was read is left alone; in one that is kept, what somebody adds at the very
 * moment of the move is found in the old file, which then comes back. Where a symbolic link leads, the file is replaced in
 * the same way. What a killed run left behind goes. Prints `done FILE` or `changed FILE` for each.
 */
const writeAll = `cd "$1" || exit 9
umask 022; nl='
'; plan=''; set --
trap 'rm -f .*.$$.hl-tmp' EXIT; trap 'exit 1' HUP INT TERM
lost() { echo 'the connection was cut' >&2; exit 8; }
while IFS=' ' read -r op keep sum new lines name || lost; do
  if [ "$op" = end ]; then break; fi
  case $op in put*)
    if [ "$keep" = keep ] && [ -f "$name" ]; then cp -p -- "$name" ".$name.$$.hl-tmp" || exit 8; fi
    exec 3>".$name.$$.hl-tmp" || exit 8
    while [ "$lines" -gt 0 ]; do IFS= read -r line || lost; printf '%s\\n' "$line" >&3 || exit 8; lines=$((lines - 1)); done
    if [ "$op" = putrest ]; then IFS= read -r line || lost; printf '%s' "$line" >&3 || exit 8; fi
    exec 3>&- ;;
  esac
  if [ -f "$name" ]; then set -- "$@" "$name"; fi
  plan="$plan$op $keep $sum $new $name$nl"
done
find . -maxdepth 1 -name '*.hl-tmp' -mmin +60 -exec rm -f {} +
case $plan in *put*) sync .*.$$.hl-tmp 2>/dev/null ;; esac
hash=sha256sum; command -v $hash >/dev/null || hash='shasum -a 256'
sums=$nl; if [ $# -gt 0 ]; then sums="$nl$($hash "$@")$nl" || exit 8; fi
arrived=$nl; case $plan in *put*) arrived="$nl$($hash .*.$$.hl-tmp)$nl" || exit 8 ;; esac
printf '%s' "$plan" | while IFS=' ' read -r op keep sum new name; do
  case $op in put*) ;; *) continue ;; esac
  case $arrived in *"$nl$new  .$name.$$.hl-tmp$nl"*) ;; *) echo "the text of $name did not arrive as it was sent" >&2; exit 8 ;; esac
done || exit 8
replace() {
  old="$2.old.$$.hl-tmp"
  if [ "$keep" != keep ] || ! ln "$2" "$old" 2>/dev/null; then mv -f -- "$1" "$2"; return; fi
  mv -f -- "$1" "$2" || { rm -f -- "$old"; return 1; }
  case $($hash "$old") in "$sum "*) rm -f -- "$old" ;; *) mv -f -- "$old" "$2"; return 3 ;; esac
}
printf '%s' "$plan" | while IFS=' ' read -r op keep sum new name; do
  tmp=".$name.$$.hl-tmp"; to=$name; from=$tmp
  if [ -d "$name" ]; then echo "$name is a directory" >&2; continue; fi
  there=yes; if [ ! -e "$name" ] && [ ! -L "$name" ]; then there=; fi
  if [ "$sum" = - ]; then
    if ln "$tmp" "$name" 2>/dev/null || { [ -z "$there" ] && mv "$tmp" "$name"; }; then echo "done $name"
    elif [ -n "$there" ]; then echo "changed $name"; fi
    continue
  fi
  if [ "$op" = del ] && [ -z "$there" ]; then echo "done $name"; continue; fi
  case $sums in *"$nl$sum  $name$nl"*) ;; *) echo "changed $name"; continue ;; esac
  if [ "$op" = del ]; then rm -f -- "$name" && echo "done $name"; continue; fi
  if [ -L "$name" ]; then to=$(readlink -f "$name") && from="$to.$$.hl-tmp" && cp -p -- "$tmp" "$from"; fi && replace "$from" "$to"
  case $? in 0) echo "done $name" ;; 3) echo "changed $name" ;; *) rm -f -- "$from" ;; esac
done`;

export type Written = ReadonlyMap<string, 'done' | 'changed'>;

/**
 * Makes all edits. Files absent from the answer could not be written; `problem` says why.
 *
 * @throws HlError `unreachable` when the connection is lost: the edits may or may not have been made
 */
export async function writeFiles(
  remote: Remote,
  directory: string,
  edits: readonly Edit[],
): Promise<{ written: Written; problem: HlError | null }> {
  if (edits.length === 0) return { written: new Map(), problem: null };
  const { code, stdout, stderr } = await remote.run(['sh', '-c', writeAll, 'sh', directory], {
    accept: 'any',
    stdin: `${edits.map(record).join('')}end\n`,
  });
  const lines = stdout.split('\n').flatMap((line): [string, 'done' | 'changed'][] => {
    const found = /^(done|changed) (.*)$/.exec(line);
    return found ? [[found[2] as string, found[1] as 'done' | 'changed']] : [];
  });
  const written = new Map(lines);
  if (written.size === new Set(edits.map(({ file }) => file)).size) return { written, problem: null };
  const said = reason(stderr) || (code === 8 ? 'a file could not be written' : `exit code ${code}`);
  return {
    written,
    problem: new HlError('HL_TRAEFIK_WRITE', `${remote.name}: cannot write in ${directory}: ${said}`, {
      kind: 'refused',
      hint: fix(stderr),
    }),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function record({ file, before, after, keep }: Edit): string {
  const sum = before === null ? '-' : sha256(before);
  if (after === null) return `del - ${sum} - 0 ${file}\n`;
  const lines = after.split('\n');
  const rest = lines.pop();
  return `${rest === '' ? 'put' : 'putrest'} ${keep ? 'keep' : '-'} ${sum} ${sha256(after)} ${lines.length} ${file}\n${after}${rest === '' ? '' : '\n'}`;
}

function fix(stderr: string): string {
  if (full.test(stderr)) return 'The disk is full: free some space there.';
  if (/did not arrive/.test(stderr)) return 'Nothing was written; run again, and look at the connection.';
  if (/busy/i.test(stderr)) return 'The file is a mount of its own there: mount its directory instead.';
  return 'Let the SSH user write in that directory, or set sudo: true for the host in hl.yml; look for a full disk, too.';
}

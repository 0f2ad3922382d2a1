import { createHash } from 'node:crypto';
import type { Remote } from '@hl/core';
import type { Target } from './target.js';

/**
 * Two names change what they stand for in one step (renameat2 with RENAME_EXCHANGE): coreutils 9.5 and later have it;
 * on others perl, which Debian always has, knows its number. Fails where neither does, or the file system does not.
 */
const trade =
  `trade() { mv --exchange -T "$1" "$2" 2> /dev/null || perl -MConfig -e '` +
  `%n = (x86_64 => 316, aarch64 => 276, arm => 382); ($a) = $Config{archname} =~ /^([^-]+)/; ` +
  `exit !(defined $n{$a} && syscall($n{$a}, -100, $ARGV[0], -100, $ARGV[1], 2) == 0)' "$1" "$2" 2> /dev/null; }`;

/**
 * Puts standard input in the place of `$1` as `$3` says, with mode `$2`, if `sha256sum` says `$4` of the file:
 * prints `replaced`, or `changed` when somebody else was faster, and then theirs stays. Whatever is replaced is looked at
 * once more when nobody can reach it by its name any longer: an editor that came between is seen, and gets its file back.
 */
const script = `set -eu; umask 077; file=$1 mode=$2 how=$3 sum=$4
command -v sha256sum > /dev/null
${trade}
is() { [ "$(sha256sum < "$1")" = "$2" ]; }
changed() { echo changed; exit 0; }
new=$(if [ "$how" = inPlace ]; then mktemp; else mktemp "$file.XXXXXX"; fi); old=$new.old
trap 'rm -f "$new" "$old"' EXIT
cat > "$new"; chmod "$mode" "$new"; sync "$new"
ours=$(sha256sum < "$new")
is "$file" "$sum" || changed
if [ "$how" = inPlace ]; then
  exec 3<> "$file"
  is /dev/fd/3 "$sum" || changed
  cat "$new" > /dev/fd/3
  [ "$file" -ef /dev/fd/3 ] || changed
elif trade "$new" "$file"; then
  if ! is "$new" "$sum"; then
    trade "$new" "$file"
    is "$new" "$ours" || trade "$new" "$file"
    changed
  fi
else
  ln "$file" "$old"
  is "$old" "$sum" || changed
  [ "$file" -ef "$old" ] || changed
  mv -f "$new" "$file"
  if ! is "$old" "$sum"; then
    is "$file" "$ours" && mv -f "$old" "$file"
    changed
  fi
fi
echo replaced`;

/**
 * Puts `to` in the place of `from`; false, and nothing done, when the file holds something else by now. A machine without
 * a shell that can do this gets a plain write.
 *
 * @throws HlError what the remote throws
 */
export async function replace(remote: Remote, { path, mode, how }: Target, from: string, to: string): Promise<boolean> {
  const sum = `${createHash('sha256').update(from).digest('hex')}  -`;
  const { stdout } = await remote.run(['sh', '-c', script, 'sh', path, mode.toString(8), how, sum], { stdin: to, accept: 'any' });
  if (stdout.trim() === 'changed') return false;
  if (stdout.trim() !== 'replaced') await remote.write(path, to, { mode, how });
  return true;
}

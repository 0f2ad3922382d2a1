#!/bin/sh
# replace-if-unchanged.sh FILE MODE HOW SUM
#
# Puts standard input in the place of FILE with mode MODE if `sha256sum` says SUM of it. HOW is `rename` or `inPlace`. Prints `replaced`, or
# `changed` when somebody else was faster, and then theirs stays. Whatever is replaced is looked at once more when nobody can reach it by its
# name any longer: an editor that came between is seen, and gets its file back.
# shellcheck disable=SC3013 # dash, ash and bash all know -ef
set -eu
umask 077
file=$1 mode=$2 how=$3 sum=$4
command -v sha256sum > /dev/null

# Two names change what they stand for in one step (renameat2 with RENAME_EXCHANGE): coreutils 9.5 and later have it; on others perl, which
# Debian always has, knows its number. Fails where neither does, or the file system does not.
exchange() {
  # shellcheck disable=SC2016 # the variables are perl's
  mv --exchange -T "$1" "$2" 2> /dev/null || perl -MConfig -e '
    %n = (x86_64 => 316, aarch64 => 276, arm => 382);
    ($a) = $Config{archname} =~ /^([^-]+)/;
    exit !(defined $n{$a} && syscall($n{$a}, -100, $ARGV[0], -100, $ARGV[1], 2) == 0)' "$1" "$2" 2> /dev/null
}
is() { [ "$(sha256sum < "$1")" = "$2" ]; }
changed() { echo changed; exit 0; }

new=$(if [ "$how" = inPlace ]; then mktemp; else mktemp "$file.XXXXXX"; fi)
old=$new.old
trap 'rm -f "$new" "$old"' EXIT
cat > "$new"
chmod "$mode" "$new"
sync "$new"
ours=$(sha256sum < "$new")
is "$file" "$sum" || changed
if [ "$how" = inPlace ]; then
  exec 3<> "$file"
  is /dev/fd/3 "$sum" || changed
  cat "$new" > /dev/fd/3
  [ "$file" -ef /dev/fd/3 ] || changed
elif exchange "$new" "$file"; then
  if ! is "$new" "$sum"; then
    exchange "$new" "$file"
    is "$new" "$ours" || exchange "$new" "$file"
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
echo replaced

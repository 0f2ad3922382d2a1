# shellcheck shell=sh
# Standard input: a line `name expected-digest length` for each file (`absent`; length `-`: delete), an empty line, the texts
# one after the other. $1 directory, $2 where the texts begin. The mutex is a directory, because making one is atomic
# everywhere; one whose holder was killed is broken after a minute. Exit 8: mutex busy, 9: a file is another one now.
set -eu; umask 077; m="$1/.mutex"; mkdir -p "$1/services"
t=$(mktemp -d "$1/.new.XXXXXX"); trap 'rm -rf "$t"' EXIT
cat > "$t/all"
i=0
until mkdir "$m" 2> /dev/null; do
  i=$((i + 1)); [ "$i" -lt 100 ] || exit 8
  [ -z "$(find "$m" -prune -mmin +1 2> /dev/null)" ] || rmdir "$m" 2> /dev/null || :
  sleep 0.1
done
trap 'rmdir "$m"; rm -rf "$t"' EXIT
find "$1" -maxdepth 1 -name '.new.*' -mmin +60 -exec rm -rf {} + 2> /dev/null || :
cd "$1"; at=$2
# shellcheck disable=SC2094 # it is only read
while read -r name expected length; do
  [ -n "$name" ] || break
  have=absent; [ ! -e "$name" ] || have=$(sha256sum < "$name" | cut -d' ' -f1)
  [ "$have" = "$expected" ] || exit 9
  if [ "$length" != - ]; then
    mkdir -p "$t/$(dirname "$name")"; tail -c "+$at" "$t/all" | head -c "$length" > "$t/$name"; at=$((at + length))
  fi
done < "$t/all"
find "$t" -type f -exec sync {} + 2> /dev/null || sync
while read -r name expected length; do
  [ -n "$name" ] || break
  if [ "$length" = - ]; then rm -f "$name"; else mv -f "$t/$name" "$name"; fi
done < "$t/all"

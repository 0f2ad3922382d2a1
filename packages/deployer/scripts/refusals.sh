# shellcheck shell=sh disable=SC2154
# Arguments: directories. Variable: columns of `docker ps`. Prints `compose` when docker has no such plugin; `denied` or `file`, the
# directory and what is in the way, tab-separated; then an empty line and the containers of the host.
export LC_ALL=C
plugin > /dev/null 2>&1 || echo compose
for path in "$@"; do
  at=$path
  while [ ! -e "$at" ] && [ "$at" != / ]; do at=$(dirname "$at"); done
  for one in "$at" "$path/.hl" "$path/.hl/revisions"; do
    [ -e "$one" ] || continue
    if [ ! -d "$one" ]; then printf 'file\t%s\t%s\n' "$path" "$one"
    elif [ ! -w "$one" ] || [ ! -x "$one" ]; then printf 'denied\t%s\t%s\n' "$path" "$one"
    else continue; fi
    break
  done
done
echo
docker ps --no-trunc --format "$columns"

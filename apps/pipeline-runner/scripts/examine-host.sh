# shellcheck shell=sh
# Arguments: paths. Prints what a deployment has to know of this machine, tab-separated: `clock`, seconds since 1970; `docker` and
# `compose`, the version or why there is none; and for each path `path`, it, what there is of it, whether that may be written, and the KiB
# that are free there.
tab=$(printf '\t')
export LC_ALL=C
echo "clock$tab$(date +%s)"
echo "docker$tab$(docker version --format '{{.Server.Version}}' 2>&1 | tail -n 1)"
echo "compose$tab$(docker compose version --short 2>&1 | tail -n 1)"
for path in "$@"; do
  at=$path
  while [ ! -e "$at" ] && [ "$at" != / ]; do at=$(dirname "$at"); done
  if [ -d "$at" ] && [ -w "$at" ] && [ -x "$at" ]; then may=yes; else may=no; fi
  echo "path$tab$path$tab$at$tab$may$tab$(df -Pk "$at" 2> /dev/null | awk 'NR == 2 { print $4 }')"
done

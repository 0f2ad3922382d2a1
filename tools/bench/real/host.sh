#!/usr/bin/env bash
# host.sh COMMAND…: runs it where five real Docker hosts can be reached by SSH, as the real run has them (tools/real): the
# directory that tools/real/machine/hosts.sh made is in HL_BENCH_HOSTS, and what cannot be compared here in HL_BENCH_WITHOUT. Everything lives in namespaces that end with
# this process, and this process with its standard input. Where that cannot be had: says why, and ends with 3.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
cd "$root" || exit 1

cannot() {
  echo "$1"
  exit 3
}

if [ "${1:-}" = inside ]; then
  shift
  mount -t tmpfs -o mode=755 tmpfs /run # sockets and network namespaces of this machine are not ours
  mkdir -p /run/sshd /run/netns
  ip link set lo up
  bash tools/real/machine/hosts.sh "$HL_BENCH_HOSTS" gamma delta > "$HL_BENCH_HOSTS/hosts.log" 2>&1 || { tail -n 3 "$HL_BENCH_HOSTS/hosts.log"; cannot 'the hosts do not come up'; }
  exec "$@"
fi

. tools/real/machine/unable.sh
reason=$(unable)
[ -z "$reason" ] || cannot "$reason"

# The real run has hosts of the same names.
exec 9> /run/hl-real.lock
flock --nonblock 9 || { echo 'waiting for the real run to end' >&2; flock 9; }

rm -rf "${TMPDIR:-/tmp}"/hl-bench.??????
HL_BENCH_HOSTS=$(mktemp -d -t hl-bench.XXXXXX)
chmod 755 "$HL_BENCH_HOSTS" # sshd reads keys there as the user
child=''
finish() {
  trap '' INT TERM HUP
  [ -z "${watch:-}" ] || kill "$watch" 2> /dev/null
  if [ -n "$child" ]; then
    kill -9 -- "-$child" 2> /dev/null
    wait "$child" 2> /dev/null
  fi
  for _ in $(seq 50); do # the kernel takes a moment to let go of the last process
    find /sys/fs/cgroup -depth -type d \( -path '*/hl-real' -o -path '*/hl-real/*' \) -exec rmdir {} + 2> /dev/null
    [ -n "$(find /sys/fs/cgroup -type d -name hl-real -print -quit 2> /dev/null)" ] || break
    sleep 0.2
  done
  rm -rf "$HL_BENCH_HOSTS" || { sleep 2 && rm -rf "$HL_BENCH_HOSTS"; } # what was killed may have been writing
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
{ read -r _; kill -TERM $$; } <&0 > /dev/null 2>&1 9>&- & # whoever started this is gone
watch=$!

. tools/real/machine/programs.sh
programs > "$HL_BENCH_HOSTS/install.log" 2>&1 || cannot "$missing"
. tools/bench/real/peers.sh
peers >> "$HL_BENCH_HOSTS/install.log" 2>&1
export HL_BENCH_HOSTS HL_BENCH_WITHOUT compose_plugin
# In a process group of its own, so that the wait can be interrupted. It dies with us, even when we are killed.
set -m
setpriv --pdeathsig KILL unshare --mount --net --pid --fork --kill-child --mount-proc bash "${BASH_SOURCE[0]}" inside "$@" 9>&- &
child=$!
set +m
wait "$child"
code=$?
child=''
exit "$code"

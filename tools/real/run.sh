#!/usr/bin/env bash
# npm run test:real: hl on the real programs. Debian or Ubuntu, root; says why and ends with 0 where that cannot be had.
#   1. what is missing is installed (programs.sh)
#   2. the packages' own suites on a real sshd and a real engine
#   3. the hl command takes services through their lives on two isolated hosts of this machine (hosts.sh, fleet.test.mjs)
# Ends with one line: "N passed, N failed". Leaves nothing behind.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root" || exit 1

skip() {
  echo "skipped: $1"
  exit 0
}

[ "$(uname -s)" = Linux ] || skip 'this is not Linux'
grep -qsE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release || skip 'this is neither Debian nor Ubuntu'
[ "$(id -u)" = 0 ] || skip 'this needs root: namespaces, a Docker engine, sshd'
grep -qE '^ *0 +0 +4294967295$' /proc/self/uid_map || skip 'this root is only the root of a user namespace'
unshare --mount --uts --net --pid --fork true 2> /dev/null || skip 'this machine does not let root make namespaces (an unprivileged container?)'

# Two runs would take each other's names. The lock ends with this process; the programs we start do not inherit it.
exec 9> /run/hl-real.lock
flock --nonblock 9 || { echo 'waiting for another run of the real parts'; flock 9; }

. "$here/programs.sh"
. "$here/hosts.sh"

child=''
work=$(mktemp -d -t hl-real.XXXXXX)
chmod 755 "$work" # sshd reads keys there as the user
finish() {
  trap '' INT TERM HUP
  # The first process of a namespace hears nothing softer. All that it started goes with it.
  if [ -n "$child" ]; then
    kill -9 -- "-$child" 2> /dev/null
    wait "$child" 2> /dev/null
  fi
  hosts_down
  rm -rf "$work" || { sleep 2 && rm -rf "$work"; } # what was killed may have been writing
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# In a process group of its own, so that what it starts ends with us; the wait can be interrupted.
run() {
  set -m
  "$@" 9>&- &
  child=$!
  set +m
  wait "$child"
  local code=$?
  child=''
  return "$code"
}

programs "$work" > "$work/install.log" 2>&1 || { tail -n 5 "$work/install.log"; skip "$missing"; }
node tools/start.mjs build --quiet || exit 1

started=$SECONDS failed=''
# PACKAGE: its tests against the real programs, in namespaces of their own: their engine does not touch this machine's
# network, and whatever they start ends with them.
suite() {
  run unshare --net --mount --pid --fork --kill-child --mount-proc sh -c 'ip link set lo up; cd "$1"; shift; exec "$@"' sh "packages/$1" \
    env TMPDIR="$work/tmp" NODE_OPTIONS='--experimental-vm-modules --no-warnings' \
    node ../../node_modules/jest/bin/jest.js -c jest.real.config.js --coverage=false --json --outputFile="$work/$1.json" || failed=yes
}
mkdir "$work/tmp"
suite ssh
suite deployer

export compose_plugin
if run bash "$here/hosts.sh" up "$work"; then
  run env HL_REAL_RESULTS="$work/fleet.json" nsenter --net="/run/netns/$hub" \
    node --test-reporter="$here/reporter.mjs" --test-reporter-destination=stdout "$here/fleet.test.mjs" "$work" || failed=yes
else
  echo 'the hosts did not come up'
  failed=yes
fi

echo "the real parts took $((SECONDS - started)) s"
node "$here/sum.mjs" "$work"/*.json || failed=yes
[ -z "$failed" ]

#!/usr/bin/env bash
# npm run test:real [-- SUITE…]: hl on the real programs. Debian or Ubuntu, root; says why and ends with 0 where that cannot be had.
#   1. what is missing is installed (machine/programs.sh)
#   2. the packages' own suites on a real compose, a real sshd and a real engine (compose, gallery, ssh, deployer)
#   3. the hl command takes services through their lives on isolated hosts of this machine (fleet: machine/hosts.sh, fleet.test.mjs)
#   4. the image is built by a real engine and used as people use it (image)
# Ends with one line: "N passed, N failed". Everything that is started lives in namespaces of its own (inside.sh), so that it
# ends with this process, however that ends; what a killed run left on disk goes with the next run.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root" || exit 1
suites=("$@")
[ $# -gt 0 ] || suites=(compose gallery ssh deployer fleet image)

skip() {
  echo "skipped: $1"
  exit 0
}

. "$here/machine/unable.sh"
reason=$(unable)
[ -z "$reason" ] || skip "$reason"

# Two runs would take each other's cgroups and directories. The lock ends with this process; the programs we start do not inherit it.
exec 9> /run/hl-real.lock
flock --nonblock 9 || { echo 'waiting for another run of the real parts'; flock 9; }

. "$here/machine/programs.sh"
. "$here/image/base.sh"

# Namespaces end by themselves, control groups do not. Whoever else uses one keeps it: only empty ones go.
engines_cgroup=$(find /sys/fs/cgroup -maxdepth 2 -type d -name docker -print -quit 2> /dev/null)
cgroups_gone() {
  local names=(-path '*/hl-real' -o -path '*/hl-real/*')
  [ -n "$engines_cgroup" ] || names+=(-o -path '/sys/fs/cgroup/docker*' -o -path '/sys/fs/cgroup/*/docker*')
  for _ in $(seq 50); do # the kernel takes a moment to let go of the last process
    find /sys/fs/cgroup -depth -type d \( "${names[@]}" \) -exec rmdir {} + 2> /dev/null
    [ -n "$(find /sys/fs/cgroup -type d \( "${names[@]}" \) -print -quit 2> /dev/null)" ] || return 0
    sleep 0.2
  done
}

child=''
rm -rf "${TMPDIR:-/tmp}"/hl-real.??????
work=$(mktemp -d -t hl-real.XXXXXX)
chmod 755 "$work" # sshd reads keys there as the user
finish() {
  trap '' INT TERM HUP
  # The first process of a namespace hears nothing softer. All that it started goes with it.
  if [ -n "$child" ]; then
    kill -9 -- "-$child" 2> /dev/null
    wait "$child" 2> /dev/null
  fi
  cgroups_gone
  rm -rf "$work" || { sleep 2 && rm -rf "$work"; } # what was killed may have been writing
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

programs > "$work/install.log" 2>&1 || { tail -n 5 "$work/install.log"; skip "$missing"; }
export HL_IMAGE_DEBS=$root/node_modules/.cache/hl-real/image
if [[ " ${suites[*]} " = *' image '* ]]; then
  base_debs "$HL_IMAGE_DEBS" >> "$work/install.log" 2>&1 || { tail -n 5 "$work/install.log"; skip 'cannot get what the image consists of'; }
fi
node tools/start.mjs build --quiet || exit 1

started=$SECONDS
export compose_plugin
# In a process group of its own; the wait can be interrupted. It dies with us, even when we are killed.
set -m
setpriv --pdeathsig KILL unshare --mount --net --pid --fork --kill-child --mount-proc bash "$here/inside.sh" "$work" "${suites[@]}" 9>&- &
child=$!
set +m
wait "$child"
code=$?
child=''

echo "the real parts took $((SECONDS - started)) s"
node "$here/sum.mjs" "$work" "${suites[@]}" || code=1
exit "$code"

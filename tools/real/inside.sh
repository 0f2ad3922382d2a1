#!/usr/bin/env bash
# The first process of the run's namespaces (run.sh): its mounts, network and processes are seen by nobody else and end with it.
# inside.sh WORK SUITE…
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$1
shift
mount -t tmpfs -o mode=755 tmpfs /run # sockets and network namespaces of this machine are not ours
mkdir -p /run/sshd /run/netns "$work/tmp"
ip link set lo up
export TMPDIR=$work/tmp

# limited SECONDS NAME COMMAND…: ended when it takes longer, and said so with what the daemons told last.
limited() {
  local seconds=$1 name=$2 code log
  shift 2
  timeout --signal KILL "$seconds" "$@"
  code=$?
  [ "$code" = 137 ] || return "$code"
  echo "$name: not done within $seconds s, ended"
  for log in "$work"/*.log "$work"/*/*.log; do
    [ -s "$log" ] && echo "== ${log#"$work/"}" && tail -n 8 "$log"
  done
  return "$code"
}

# package SECONDS NAME [DIRECTORY]: its tests against the real programs, each in namespaces of its own: what they start ends with them.
package() {
  # shellcheck disable=SC2016 # the inner shell's arguments
  limited "$1" "$2" unshare --net --mount --pid --fork --kill-child --mount-proc sh -c 'ip link set lo up; cd "$1"; shift; exec "$@"' sh "${3:-packages/$2}" \
    env NODE_OPTIONS='--experimental-vm-modules --no-warnings' \
    node ../../node_modules/jest/bin/jest.js -c jest.real.config.js --coverage=false --json --outputFile="$work/$2.json"
}

fleet() {
  limited 180 'the hosts' bash "$here/machine/hosts.sh" "$work" || { echo 'the hosts did not come up'; return 1; }
  limited 1080 fleet env HL_REAL_RESULTS="$work/fleet.json" \
    node --test-reporter="$here/reporter.mjs" --test-reporter-destination=stdout "$here/fleet.test.mjs" "$work"
}

image() {
  . "$here/image/base.sh"
  mkdir "$work/image-suite"
  base_root "$HL_IMAGE_DEBS" "$work/image-suite/base" || { echo 'the base image cannot be made'; return 1; }
  # shellcheck disable=SC2016 # the inner shell's arguments
  limited 300 image unshare --net --mount --pid --fork --kill-child --mount-proc sh -c 'ip link set lo up; exec "$@"' sh \
    env HL_REAL_RESULTS="$work/image.json" \
    node --test-reporter="$here/reporter.mjs" --test-reporter-destination=stdout "$here/image/image.test.mjs" "$work/image-suite"
}

# The limits are far above what a suite takes on two quiet cores: they are there for what hangs.
failed=0
for suite in "$@"; do
  case $suite in
    compose) package 900 compose || failed=1 ;;
    gallery) package 300 gallery apps/pipeline-runner || failed=1 ;;
    ssh) package 180 ssh || failed=1 ;;
    deployer) package 900 deployer || failed=1 ;;
    fleet) fleet || failed=1 ;;
    image) image || failed=1 ;;
    *) echo "there is no suite $suite; there are: compose gallery ssh deployer fleet image"; failed=1 ;;
  esac
done
exit "$failed"

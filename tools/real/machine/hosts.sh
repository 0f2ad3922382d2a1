#!/usr/bin/env bash
# Docker hosts on one machine, each with its own network, mounts, processes, engine and sshd, and a registry beside them. They
# hang on a bridge in the network namespace that this is started in (inside.sh), and nowhere else.
#
#   here 10.231.0.254 (registry :5000, where hl runs) ──┬── alpha 10.231.0.1
#                                                       ├── beta  10.231.0.2
#                                                       ├── swarm 10.231.0.3
#                                                       └── one more for each NAME, from 10.231.0.4
# hosts.sh WORK [NAME…]. Wants HL_DOCKER_REGISTRY and compose_plugin.
# WORK/alpha/pid …: a process in the host's namespaces. WORK/id: the key that may log in.
set -eu
: "${compose_plugin:?} ${HL_DOCKER_REGISTRY:?}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$1
names=(alpha beta swarm "${@:2}")
registry_address=10.231.0.254:5000

# host_up DIRECTORY NAME ADDRESS
host_up() {
  mkdir -p "$1"/{opt,root/.docker/cli-plugins,data,etc-docker}
  cp "$compose_plugin" "$1/root/.docker/cli-plugins/docker-compose"
  ssh-keygen -q -t ed25519 -N '' -C '' -f "$1/host_key"
  ip netns add "$2"
  ip -n "$2" link set lo up
  ip link add "$2" type veth peer name eth0 netns "$2"
  ip link set "$2" master hub up
  ip -n "$2" addr add "$3/24" dev eth0
  ip -n "$2" link set eth0 up
  # Not `ip netns exec`: it remounts /sys, and the engine finds no cgroups.
  in_background "$1/host.log" nsenter --net="/run/netns/$2" \
    unshare --mount --uts --pid --fork --kill-child --mount-proc bash "$here/host.sh" "$1" "$2" "$3" "$registry_address"
  echo "$background" > "$1/pid"
}

# await SECONDS WHAT PID COMMAND…: until the command succeeds; not longer than the process lives.
await() {
  local until=$((SECONDS + $1)) what=$2 pid=$3
  shift 3
  until timeout 5 "$@" > /dev/null 2>&1; do
    if ! kill -0 "$pid" 2> /dev/null; then echo "$what has ended"; return 1; fi
    if [ "$SECONDS" -ge "$until" ]; then echo "$what does not answer"; return 1; fi
    sleep 0.2
  done
}

answers() { bash -c ': < "/dev/tcp/$0/$1"' "${1%:*}" "${1#*:}"; }
export -f answers

host_ready() { # DIRECTORY NAME ADDRESS
  local pid
  pid=$(cat "$1/pid")
  await 60 "the engine of $2" "$pid" nsenter --target "$pid" --mount --uts --net docker version &&
    await 30 "sshd of $2" "$pid" bash -c "answers $3:22" && return 0
  tail -n 20 "$1"/*.log
  return 1
}

# on_host DIRECTORY COMMAND…: there, as root, not through sshd.
on_host() {
  local pid
  pid=$(cat "$1/pid")
  shift
  HOME=/root nsenter --target "$pid" --mount --uts --net "$@"
}

# web:v1 … v4: a web server that says its version. Only in the registry: hosts have to pull.
images() {
  local base=$work/image version applet reference
  mkdir -p "$base"/{bin,www,tmp,etc}
  cp "$(command -v busybox)" "$base/bin/busybox"
  for applet in sh httpd sleep true false cat echo env ls; do ln -s busybox "$base/bin/$applet"; done
  for version in v1 v2 v3 v4; do
    reference=$registry_address/web:$version
    echo "$version" > "$base/www/index.html"
    tar -C "$base" -c . | on_host "$work/alpha" docker import -c 'CMD ["/bin/httpd","-f","-p","8080","-h","/www"]' -c 'EXPOSE 8080' - "$reference"
    on_host "$work/alpha" docker push -q "$reference"
    on_host "$work/alpha" docker rmi "$reference"
  done
}

in_background() {
  local log=$1
  shift
  setsid "$@" > "$log" 2>&1 < /dev/null &
  background=$!
}

ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/id"
ip link add hub type bridge
ip addr add 10.231.0.254/24 dev hub
ip link set hub up

printf 'version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: %s/registry}}\nhttp: {addr: "%s"}\n' \
  "$work" "$registry_address" > "$work/registry.yml"
in_background "$work/registry.log" "$HL_DOCKER_REGISTRY" serve "$work/registry.yml"
registry_pid=$background

for at in "${!names[@]}"; do host_up "$work/${names[at]}" "${names[at]}" "10.231.0.$((at + 1))"; done
await 30 'the registry' "$registry_pid" bash -c "answers $registry_address" || { tail -n 20 "$work/registry.log"; exit 1; }
for at in "${!names[@]}"; do host_ready "$work/${names[at]}" "${names[at]}" "10.231.0.$((at + 1))"; done
images > "$work/images.log" 2>&1 || { tail -n 20 "$work/images.log"; exit 1; }

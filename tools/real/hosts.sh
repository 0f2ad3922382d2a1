# Two Docker hosts on one machine, each with its own network, mounts, processes, engine and sshd, and a
# registry beside them. All is reached from the network namespace `hub` only; this machine's own network is not touched.
#
#   hub 10.231.0.254 (registry :5000, where hl runs) ──┬── alpha 10.231.0.1
#                                                      └── beta  10.231.0.2
# hosts.sh up WORK, hosts.sh down; sourced, it gives hosts_up and hosts_down. Wants HL_DOCKER_REGISTRY and compose_plugin.
# WORK/alpha/pid, WORK/beta/pid: a process in the host's namespaces. WORK/id: the key that may log in.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
hub=hl-real
lab_hosts='alpha beta'
registry_address=10.231.0.254:5000

hosts_up() (
  set -eu
  work=$1
  hosts_down # of a run that was killed
  ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/id"
  ip netns add "$hub"
  ip -n "$hub" link set lo up
  ip -n "$hub" link add hub type bridge
  ip -n "$hub" addr add 10.231.0.254/24 dev hub
  ip -n "$hub" link set hub up

  printf 'version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: %s/registry}}\nhttp: {addr: "%s"}\n' \
    "$work" "$registry_address" > "$work/registry.yml"
  in_background "$work/registry.log" nsenter --net="/run/netns/$hub" "$HL_DOCKER_REGISTRY" serve "$work/registry.yml"
  echo "$background" > "$work/registry.pid"

  number=0
  for name in $lab_hosts; do
    number=$((number + 1))
    host_up "$work/$name" "$name" "10.231.0.$number"
  done
  for name in $lab_hosts; do host_ready "$work/$name" || { tail -n 20 "$work/$name"/*.log >&2; exit 1; }; done
  images "$work"
)

# host_up DIRECTORY NAME ADDRESS
host_up() {
  mkdir -p "$1"/{opt,root/.docker/cli-plugins,data,etc-docker}
  cp "$compose_plugin" "$1/root/.docker/cli-plugins/docker-compose"
  ssh-keygen -q -t ed25519 -N '' -C '' -f "$1/host_key"
  ip netns add "$hub-$2"
  ip -n "$hub-$2" link set lo up
  ip -n "$hub" link add "$2" type veth peer name eth0 netns "$hub-$2"
  ip -n "$hub" link set "$2" master hub up
  ip -n "$hub-$2" addr add "$3/24" dev eth0
  ip -n "$hub-$2" link set eth0 up
  # Not `ip netns exec`: it remounts /sys, and the engine finds no cgroups.
  in_background "$1/host.log" nsenter --net="/run/netns/$hub-$2" \
    unshare --mount --uts --pid --fork --kill-child --mount-proc bash "$here/host.sh" "$1" "$2" "$3" "$registry_address"
  echo "$background" > "$1/pid"
}

host_ready() { # DIRECTORY
  local tries
  for tries in $(seq 300); do
    on_host "$1" docker version > /dev/null 2>&1 && on_host "$1" bash -c ": < /dev/tcp/$(cat "$1/address")/22" 2> /dev/null && return 0
    sleep 0.2
  done
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
  local base=$1/image version applet reference
  mkdir -p "$base"/{bin,www,tmp,etc}
  cp "$(command -v busybox)" "$base/bin/busybox"
  for applet in sh httpd sleep true false cat echo env ls; do ln -s busybox "$base/bin/$applet"; done
  for version in v1 v2 v3 v4; do
    reference=$registry_address/web:$version
    echo "$version" > "$base/www/index.html"
    tar -C "$base" -c . | on_host "$1/alpha" docker import -c 'CMD ["/bin/httpd","-f","-p","8080","-h","/www"]' -c 'EXPOSE 8080' - "$reference"
    on_host "$1/alpha" docker push -q "$reference"
    on_host "$1/alpha" docker rmi "$reference"
  done > "$1/images.log" 2>&1 || { cat "$1/images.log" >&2; return 1; }
}

# Away from the terminal's signals: only hosts_down ends it.
in_background() {
  local log=$1
  shift
  setsid "$@" > "$log" 2>&1 < /dev/null 9>&- &
  background=$!
}

# Everything there: whatever belongs to the namespaces ends with them.
hosts_down() {
  local name pid
  for name in $lab_hosts; do
    [ -e "/run/netns/$hub-$name" ] || continue
    for pid in $(ip netns pids "$hub-$name" 2> /dev/null); do kill -9 "$pid" 2> /dev/null; done
    ip netns delete "$hub-$name"
  done
  if [ -e "/run/netns/$hub" ]; then
    for pid in $(ip netns pids "$hub" 2> /dev/null); do kill -9 "$pid" 2> /dev/null; done
    ip netns delete "$hub"
  fi
  local tries
  for tries in $(seq 50); do # the kernel takes a moment to let go of the last process
    find /sys/fs/cgroup -depth -type d -path "*/$hub-*" -exec rmdir {} + 2> /dev/null
    [ -n "$(find /sys/fs/cgroup -type d -name "$hub-*" -print -quit 2> /dev/null)" ] || break
    sleep 0.2
  done
  return 0
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then "hosts_$1" "${2:-}"; fi

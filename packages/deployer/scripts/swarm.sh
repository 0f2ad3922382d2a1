# shellcheck shell=sh disable=SC2016,SC2154,SC2086
# A Swarm whose manager is the host, by docker stack: the same functions as docker.sh. Variables: columns of a service, project, path,
# images, always; of `up` besides: retire, networks, recreate, service, encrypted (`.env` has more names than `known`), binds (directories,
# one a line), pins (a compose file of images by digest, or empty), node (`1`: the file asks which node this is).
tab=$(printf '\t')

plugin() { :; }

# Services, 12 columns each with a hash of the spec first, in which how often it was restarted does not count; then tasks of ours, and of stacks that `$keys` names, as `task` and 5 columns.
list() {
  ids=$(docker service ls --quiet) || return 1
  [ -n "$ids" ] || return 0
  # One that goes away between two calls is no trouble.
  rows=$(docker service inspect --format "$columns" $ids 2> /dev/null) || :
  ours=''
  while IFS= read -r row; do
    head=${row%"$tab"*}
    case "$head" in
      *"$tab") # somebody else's: no owner
        printf '%s\t%s\n' - "$head"
        case "${keys-}" in *" $(printf '%s' "$head" | cut -f 6) "*) ours="$ours ${head%%"$tab"*}" ;; esac
        ;;
      *"$tab"*)
        ours="$ours ${head%%"$tab"*}"
        printf '%s\t%s\n' "$(printf '%s' "${row##*"$tab"}" | sed 's/"ForceUpdate":[0-9]*,*//' | sha256sum | cut -d ' ' -f 1)" "$head"
        ;;
    esac
  done << END_OF_ROWS
$rows
END_OF_ROWS
  format="task$tab{{.ID}}$tab{{.Name}}$tab{{.DesiredState}}$tab{{.CurrentState}}$tab{{.Error}}"
  [ -z "$ours" ] || docker service ps --no-trunc --format "$format" $ours 2> /dev/null || :
}

# Exports the variables of an env file that we wrote; docker stack reads none. Nothing of it is evaluated, no other program gets it as an argument.
load_env() {
  [ -f "$1" ] || return 0
  while IFS= read -r __hl_line; do
    case "$__hl_line" in
      '#'* | '') continue ;;
      PATH=* | IFS=* | HOME=* | DOCKER_*=* | LD_*=*)
        printf 'a secret cannot be called %s on a Swarm: it would change docker itself\n' "${__hl_line%%=*}" >&2
        exit 44 ;;
    esac
    __hl_value=$(printf '%s\n' "${__hl_line#*=}" | sed -e 's/^"//' -e 's/"$//' -e 's/\\\\/\\0134/g' -e 's/\\"/"/g' -e 's/\\\$/$/g')
    __hl_value=$(printf '%bx' "$__hl_value")
    export "${__hl_line%%=*}=${__hl_value%x}"
  done < "$1"
}

check() {
  set -- "$path/.hl/staged"
  [ ! -f "$1/compose.hl.yml" ] || set -- "$1" --compose-file "$1/compose.hl.yml"
  said=$(load_env "$1/.env"; directory=$1; shift; docker stack config --compose-file "$directory/compose.yml" "$@" 2>&1 > /dev/null) || case "$said" in
    # An older docker; or a file that lies in place already. The deployment itself reads it before it changes anything.
    *'unknown'* | *'no such file'* | *'is not a docker command'*) ;;
    *) printf '%s\n' "$said" >&2; exit 44 ;;
  esac
  [ -n "$images" ] || return 0
  if [ -n "$always" ] || ! docker image inspect $images > /dev/null 2>&1; then printf 'pull %s\n' "$1"; fi
}

# On this node, so that an image that does not exist is noticed while the old tasks run; other nodes fetch by themselves.
pull() {
  for image in $images; do
    if [ -n "$always" ] || ! docker image inspect "$image" > /dev/null 2>&1; then docker pull --quiet "$image" > /dev/null; fi
  done
}

# Names that only the encrypted env file knows, given to the main service, as one more compose file.
variables_file() {
  printf 'version: "3.8"\nservices:\n  "%s":\n    environment: {' "$service"
  while IFS= read -r line; do
    case "$line" in '#'* | '') ;; *) case " $known " in *" ${line%%=*} "*) ;; *) printf '"%s": "${%s}", ' "${line%%=*}" "${line%%=*}" ;; esac ;; esac
  done < "$path/.env"
  echo '}'
}

up() {
  for old in $retire; do down "$old" >&2; done
  for network in $networks; do
    docker network inspect "$network" > /dev/null 2>&1 || docker network create --driver overlay --attachable "$network" > /dev/null
  done
  printf '%s\n' "$binds" | while IFS= read -r directory; do [ -z "$directory" ] || [ -e "$directory" ] || mkdir -p "$directory"; done
  set -- docker stack deploy --prune --with-registry-auth --compose-file "$path/compose.yml"
  [ ! -f "$path/compose.hl.yml" ] || set -- "$@" --compose-file "$path/compose.hl.yml"
  rm -f "$path/.hl/variables.yml" "$path/.hl/images.yml"
  if [ -n "$encrypted" ]; then variables_file > "$path/.hl/variables.yml"; set -- "$@" --compose-file "$path/.hl/variables.yml"; fi
  if [ -n "$pins" ]; then printf '%s\n' "$pins" > "$path/.hl/images.yml"; set -- "$@" --compose-file "$path/.hl/images.yml"; fi
  set -- "$path/.env" "$@" "$project"
  if [ -n "$node" ]; then HL_NODE=$(docker info --format '{{.Swarm.NodeID}}') && export HL_NODE; fi
  (load_env "$1" && shift && "$@")
  for name in $recreate; do docker service update --force --detach --quiet "${project}_$name" > /dev/null; done
}

# `stack rm` comes back before the tasks are gone, and cannot remove a network that they still use.
down() {
  docker stack rm "$1" || return 1
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    set -- "$1" --filter "label=com.docker.stack.namespace=$1"
    [ -n "$(docker ps --all --quiet "$2" "$3"; docker network ls --quiet "$2" "$3")" ] || break
    sleep 1
    docker stack rm "$1" > /dev/null 2>&1 || :
  done
}
# As in docker.sh, with services for containers.
read_logs() {
  date -u '+%Y-%m-%dT%H:%M:%SZ'
  while [ $# -gt 1 ]; do
    { docker service logs --raw --timestamps --tail "$tail" ${since:+--since "$since"} "$1" 2>&1 || printf '\n!%s\n' "$?"; } | sed "s/^/$2$tab/"
    shift 2
  done
}
restart() { for name in "$@"; do docker service update --force --quiet "${project}_$name" > /dev/null || return 1; done; }
unused() { :; }
modes() { :; }
volumes() { docker volume ls --quiet --filter "label=com.docker.stack.namespace=$1" | sed 's/^/volume /'; }

# Docker says too roughly for how long tasks run.
sample() { printf '\n\n'; list || exit 1; printf '\n'; }

# Last log lines of services, and why their tasks ended.
logs() {
  for id in "$@"; do
    timeout 10 docker service logs --raw --tail 10 "$id" 2>&1 | tail -c 20000
    docker service ps --no-trunc --format '{{if .Error}}{{.CurrentState}}: {{.Error}}{{end}}' "$id" 2>&1 | head -n 5 || :
  done
}

running_images() { printf '%s\n' "$ps" | awk -F '\t' -v stack="$1" '$12 != "" && $7 == stack { print $6 }'; }

fresh() {
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "${1%@*}" 2> /dev/null) || digest=''
  case "$digest" in sha256:*) case "$1" in *"@$digest") echo current ;; *) echo outdated ;; esac ;; *) echo current ;; esac
}

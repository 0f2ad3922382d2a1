# shellcheck shell=sh disable=SC2154,SC2086
# One Docker engine, by docker compose. Variables: columns of `docker ps`, project, path, images (known references), secrets (names),
# always (ask the registry in any case), parallel; of `up` besides: retire, take_over, networks, recreate, first.
[ -z "${parallel-}" ] || export COMPOSE_PARALLEL_LIMIT="$parallel"

plugin() { docker compose version; }
list() { docker ps --all --no-trunc --format "$columns"; }

# Compose on the files in $2, with paths relative to $1. Variables of the session go before `.env`: none may stand in for a secret.
compose() {
  directory=$1 files=$2
  shift 2
  [ ! -f "$files/.env" ] || set -- --env-file "$files/.env" "$@"
  set -- --project-name "$project" --project-directory "$directory" --file "$files/compose.yml" "$@"
  (unset $secrets && exec docker compose "$@")
}

# Has compose read what is staged (files that it names may lie beside it, or be in place already); prints `pull` and the directory that
# served when an image is not on the host.
check() {
  if compose "$path/.hl/staged" "$path/.hl/staged" config --quiet > /dev/null 2>&1; then directory=$path/.hl/staged
  else
    compose "$path" "$path/.hl/staged" config --quiet || exit 44
    directory=$path
  fi
  [ -n "$images" ] || images=$(compose "$directory" "$path/.hl/staged" config --images)
  if [ -n "$always" ] || ! docker image inspect $images > /dev/null 2>&1; then printf 'pull %s\n' "$directory"; fi
}

# Fetches images while the old containers go on running; an older compose knows no policy. $1: what `check` printed.
pull() {
  set -- "$1" "$path/.hl/staged" pull --quiet --ignore-buildable
  if [ -z "$always" ]; then
    said=$(compose "$@" --policy missing 2>&1) && return
    case "$said" in *'unknown flag'*) ;; *) printf '%s\n' "$said" >&2; exit 1 ;; esac
  fi
  compose "$@"
}

# Images were pulled before: nothing is fetched while the old containers are down. `first`: there are none, and compose reads the file and
# fetches what is missing before it makes anything.
up() {
  for old in $retire; do down "$old"; done
  for id in $take_over; do docker stop "$id" > /dev/null && docker rm "$id" > /dev/null; done
  for network in $networks; do docker network inspect "$network" > /dev/null 2>&1 || docker network create "$network" > /dev/null; done
  if [ -n "$first" ]; then set -- --quiet-pull; else set -- --pull never; fi
  compose "$path" "$path" up --detach --remove-orphans "$@"
  [ -z "$recreate" ] || compose "$path" "$path" up --detach --pull never --no-deps --force-recreate $recreate
}

# Needs no file. Keeps volumes: removing a service never removes its data.
down() { docker compose --project-name "$1" down --remove-orphans; }
volumes() { docker volume ls --quiet --filter "label=com.docker.compose.project=$1" | sed 's/^/volume /'; }

# Arguments: images as `ID reference` pairs, which shall be known by their tags again. Prints references whose image is gone.
retag() {
  while [ $# -gt 1 ]; do
    if docker image inspect "$1" > /dev/null 2>&1; then docker tag "$1" "$2"; else echo "$2"; fi
    shift 2
  done
}

# Arguments: projects. Prints, with empty lines between: the host's time; `list`; for each of their containers its ID, how often it was
# restarted, since when it runs, its image, process, ports and the start period of its health check; then the sockets those processes listen on.
sample() {
  date -u '+%s.%N' # first, so that no container seems to run for longer than it does
  printf '\n'
  ps=$(list) || exit 1
  printf '%s\n\n' "$ps"
  ids=$(printf '%s\n' "$ps" | awk -F '\t' -v projects=" $* " 'index(projects, " " $6 " ") { print $1 }')
  [ -n "$ids" ] || return 0
  details=$(docker inspect --format '{{.Id}} {{.RestartCount}} {{.State.StartedAt}} {{.Image}} {{.State.Pid}} {{json .NetworkSettings.Ports}} {{if index .Config "Healthcheck"}}{{index .Config "Healthcheck" "StartPeriod"}}{{end}}' $ids) || :
  printf '%s\n' "$details"
  sockets=$(printf '%s\n' "$details" | awk '{ printf " /proc/%s/net/tcp /proc/%s/net/tcp6", $5, $5 }')
  grep -H ' 0A ' $sockets 2> /dev/null || :
}

# Last log lines and health checks of containers. A line may be as long as it likes.
logs() {
  for id in "$@"; do
    docker logs --tail 10 "$id" 2>&1 | tail -c 20000
    docker inspect --format '{{if index .State "Health"}}{{range index .State "Health" "Log"}}health check: exit {{.ExitCode}} {{.Output}}{{end}}{{end}}{{.State.Error}}' "$id" 2>&1 || :
  done
}

# References and image IDs of what runs of a service.
running_images() {
  ids=$(docker ps --quiet --all --no-trunc --filter "label=hl.service=$1") || ids=''
  [ -z "$ids" ] || docker inspect --format '{{.Config.Image}} {{.Image}}' $ids | sort -u
}

# Whether the registry still means image $2 by the reference $1: prints `current` or `outdated`; what cannot be asked counts as current.
fresh() {
  case "$1" in sha256:* | *@*) echo current; return ;; esac
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1" 2> /dev/null) || digest=''
  case "$digest" in sha256:*)
    case "$(docker image inspect --format '{{json .RepoDigests}}' "$2" 2> /dev/null)" in *"@$digest"*) echo current ;; *) echo outdated ;; esac
    return ;;
  esac
  said=$(docker manifest inspect --verbose "$1" 2> /dev/null) || said=$(docker manifest inspect --verbose --insecure "$1" 2> /dev/null) || said=''
  case "$said" in
    '' | *"$2"*) echo current ;;
    *) case "$(docker info --format '{{.DriverStatus}}' 2> /dev/null)" in *io.containerd*) echo current ;; *) echo outdated ;; esac ;;
  esac
}

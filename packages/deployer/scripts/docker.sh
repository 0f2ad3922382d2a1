# shellcheck shell=sh disable=SC2154,SC2086
# One Docker engine, by docker compose. Variables: columns of `docker ps`, project, path, images (known references),
# always (ask the registry in any case), parallel; of `up` besides: retire, take_over, networks, recreate, first, unlabelled.
tab=$(printf '\t')
[ -z "${parallel-}" ] || export COMPOSE_PARALLEL_LIMIT="$parallel"

# compose is a plugin: `docker compose` starts docker, which starts the plugin to ask what it is, and then to do the work. Where docker is
# its own program (podman has a script of that name) and the plugin lies where docker finds it, the third of them is started alone, in
# docker's own words; anywhere else docker is asked. Takes the place of a subshell.
docker_compose() {
  find_plugin
  if [ -n "$direct" ]; then
    export DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND=docker
    exec "$direct" compose "$@"
  fi
  exec docker compose "$@"
}
find_plugin() {
  direct='' begins=''
  program=$(command -v docker) || return 0
  case "$program" in /usr/bin/docker | /usr/local/bin/docker) ;; *) return 0 ;; esac
  { IFS= read -r begins < "$program"; } 2> /dev/null || :
  case "$begins" in '#!'*) return 0 ;; esac
  settings=${DOCKER_CONFIG:-${HOME:-}/.docker}
  if [ -f "$settings/config.json" ] && grep -q cliPluginsExtraDirs "$settings/config.json"; then return 0; fi
  for plugins in "$settings" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
    if [ -x "$plugins/cli-plugins/docker-compose" ]; then direct=$plugins/cli-plugins/docker-compose; return 0; fi
  done
}

plugin() { find_plugin; [ -n "$direct" ] || docker compose version; }
list() { docker ps --all --no-trunc --format "$columns"; }

# Compose of project $1 on the files in $3 (compose.yml, and what of ours is merged over it), with paths relative to $2. Variables of the
# session go before `.env`: none may stand in for a variable of that.
compose() {
  of=$1 directory=$2 files=$3
  shift 3
  names=''
  if [ -f "$files/.env" ]; then
    names=$(sed -n -e '/^PATH=/d' -e '/^HOME=/d' -e '/^DOCKER_/d' -e 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p' "$files/.env")
    set -- --env-file "$files/.env" "$@"
  fi
  for more in .hl/kept.yml compose.hl.yml; do [ ! -f "$files/$more" ] || set -- --file "$files/$more" "$@"; done
  set -- --project-name "$of" --project-directory "$directory" --file "$files/compose.yml" "$@"
  (unset $names && docker_compose "$@")
}

# Has compose read what is staged (files that it names may lie beside it, or be in place already); prints `pull` and the directory that
# served when an image is not on the host.
check() {
  if compose "$project" "$path/.hl/staged" "$path/.hl/staged" config --quiet > /dev/null 2>&1; then directory=$path/.hl/staged
  else
    compose "$project" "$path" "$path/.hl/staged" config --quiet || exit 44
    directory=$path
  fi
  [ -n "$images" ] || images=$(compose "$project" "$directory" "$path/.hl/staged" config --images)
  if [ -n "$always" ] || ! docker image inspect $images > /dev/null 2>&1; then printf 'pull %s\n' "$directory"; fi
}

# Fetches images while the old containers go on running; an older compose knows no policy. $1: what `check` printed.
pull() {
  set -- "$project" "$1" "$path/.hl/staged" pull --quiet --ignore-buildable
  if [ -z "$always" ]; then
    said=$(compose "$@" --policy missing 2>&1) && return
    case "$said" in *'unknown flag'*) ;; *) printf '%s\n' "$said" >&2; exit 1 ;; esac
  fi
  compose "$@"
}

# Images were pulled before: nothing is fetched while the old containers are down. `first`: there are none, and compose reads the file and
# fetches what is missing before it makes anything.
up() {
  held=''
  [ -n "$first" ] || held=$(list)
  for old in $retire; do down "$old"; done
  for id in $take_over; do docker stop "$id" > /dev/null && docker rm "$id" > /dev/null; done
  for network in $networks; do docker network inspect "$network" > /dev/null 2>&1 || docker network create "$network" > /dev/null; done
  keep
  if [ -n "$first" ]; then set -- --quiet-pull; else set -- --pull never; fi
  compose "$project" "$path" "$path" up --detach --remove-orphans "$@"
  [ -z "$recreate" ] || compose "$project" "$path" "$path" up --detach --pull never --no-deps --force-recreate $recreate
  reconnect
}

# What was taken over as it was has no label of ours, and compose would make it anew for the sake of one. `.hl/kept.yml` takes the labels out
# again for what compose would leave alone then; its first line names those compose services, and so do we. Variable: unlabelled, for
# each that this may be its name, a tab and its line in that file.
keep() {
  [ ! -f "$path/.hl/kept.yml" ] || rm -f "$path/.hl/kept.yml"
  [ -n "$held" ] || return 0
  bare=$(printf '%s\n' "$held" | awk -F '\t' -v stack="$project" '$6 == stack && $11 != "True" && $13 == "" { print $7 "\t" $2 }')
  [ -n "$bare" ] || return 0
  kept ''
  [ -f "$path/.hl/kept.yml" ] || return 0
  would=$(compose "$project" "$path" "$path" --dry-run up --detach --pull never 2>&1) || { rm -f "$path/.hl/kept.yml"; return 0; }
  kept "$would"
  [ ! -f "$path/.hl/kept.yml" ] || sed -n 's/^#/kept/p;q' "$path/.hl/kept.yml"
}
# Writes that file for those that are not made anew in $1, what compose said.
kept() {
  names='' lines=''
  while IFS="$tab" read -r name line; do
    found=''
    while IFS="$tab" read -r part container; do
      [ "$part" = "$name" ] || continue
      found=1
      if printf '%s\n' "$1" | grep -Eq "Container +$container +Recreat"; then found=''; break; fi
    done << END_OF_BARE
$bare
END_OF_BARE
    [ -z "$found" ] || { names="$names $name" lines="$lines
$line"; }
  done << END_OF_LINES
$unlabelled
END_OF_LINES
  if [ -n "$names" ]; then printf '#%s\nservices:%s\n' "$names" "$lines" > "$path/.hl/kept.yml"; else rm -f "$path/.hl/kept.yml"; fi
}

# ID and network mode of every container in `$ps`.
modes() { printf '%s\n' "$ps" | cut -f 1 | xargs docker inspect --format '{{.Id}} {{.HostConfig.NetworkMode}}' 2> /dev/null || :; }

# Network mode, compose service, project, name and directory of each container in $1, what `list` printed, with `|` between.
placed() {
  set -- "$(printf '%s\n' "$1" | cut -f 1)" '{{index .Config.Labels "com.docker.compose'
  docker inspect --format "{{.HostConfig.NetworkMode}}|$2.service\"}}|$2.project\"}}|{{.Name}}|$2.project.working_dir\"}}" $1 2> /dev/null || :
}

# Docker keeps the ID, not the name, of a container whose network another one uses. Makes anew, and prints, ours whose is gone: those of
# this project, and those that used one of its containers, as their ID or (after a deployment that was cut off) their file tells.
reconnect() {
  gone=$(printf '%s\n' "$held" | awk -F '\t' -v projects=" $project $retire " 'index(projects, " " $6 " ") { print $1 }')
  [ -n "$gone" ] || return 0
  now=$(list)
  own=$(printf '%s\n' "$now" | awk -F '\t' -v stack="$project" '$6 == stack { printf "%s%s", sep, $2; sep = "|" }')
  placed "$now" | while IFS='|' read -r mode part stack name place; do
    case "$mode" in container:*) id=${mode#container:} ;; *) continue ;; esac
    case "$now" in *"$id"*) continue ;; esac
    case "$stack $gone" in
      "$project "* | *"$id"*) ;;
      *) grep -Eqs "container:($own)([\"', }]|\$)" "$place/compose.yml" || continue ;;
    esac
    if [ -f "$place/.hl/manifest.json" ] &&
      compose "$stack" "$place" "$place" up --detach --pull never --no-deps --force-recreate "$part" < /dev/null >&2; then printf 'reconnected %s\n' "${name#/}"
    else printf 'stranded %s\n' "${name#/}"; fi
  done
}

# Ends the script when containers of another project use the network of one of $1's, and prints them.
unused() {
  now=$(list)
  ids=$(printf '%s\n' "$now" | awk -F '\t' -v stack="$1" '$6 == stack { print $1 }')
  [ -n "$ids" ] || return 0
  users=$(placed "$now" | while IFS='|' read -r mode _ other name _; do
    case "$mode" in container:*) [ "$other" = "$1" ] || case "$ids" in *"${mode#container:}"*) printf '%s\n' "${name#/}" ;; esac ;; esac
  done)
  [ -z "$users" ] || { printf '%s\n' "$users"; exit 46; }
}

# Needs no file. Keeps volumes: removing a service never removes its data.
down() { (docker_compose --project-name "$1" down --remove-orphans); }
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

# The host's time, then log lines of containers: name, tab, time and text; `!` and a code after those that cannot be read. Arguments: pairs
# of ID and name. Variables: tail (a number, or `all`), since (a time, or empty).
read_logs() {
  date -u '+%Y-%m-%dT%H:%M:%SZ'
  while [ $# -gt 1 ]; do
    { docker logs --timestamps --tail "$tail" ${since:+--since "$since"} "$1" 2>&1 || printf '\n!%s\n' "$?"; } | sed "s/^/$2$tab/"
    shift 2
  done
}

# Restarts compose services of a project, or all; then, and prints, what uses the network of one of their containers: Docker leaves such a one
# without any.
restart() {
  compose "$project" "$path" "$path" restart "$@" >&2
  now=$(list)
  ids=$(printf '%s\n' "$now" | awk -F '\t' -v stack="$project" -v parts=" $* " '$6 == stack && (parts == "  " || index(parts, " " $7 " ")) { print $1 }')
  placed "$now" | while IFS='|' read -r mode part stack name _; do
    case "$mode" in container:*) case "$ids" in *"${mode#container:}"*) ;; *) continue ;; esac ;; *) continue ;; esac
    if [ "$stack" = "$project" ]; then case " $* " in '  ' | *" $part "*) continue ;; esac; fi
    docker restart "${name#/}" < /dev/null > /dev/null
    printf '%s\n' "${name#/}"
  done
}

# References and image IDs of what runs of a project.
running_images() {
  ids=$(docker ps --quiet --all --no-trunc --filter "label=com.docker.compose.project=$1") || ids=''
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

# shellcheck shell=sh disable=SC2034,SC2154
# Reads everything about some services of a host, once. Variables: boundary, random; modes, to ask for network modes, too; published, columns to list what runs by, where
# `list` does not tell who holds a port. Arguments: pairs of a service and a directory where it
# may lie, the latter tab-separated with the files that it wants there. Also looks where the containers say.
#
# Prints sections, each after an empty line and a line `<boundary> <section> <arguments, tab-separated>`: `containers` (what `list`
# prints), `modes` (ID and network mode of each), `published`, `unplugged` (docker has no compose: asked where a deployment is missing or was cut off), `denied` and `file` (a directory given, and what is in the way of making or writing it), then for each directory `at`, `unmarked` (a file that we would write, without our header), `records`, `staged` (what a run that
# was cut off left), `manifest`, `applied`, `images` (`current` or `outdated`, for those that always follow the registry), `compose`,
# `overlay` (what is merged over it), `kept` (compose services that were taken over without our label), `files` (sha256, mode, bytes, path), `env` (variable, digest), `tampered` (`.env` is not as we wrote it). Values of secrets never leave
# the host: a digest of the line, salted with the boundary of this one call, does. Troubles of docker are in a section `trouble`.
set -u
export LC_ALL=C
tab=$(printf '\t')
say() { printf '\n%s %s\n' "$boundary" "$*"; }
digest() { digested=$(sha256sum); printf '%s' "${digested%% *}"; }

obstacle() {
  at=$1
  while [ ! -e "$at" ] && [ -n "$at" ]; do at=${at%/*}; done
  for one in "${at:-/}" "$1/.hl" "$1/.hl/revisions"; do
    [ -e "$one" ] || continue
    if [ ! -d "$one" ]; then say "file$tab$1$tab$one"; return
    elif [ ! -w "$one" ] || [ ! -x "$one" ]; then say "denied$tab$1$tab$one"; return; fi
  done
}

look() {
  service=$1 path=$2 wanted=$3
  obstacle "$path"
  [ -e "$path/.hl/applied" ] || incomplete=1
  [ -d "$path" ] || return 0
  unmarked='' compose='' overlay=''
  for name in compose.hl.yml compose.yaml compose.yml docker-compose.yml docker-compose.yaml .env; do
    if [ -e "$path/$name" ]; then
      first=''
      { IFS= read -r first < "$path/$name"; } 2> /dev/null || :
      case "$name $first" in
        'compose.hl.yml # hl:'*) overlay=$name ;;
        *' # hl:'*) ;;
        *) [ "$name$overlay" = compose.ymlcompose.hl.yml ] || unmarked="$unmarked $name" ;;
      esac
      case "$name" in .env | compose.hl.yml) ;; *) [ -n "$compose" ] || compose=$name ;; esac
    fi
  done
  if [ -e "$path/compose.yml" ]; then compose=compose.yml; fi
  if [ -z "$unmarked$compose" ] && [ ! -d "$path/.hl" ]; then return 0; fi
  say "at$tab$service$tab$path"
  for name in $unmarked; do say "unmarked$tab$name"; done
  if [ -d "$path/.hl" ]; then say records; fi
  if [ -d "$path/.hl/staged" ] || [ -d "$path/.hl/revisions/new" ]; then say staged; fi
  manifest=''
  if [ -e "$path/.hl/manifest.json" ]; then
    say manifest
    if IFS= read -r manifest < "$path/.hl/manifest.json"; then printf '%s\n' "$manifest"; else say trouble; echo "$path/.hl: Permission denied"; fi
  fi
  case "$manifest" in *'"alwaysPull":true'*)
    say images
    project=${manifest#*'"project":"'}
    running_images "${project%%\"*}" | { while read -r reference image; do fresh "$reference" "$image" & done; wait; }
  esac
  if [ -e "$path/.hl/applied" ]; then applied=''; say applied; IFS= read -r applied < "$path/.hl/applied" || :; printf '%s\n' "$applied"; fi
  if [ -n "$compose" ]; then
    say compose
    cat "$path/$compose" 2> /dev/null || case " $unmarked " in *" $compose "*) ;; *) say trouble; echo "$path/$compose: Permission denied" ;; esac
  fi
  if [ -e "$path/.hl/kept.yml" ]; then say kept; IFS= read -r kept < "$path/.hl/kept.yml" || :; printf '%s\n' "$kept"; fi
  if [ -n "$overlay" ]; then say overlay; cat "$path/$overlay" 2> /dev/null || { say trouble; echo "$path/$overlay: Permission denied"; }; fi
  if [ -n "$wanted" ] || [ -s "$path/.hl/files" ]; then
    say files
    {
      if [ -r "$path/.hl/files" ]; then cat "$path/.hl/files"; fi
      printf '%s\n' "$wanted" | tr '\t' '\n'
    } | sort -u | while IFS= read -r file; do
      if [ -n "$file" ] && [ -r "$path/$file" ] && [ -f "$path/$file" ]; then
        printf '%s\t%s\t%s\t%s\n' "$(digest < "$path/$file")" "$(stat -c '%a' "$path/$file")" "$(($(wc -c < "$path/$file")))" "$file"
      fi
    done
  fi
  if [ -r "$path/.env" ]; then
    say env
    while IFS= read -r line; do
      case "$line" in '#'* | '') ;; *) printf '%s\t%s\n' "${line%%=*}" "$(printf '%s%s' "$boundary" "$line" | digest)" ;; esac
    done < "$path/.env"
    if [ -e "$path/.hl/env" ] && ! cmp -s "$path/.env" "$path/.hl/env"; then say tampered; fi
  fi
}

keys=" $(printf '%s %.0s' "$@")"
ps=''
if ! command -v docker > /dev/null 2>&1; then say trouble; echo 'docker: not found'
elif ps=$(list 2>&1); then
  say containers
  printf '%s\n' "$ps"
  if [ -n "$modes" ]; then say modes; modes; fi
  if [ -n "$published" ]; then say published; docker ps --no-trunc --format "$published"; fi
else say trouble; printf '%s\n' "$ps"; ps=''; fi
{
  [ $# -eq 0 ] || printf '%s\t%s\n' "$@"
  printf '\n%s\n' "$ps"
} | awk -F '\t' '
  $0 == "" { containers = 1 }
  !containers { known[$1]; if ($2 != "" && !seen[$1 FS $2]++) print }
  containers && ($NF in known) && $10 != "" && !seen[$NF FS $10]++ { print $NF "\t" $10 }
' | {
  incomplete=''
  while IFS= read -r line; do
    rest=${line#*"$tab"} wanted=''
    case "$rest" in *"$tab"*) wanted=${rest#*"$tab"} ;; esac
    look "${line%%"$tab"*}" "${rest%%"$tab"*}" "$wanted"
  done
  [ -z "$incomplete" ] || plugin > /dev/null 2>&1 || say unplugged
}
say end

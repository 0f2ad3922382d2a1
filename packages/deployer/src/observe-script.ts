import type { Kind } from './kind.js';
import { mark } from './spec.js';

/**
 * Reads everything that is ours about some services of a host, once. Arguments: a random boundary, then pairs of
 * service and directory where it may lie. Also looks where the containers say and where the pointer file says.
 *
 * Prints sections, each after an empty line and a line `<boundary> <section> <arguments, tab-separated>`:
 * `containers` (lines of `docker ps`), then for each directory `at`, `foreign`, `manifest`, `applied`, `images`
 * (`current` or `outdated`, for those that always follow the registry), `compose`, `files` (sha256, mode, bytes, path), `env` (variable, digest), `tampered` (`.env` is not as we wrote it). Values of secrets never leave the host: a digest of its line,
 * salted with the boundary of this one call, does. Exit code 0; troubles of docker are in a section `trouble`.
 */
export const observeScript = (kind: Kind): string => `
set -u
export LC_ALL=C
tab=$(printf '\\t')
mark=$1; shift
say() { printf '\\n%s %s\\n' "$mark" "$*"; }
sum() { sha256sum | cut -d ' ' -f 1; }
keys=' '; i=0
for word in "$@"; do i=$((i + 1)); [ $((i % 2)) -eq 0 ] || keys="$keys$word "; done

${kind.list}
ps=''
if ! command -v docker > /dev/null 2>&1; then say trouble; echo 'docker: not found'
elif ps=$(list 2>&1); then say containers; printf '%s\\n' "$ps"
else say trouble; printf '%s\\n' "$ps"; ps=''; fi

# Whether the registry still means the same image by the tag of a container.
fresh() {
  ${kind.fresh}
}

look() {
  service=$1 path=$2
  [ -d "$path" ] || return 0
  foreign=''
  for name in compose.yaml compose.yml docker-compose.yml docker-compose.yaml; do
    if [ -e "$path/$name" ]; then
      first=''
      IFS= read -r first < "$path/$name" 2> /dev/null || :
      case "$first" in '${mark}'*) ;; *) foreign=$name ;; esac
    fi
  done
  if [ -z "$foreign" ] && [ ! -e "$path/.hl/manifest.json" ] && [ ! -e "$path/compose.yml" ]; then return 0; fi
  say "at$tab$service$tab$path"
  if [ -n "$foreign" ]; then say "foreign$tab$foreign"; fi
  manifest=''
  if [ -e "$path/.hl/manifest.json" ]; then
    say manifest
    if IFS= read -r manifest < "$path/.hl/manifest.json"; then printf '%s\\n' "$manifest"; else say trouble; echo "$path/.hl: Permission denied"; fi
  fi
  case "$manifest" in *'"alwaysPull":true'*)
    say images
    { ${kind.always}; } | { while read -r reference image; do fresh "$reference" "$image" & done; wait; }
  esac
  if [ -e "$path/.hl/applied" ]; then applied=''; say applied; IFS= read -r applied < "$path/.hl/applied" || :; printf '%s\\n' "$applied"; fi
  if [ -e "$path/compose.yml" ] && [ "$foreign" != compose.yml ]; then say compose; cat "$path/compose.yml" || { say trouble; echo "$path/compose.yml: Permission denied"; }; fi
  if [ -s "$path/.hl/files" ]; then
    say files
    sort -u "$path/.hl/files" | while IFS= read -r file; do
      if [ -f "$path/$file" ]; then printf '%s\\t%s\\t%s\\t%s\\n' "$(sum < "$path/$file")" "$(stat -c '%a' "$path/$file")" "$(wc -c < "$path/$file" | tr -d ' ')" "$file"; fi
    done
  fi
  if [ -r "$path/.env" ]; then
    say env
    while IFS= read -r line; do
      case "$line" in '#'* | '') ;; *) printf '%s\\t%s\\n' "\${line%%=*}" "$(printf '%s%s' "$mark" "$line" | sum)" ;; esac
    done < "$path/.env"
    if [ -e "$path/.hl/env" ] && ! cmp -s "$path/.env" "$path/.hl/env"; then say tampered; fi
  fi
}

{
  while [ $# -gt 1 ]; do printf '%s\\t%s\\n' "$1" "$2"; shift 2; done
  printf '%s\\n' "$ps" | while IFS= read -r line; do
    owner=\${line##*"$tab"}
    case "$owner" in '' | *' '*) ;; *) case "$keys" in *" $owner "*) printf '%s\\t%s\\n' "$owner" "$(printf '%s' "$line" | cut -f 10)" ;; esac ;; esac
  done
  for service in $keys; do
    if [ -r "\${HOME:-/root}/.hl/services/$service" ]; then
      while IFS= read -r path; do printf '%s\\t%s\\n' "$service" "$path"; done < "\${HOME:-/root}/.hl/services/$service"
    fi
  done
} | sort -u | while IFS=$tab read -r service path; do look "$service" "$path"; done
say end
`;

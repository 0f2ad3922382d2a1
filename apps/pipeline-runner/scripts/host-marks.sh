# shellcheck shell=sh
# Arguments: directories where a definition says that its service lives. Prints `<directory><tab><manifest>` for each place
# that holds a manifest of ours, there, where the containers say and below /opt; and `<tab><service>` for each container (or
# stack) with our label.
tab=$(printf '\t')
# shellcheck disable=SC2086 # each id is a word
labels() {
  docker ps --all --filter label=hl.service --format '{{.Label "com.docker.compose.project.working_dir"}}'"$tab"'{{.Label "hl.service"}}'
  ids=$(docker service ls --quiet --filter label=hl.service) && [ -n "$ids" ] &&
    docker service inspect --format '{{index .Spec.Labels "hl.directory"}}'"$tab"'{{index .Spec.Labels "hl.service"}}' $ids
}
marked=$(labels 2> /dev/null)
{
  printf '%s\n' "$marked" | cut -d "$tab" -f 1
  for manifest in /opt/*/.hl/manifest.json; do printf '%s\n' "${manifest%/.hl/manifest.json}"; done
  for path in "$@"; do printf '%s\n' "$path"; done
} | sort -u | while IFS= read -r path; do
  if [ -f "$path/.hl/manifest.json" ]; then printf '%s\t%s\n' "$path" "$(cat "$path/.hl/manifest.json")"; fi
done
printf '%s\n' "$marked" | cut -d "$tab" -f 2 | sort -u | while IFS= read -r name; do
  if [ -n "$name" ]; then printf '\t%s\n' "$name"; fi
done

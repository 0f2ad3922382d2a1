# shellcheck shell=sh disable=SC2154
# The files of one service on its host, as functions. Variable: path, the directory of the service.
# Exit codes that are an answer: 42 content is missing, 43 a revision is missing, 44 docker does not accept the file, 45 another run is at work,
# 46 a network is in use.
set -eu
export LC_ALL=C
umask 022

sum() { sha256sum < "$1" | cut -d ' ' -f 1; }
numbers() { for n in "$path"/.hl/revisions/*; do n=${n##*/}; case $n in *[!0-9]*) ;; *) printf '%s\n' "$n" ;; esac; done | sort "$@"; }
# Whether a file begins with our header.
marked() { begins=''; { IFS= read -r begins < "$1"; } 2> /dev/null || :; case "$begins" in '# hl:'*) return 0 ;; *) return 1 ;; esac; }
# Whether it is ours: of a service's own compose.yml the file that is merged over it tells.
ours() { marked "$1" || { [ "$1" = compose.yml ] && marked compose.hl.yml; }; }
# Moves a file of somebody else to a free name beside it; with `cp` for $2 it is copied.
aside() { to="$1.before-hl" n=1; while [ -e "$to" ]; do n=$((n + 1)); to="$1.before-hl.$n"; done; ${2:-mv} "$1" "$to"; }
# Removes directories that are left empty.
tidy() { d=$(dirname "$1"); while [ "$d" != . ] && [ "$d" != / ] && rmdir "$d" 2> /dev/null; do d=$(dirname "$d"); done; }
# Ends the script unless the run $2 wrote the file $1.
mine() { [ -z "$2" ] || { other=''; IFS= read -r other < "$1" || :; [ "$other" = "$2" ] || exit 45; }; }
# Removes trees, of which there is seldom one.
drop() { for tree in "$@"; do [ ! -e "$tree" ] || rm -rf "$tree"; done; }

# Standard input: a tar of what shall be there, written beside, to `.hl/staged`. In it: `.hl/fetch` lists files (sha256, path) that only
# the host still has; `.hl/env-of` holds the sha256 of the compose.yml whose `.env` is wanted back, `.hl/revision` the revision that is meant.
stage() {
  [ -d "$path" ] || mkdir -p "$path"
  drop "$path/.hl/staged"
  umask 077
  mkdir -p "$path/.hl/staged"
  umask 022
  tar -xpof - -C "$path/.hl/staged"
  cd "$path/.hl/staged"
  if [ -e .hl/fetch ]; then
    while IFS='	' read -r sha file; do
      got=''
      for held in "$path/$file" "$path"/.hl/revisions/*/root/"$file"; do
        if [ -z "$got" ] && [ -f "$held" ] && [ "$(sum "$held")" = "$sha" ]; then mkdir -p "$(dirname "$file")"; cp -p "$held" "$file"; got=1; fi
      done
      [ -n "$got" ] || { echo "$file"; exit 42; }
    done < .hl/fetch
  fi
  if [ -e .hl/env-of ]; then
    want=$(cat .hl/env-of) got=''
    for n in $(cat .hl/revision 2> /dev/null || :) $(numbers -rn); do
      held="$path/.hl/revisions/$n"
      if [ -z "$got" ] && [ -f "$held/compose.yml" ] && [ "$(sum "$held/compose.yml")" = "$want" ]; then
        got=1
        if [ -f "$held/.env" ]; then cp -p "$held/.env" .env; fi
      fi
    done
    [ -n "$got" ] || exit 43
  fi
  [ -e .env ] || : > .env
}

# Makes a kept revision what is staged. Variable: revision.
restage() {
  held="$path/.hl/revisions/$revision"
  [ -d "$held" ] || exit 43
  rm -rf "$path/.hl/staged"
  (umask 077 && mkdir -p "$path/.hl/staged/.hl")
  cp -Rp "$held/root/." "$path/.hl/staged/"
  for name in compose.yml compose.hl.yml; do if [ -f "$held/$name" ]; then cp -p "$held/$name" "$path/.hl/staged/$name"; fi; done
  if [ -f "$held/.env" ]; then cp -p "$held/.env" "$path/.hl/staged/.env"; else : > "$path/.hl/staged/.env"; fi
  cp -p "$held/manifest.json" "$held/files" "$path/.hl/staged/.hl/"
}

# Whether two files are the same, or both missing.
same() { cmp -s "$1" "$2" || { [ ! -e "$1" ] && [ ! -e "$2" ]; }; }

# Keeps what lies there, and was completely deployed, as a revision. $1: the newest one.
keep_revision() {
  held=".hl/revisions/$1"
  if [ -n "$1" ] && cmp -s .hl/manifest.json "$held/manifest.json" &&
    same compose.yml "$held/compose.yml" && same compose.hl.yml "$held/compose.hl.yml" && same .env "$held/.env"; then
    cp -p .hl/applied "$held/applied"
    return
  fi
  last=$((${1:-0} + 1)) new=.hl/revisions/new
  (umask 077 && mkdir -p "$new/root")
  cp -p compose.yml .hl/manifest.json .hl/applied "$new/"
  touch .hl/files
  sort -u .hl/files > "$new/files"
  for name in compose.hl.yml .env; do if [ -f "$name" ]; then cp -p "$name" "$new/$name"; fi; done
  while IFS= read -r file; do
    if [ -f "$file" ]; then mkdir -p "$(dirname "$new/root/$file")"; cp -p "$file" "$new/root/$file"; fi
  done < "$new/files"
  mv "$new" ".hl/revisions/$last"
}

# Puts one staged file in place. An existing one keeps its inode, since a container may have mounted it.
put() {
  mkdir -p "$(dirname "./$1")"
  if [ -d "./$1" ]; then rmdir "./$1"; fi
  if [ ! -f "./$1" ]; then cp -p ".hl/staged/$1" "./$1"; return; fi
  if ! cmp -s ".hl/staged/$1" "./$1"; then
    cp -p "./$1" .hl/staged/.hl/old
    cat ".hl/staged/$1" > "./$1" || { cat .hl/staged/.hl/old > "./$1"; exit 1; }
  fi
  mode=$(stat -c '%a' ".hl/staged/$1")
  [ "$(stat -c '%a' "./$1")" = "$mode" ] || chmod "$mode" "./$1"
}

# Puts in place what is staged. Variables: keep (`yes`: what lies there becomes a revision), run (that staged, or empty), header (`unmarked`
# when compose.yml is ours without its header). What somebody else had written there is kept beside as `<name>.before-hl`.
# Prints the number of the newest revision as soon as anything is about to change.
switch_files() {
  cd "$path"
  mine .hl/staged/.hl/run "$run"
  drop .hl/revisions/new
  last=''
  [ ! -d .hl/revisions ] || last=$(numbers -n | tail -n 1)
  if [ "$keep" = yes ] && [ -f .hl/applied ] && [ -f compose.yml ] && [ -f .hl/manifest.json ]; then keep_revision "$last"; fi
  printf '%s\n' "${last:-0}"
  drop .hl/applied
  : >> .hl/files
  : >> .hl/staged/.hl/files
  for name in compose.yaml compose.yml compose.hl.yml docker-compose.yml docker-compose.yaml .env; do
    if [ -f "$name" ] && ! ours "$name"; then
      case "$name" in
        compose.yml) [ "$header" = unmarked ] || aside "$name" ;;
        .env) [ ! -s .hl/staged/.env ] || aside "$name" ;;
        *) aside "$name" ;;
      esac
    fi
  done
  while IFS= read -r file; do
    if [ -f "./$file" ] && ! grep -Fxq -e "$file" .hl/files && ! cmp -s ".hl/staged/$file" "./$file"; then aside "./$file" 'cp -p'; fi
  done < .hl/staged/.hl/files
  if [ -s .hl/files ] || [ -s .hl/staged/.hl/files ]; then
    cat .hl/staged/.hl/files >> .hl/files
    sort -u .hl/files | while IFS= read -r file; do
      if ! grep -Fxq -e "$file" .hl/staged/.hl/files; then rm -f "./$file"; tidy "$file"; fi
    done
  fi
  while IFS= read -r file; do put "$file"; done < .hl/staged/.hl/files
  if [ -s .hl/staged/.env ]; then chmod 600 .hl/staged/.env; mv -f .hl/staged/.env .env
  elif [ -f .env ] && marked .env; then rm -f .env; fi
  # In this order: whatever lies there at any time is known to be ours.
  if [ -f .hl/staged/compose.hl.yml ]; then mv -f .hl/staged/compose.hl.yml compose.hl.yml; overlaid=1; else overlaid=''; fi
  mv -f .hl/staged/compose.yml compose.yml
  [ -n "$overlaid" ] || drop compose.hl.yml
  mv -f .hl/staged/.hl/manifest.json .hl/staged/.hl/files .hl/
  # A copy of what came from an encrypted file: a change by hand is seen without the key.
  manifest=''
  IFS= read -r manifest < .hl/manifest.json || :
  case "$manifest" in *'"secretsFile":{'*) [ ! -f .env ] || cp -p .env .hl/env ;; *) drop .hl/env ;; esac
  printf '%s\n' "$run" > .hl/run
  rm -rf .hl/staged
}

# The deployment in directory $1 is complete. $2: the run that deployed, $3: what `.hl/applied` shall hold. Variable: revisions (how many to
# keep).
completed() {
  cd "$1"
  mine .hl/run "$2"
  printf '%s\n' "$3" > .hl/applied.new
  mv -f .hl/applied.new .hl/applied
  [ -d .hl/revisions ] || return 0
  path=.
  for n in $(numbers -rn | tail -n "+$((revisions + 1))"); do rm -rf ".hl/revisions/$n"; done
}

# Arguments: for each of them a directory, a run and what `.hl/applied` shall hold. Prints how each of them ended.
completed_all() {
  while [ $# -gt 2 ]; do
    set +e # what is asked how it ended goes on after a failure
    (set -e; completed "$1" "$2" "$3")
    printf '%s\n' "$?"
    set -e
    shift 3
  done
}

# Deletes what we wrote, and directories only when nothing else is in them. Variable: header. Prints what stays.
clean() {
  if [ -d "$path/.hl" ] || [ -f "$path/compose.yml" ]; then
    cd "$path"
    if [ -f .hl/files ]; then sort -u .hl/files | while IFS= read -r file; do rm -f "./$file"; tidy "$file"; done; fi
    if [ -f .env ] && marked .env; then rm -f .env; fi
    if [ -f compose.yml ] && { [ "$header" = unmarked ] || ours compose.yml; }; then rm -f compose.yml; fi
    if marked compose.hl.yml; then rm -f compose.hl.yml; fi
    rm -rf .hl
    cd /
  fi
  [ ! -d "$path" ] || rmdir "$path" 2> /dev/null || ls -A "$path"
}

# Cleans each of the directories given. Prints the paths of what stays.
clean_all() {
  for path in "$@"; do
    kept=$(clean)
    [ -z "$kept" ] || printf '%s\n' "$kept" | while IFS= read -r name; do printf '%s/%s\n' "$path" "$name"; done
  done
}

# Nothing was switched: what was staged goes, and the directory if we had made it.
abandon() {
  rm -rf "$path/.hl/staged" "$path/.hl/revisions/new"
  rmdir "$path/.hl" "$path" 2> /dev/null || :
}

# For each kept revision its number, then four files, each a line of base64; empty: there is none.
list_revisions() {
  cd "$path/.hl/revisions" 2> /dev/null || exit 0
  for n in $(numbers -n); do
    printf '%s\n' "$n"
    for name in manifest.json applied compose.yml compose.hl.yml; do
      if [ -f "$n/$name" ]; then base64 < "$n/$name" | tr -d '\n'; fi
      echo
    done
  done
}

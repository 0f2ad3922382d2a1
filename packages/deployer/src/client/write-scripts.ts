import { composeNames } from '../observe/observe-script.js';
import { mark } from '../spec.js';

/** Exit codes of our scripts that are an answer; the rest is docker's or the shell's. */
export const answers = { missingContent: 42, missingRevision: 43, invalid: 44, busy: 45 } as const;

const prelude = `
set -eu
export LC_ALL=C
umask 022
path=$1
sum() { sha256sum < "$1" | cut -d ' ' -f 1; }
numbers() { for n in "$path"/.hl/revisions/*; do n=\${n##*/}; case $n in *[!0-9]*) ;; *) printf '%s\\n' "$n" ;; esac; done | sort "$@"; }
# Whether a file begins with our header.
marked() { first=''; { IFS= read -r first < "$1"; } 2> /dev/null || :; case "$first" in '${mark}'*) return 0 ;; *) return 1 ;; esac; }
# Prints a name beside a file for what somebody else had written there.
beside() { to="$1.before-hl" n=1; while [ -e "$to" ]; do n=$((n + 1)); to="$1.before-hl.$n"; done; printf '%s\\n' "$to"; }
tidy() { d=$(dirname "$1"); while [ "$d" != . ] && [ "$d" != / ] && rmdir "$d" 2> /dev/null; do d=$(dirname "$d"); done; }
`;

/**
 * Argument: directory. Standard input: a tar of what shall be there. Writes it beside, to `.hl/staged`.
 * `.hl/fetch` in the tar lists files (sha256, path) that only a kept revision still has; `.hl/env-of` holds the sha256
 * of the compose.yml whose `.env` is wanted back, `.hl/revision` the revision that is meant.
 */
export const stageScript = `${prelude}
mkdir -p "$path"
[ ! -d "$path/.hl/staged" ] || rm -rf "$path/.hl/staged"
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
    [ -n "$got" ] || { echo "$file"; exit ${answers.missingContent}; }
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
  [ -n "$got" ] || exit ${answers.missingRevision}
fi
[ -e .env ] || : > .env
`;

/** Arguments: directory, then images as `ID reference` pairs that shall be known by their tags again. */
export const retagScript = `${prelude}
shift
while [ $# -gt 1 ]; do
  if docker image inspect "$1" > /dev/null 2>&1; then docker tag "$1" "$2"; else echo "$2"; fi
  shift 2
done
`;

/** Arguments: directory, anything, number of the revision. Makes it what is staged. */
export const restageScript = `${prelude}
held="$path/.hl/revisions/$3"
[ -d "$held" ] || exit ${answers.missingRevision}
rm -rf "$path/.hl/staged"
( umask 077; mkdir -p "$path/.hl/staged/.hl" )
cp -Rp "$held/root/." "$path/.hl/staged/"
cp -p "$held/compose.yml" "$path/.hl/staged/compose.yml"
if [ -f "$held/.env" ]; then cp -p "$held/.env" "$path/.hl/staged/.env"; else : > "$path/.hl/staged/.env"; fi
cp -p "$held/manifest.json" "$held/files" "$path/.hl/staged/.hl/"
`;

/**
 * Arguments: directory, `keep` or `drop` (what lies there as a revision), anything, the run that staged, `unmarked` when
 * compose.yml is ours without its header. Puts in place
 * what is staged; existing files keep their inode, since a container may have mounted it. What somebody else had written there
 * is kept beside as `<name>.before-hl`. Prints the number of the newest revision
 * as soon as anything is about to change.
 */
export const switchScript = `${prelude}
cd "$path"
run=''
if [ -n "\${4:-}" ]; then IFS= read -r run < .hl/staged/.hl/run || :; [ "$run" = "$4" ] || exit ${answers.busy}; fi
rm -rf .hl/revisions/new
last=$(numbers -n | tail -n 1)
if [ "$2" = keep ] && [ -f .hl/applied ] && [ -f compose.yml ] && [ -f .hl/manifest.json ]; then
  same=''
  if [ -n "$last" ]; then
    held=".hl/revisions/$last"
    if cmp -s compose.yml "$held/compose.yml" && cmp -s .hl/manifest.json "$held/manifest.json" &&
      { { [ ! -e .env ] && [ ! -e "$held/.env" ]; } || cmp -s .env "$held/.env"; }; then same=1; fi
  fi
  if [ -n "$same" ]; then cp -p .hl/applied "$held/applied"; else
    last=$((\${last:-0} + 1))
    ( umask 077; mkdir -p .hl/revisions/new/root )
    cp -p compose.yml .hl/manifest.json .hl/applied .hl/revisions/new/
    touch .hl/files
    sort -u .hl/files > .hl/revisions/new/files
    if [ -f .env ]; then cp -p .env .hl/revisions/new/.env; fi
    while IFS= read -r file; do
      if [ -f "$file" ]; then mkdir -p "$(dirname ".hl/revisions/new/root/$file")"; cp -p "$file" ".hl/revisions/new/root/$file"; fi
    done < .hl/revisions/new/files
    mv .hl/revisions/new ".hl/revisions/$last"
  fi
fi
printf '%s\\n' "\${last:-0}"
[ ! -f .hl/applied ] || rm .hl/applied
: >> .hl/files
: >> .hl/staged/.hl/files
for name in ${composeNames.join(' ')} .env; do
  if [ -f "$name" ] && ! marked "$name"; then
    case "$name" in
      compose.yml) [ "\${5:-}" = unmarked ] || mv "$name" "$(beside "$name")" ;;
      .env) [ ! -s .hl/staged/.env ] || mv "$name" "$(beside "$name")" ;;
      *) mv "$name" "$(beside "$name")" ;;
    esac
  fi
done
while IFS= read -r file; do
  if [ -f "./$file" ] && ! grep -Fxq -e "$file" .hl/files && ! cmp -s ".hl/staged/$file" "./$file"; then cp -p "./$file" "$(beside "./$file")"; fi
done < .hl/staged/.hl/files
[ ! -s .hl/staged/.hl/files ] || cat .hl/staged/.hl/files >> .hl/files
[ ! -s .hl/files ] || sort -u .hl/files | while IFS= read -r file; do
  if ! grep -Fxq -e "$file" .hl/staged/.hl/files; then rm -f "./$file"; tidy "$file"; fi
done
while IFS= read -r file; do
  mkdir -p "$(dirname "./$file")"
  if [ -d "./$file" ]; then rmdir "./$file"; fi
  if [ -f "./$file" ]; then
    if ! cmp -s ".hl/staged/$file" "./$file"; then
      cp -p "./$file" .hl/staged/.hl/old
      cat ".hl/staged/$file" > "./$file" || { cat .hl/staged/.hl/old > "./$file"; exit 1; }
    fi
    mode=$(stat -c '%a' ".hl/staged/$file")
    [ "$(stat -c '%a' "./$file")" = "$mode" ] || chmod "$mode" "./$file"
  else cp -p ".hl/staged/$file" "./$file"; fi
done < .hl/staged/.hl/files
if [ -s .hl/staged/.env ]; then chmod 600 .hl/staged/.env; mv -f .hl/staged/.env .env
elif [ -f .env ] && marked .env; then rm -f .env
fi
mv -f .hl/staged/compose.yml compose.yml
mv -f .hl/staged/.hl/manifest.json .hl/staged/.hl/files .hl/
IFS= read -r manifest < .hl/manifest.json || :
case "$manifest" in
  *'"secretsFile":{'*) [ ! -f .env ] || cp -p .env .hl/env ;; # what a change by hand is known by, without the key
  *) [ ! -f .hl/env ] || rm .hl/env ;;
esac
printf '%s\\n' "$run" > .hl/run
rm -rf .hl/staged
`;

/** Arguments: directory, number of revisions to keep, the run that switched. Standard input: `.hl/applied`. The deployment is complete. */
export const commitScript = `${prelude}
cd "$path"
if [ -n "\${3:-}" ]; then run=''; IFS= read -r run < .hl/run || :; [ "$run" = "$3" ] || exit ${answers.busy}; fi
cat > .hl/applied.new
mv -f .hl/applied.new .hl/applied
for n in $(numbers -rn | tail -n "+$(($2 + 1))"); do rm -rf ".hl/revisions/$n"; done
`;

/** Arguments: directory, `unmarked` when compose.yml is ours without its header. Deletes what we wrote there, and directories only when nothing else is in them. Prints what stays. */
export const cleanScript = `${prelude}
if [ -d "$path/.hl" ] || [ -f "$path/compose.yml" ]; then
  cd "$path"
  if [ -f .hl/files ]; then sort -u .hl/files | while IFS= read -r file; do rm -f "./$file"; tidy "$file"; done; fi
  if [ -f .env ] && marked .env; then rm -f .env; fi
  if [ -f compose.yml ] && { [ "\${2:-}" = unmarked ] || marked compose.yml; }; then rm -f compose.yml; fi
  rm -rf .hl
  cd /
  rmdir "$path" 2> /dev/null || ls -A "$path"
elif [ -d "$path" ]; then rmdir "$path" 2> /dev/null || ls -A "$path"; fi
`;

/** Argument: directory. Nothing was switched: what was staged goes, and the directory if we had made it. */
export const abandonScript = `${prelude}
rm -rf "$path/.hl/staged" "$path/.hl/revisions/new"
rmdir "$path/.hl" "$path" 2> /dev/null || :
`;

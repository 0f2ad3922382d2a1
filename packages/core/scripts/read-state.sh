# shellcheck shell=sh
# Prints `name NUL text NUL` for each file in the directory $1 (of those named, or all), and `end NUL`.
# A directory that is not there is an empty one; one that cannot be read is an error.
set -eu
if ! m=$(LC_ALL=C ls -d -- "$1" 2>&1); then case $m in *'No such file'*) printf 'end\0'; exit 0 ;; *) echo "$m" >&2; exit 1 ;; esac; fi
cd "$1"; shift; [ ! -d services ] || ls services > /dev/null
[ $# -gt 0 ] || set -- services/*.json *.json
for f in "$@"; do if [ -e "$f" ]; then printf '%s\0' "$f"; cat "$f"; printf '\0'; fi; done
printf 'end\0'

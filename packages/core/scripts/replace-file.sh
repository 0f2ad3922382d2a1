# shellcheck shell=sh
# Writes standard input to $1 with mode $2, when it is $3 bytes with the digest $4: beside it, synced, renamed over it. The
# temporary name ends in no extension that a watcher loads; one that a machine left behind when it went down goes after an hour.
set -eu; umask 077; mkdir -p "$(dirname "$1")"
[ ! -d "$1" ] || { echo "$1: Is a directory" >&2; exit 1; }
find "$1".hl-?????? -prune -mmin +60 -exec rm -f {} + 2> /dev/null || :
t=$(mktemp "$1.hl-XXXXXX"); trap 'rm -f "$t"' EXIT; trap 'exit 1' HUP INT TERM PIPE
cat > "$t"; whole "$t" "$3" "$4"; chmod "$2" "$t"; sync "$t"; mv -f "$t" "$1"

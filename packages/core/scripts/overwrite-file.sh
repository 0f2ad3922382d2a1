# shellcheck shell=sh
# As replace-file, into the same inode, once all of it is there; when there is no room for it, the old content comes back.
set -eu; umask 077; mkdir -p "$(dirname "$1")"
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT; trap 'exit 1' HUP INT TERM PIPE
cat > "$t/new"; whole "$t/new" "$3" "$4"
if [ -e "$1" ]; then cp "$1" "$t/old"; fi
trap '' HUP INT TERM PIPE
if ! cat "$t/new" > "$1"; then if [ -e "$t/old" ]; then cat "$t/old" > "$1"; else rm -f "$1"; fi; exit 1; fi
chmod "$2" "$1"

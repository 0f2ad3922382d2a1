# shellcheck shell=sh
# Arguments: length and sha256 of standard input, then a command, which runs once all of its input is there and not at all
# when it is not. The copy has no name any more while the command runs.
set -eu; bytes=$1 sha256=$2; shift 2
t=$(mktemp); trap 'rm -f "$t"' EXIT; trap 'exit 1' HUP INT TERM PIPE
cat > "$t"; whole "$t" "$bytes" "$sha256"
exec 3< "$t"; rm -f "$t"; trap - EXIT HUP INT TERM PIPE
exec "$@" <&3 3<&-

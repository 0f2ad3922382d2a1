# shellcheck shell=sh
# whole FILE BYTES SHA256: ends the script when that is not what the file holds. A connection that is cut ends a command's
# input as if it were complete, so nothing that came by one may be used before this has been asked.
# Exit 74: cut, or other bytes; 75: there is no tool to tell.
whole() {
  sum=$({ sha256sum 2> /dev/null || shasum -a 256 2> /dev/null || echo none; } < "$1")
  case $sum in "$3"*) return ;; none) echo 'hl: there is no sha256sum' >&2; exit 75 ;; esac
  came=$(($(wc -c < "$1")))
  if [ "$came" = "$2" ]; then echo 'hl: other bytes arrived' >&2; else echo "hl: only $came of $2 bytes arrived" >&2; fi
  exit 74
}

#!/bin/sh
# look-at-files.sh FILE…
#
# One line a file, with tabs: its real path; 1 or 0 for whether we may write it, the directory of the real one, and the one it is found in;
# permission bits, owner and number of hard links, if it is there. The last line is our own user id.
for f; do
  real=$(readlink -f "$f")
  printf '%s\t' "$real"
  for w in "$real" "$(dirname "$real")" "$(dirname "$f")"; do
    if [ -w "$w" ]; then printf 1; else printf 0; fi
  done
  printf '\t'
  stat -L -c '%a %u %h' "$f" || echo
done
id -u

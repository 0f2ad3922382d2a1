# shellcheck shell=sh
# All files of the directory $1 that Traefik reads, as it walks it: recursive, dot files too, links to files. Before each text comes
# a line `$2 + path` (`-`: cannot be read). One awk for all: each file is one record, since no YAML holds \1. Exit 9: no such directory.
cd "$1" || exit 9
export LC_ALL=C
find . \( -name '*.[yY][mM][lL]' -o -name '*.[yY][aA][mM][lL]' -o -name '*.[tT][oO][mM][lL]' \) \
  \( -type f -o -type l ! -exec test -d {} \; \) -exec awk '
BEGIN {
  RS = "\001"; ORS = ""
  for (i = 2; i < ARGC; i++) {
    got = (getline text < ARGV[i]); close(ARGV[i])
    print "\n" ARGV[1] (got < 0 ? " - " : " + ") ARGV[i] "\n"
    if (got > 0) print text
  }
}' "$2" {} +

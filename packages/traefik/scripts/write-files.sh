# shellcheck shell=sh
# Makes edits in the directory $1 and prints `done FILE` or `changed FILE` for each. Standard input, for each file a line
# `op keep expected-digest new-digest lines name` and its text, then `end`: what ends without it was cut.
# op: put, putrest (the last line has no end), del; expected-digest: what the file must still be, `-`: not there.
# keep: mode and owner stay, and what somebody adds at the moment of the move is found in the old file, which then comes back.
# Each text goes beside its file under a name that Traefik does not load; when all have arrived as they were sent, each is
# moved over, also where a symbolic link leads. Traefik waits from the first event in its directory to the next update, so what is
# beside the files also makes one update of all moves; where only files go, an empty one does.
# Exit 8: a file could not be written, 9: no such directory.
cd "$1" || exit 9
umask 022; nl='
'; plan=''; set --
trap 'rm -f .*.$$.hl-tmp' EXIT; trap 'exit 1' HUP INT TERM
lost() { echo 'the connection was cut' >&2; exit 8; }
while IFS=' ' read -r op keep sum new lines name || lost; do
  if [ "$op" = end ]; then break; fi
  case $op in put*)
    if [ "$keep" = keep ] && [ -f "$name" ]; then cp -p -- "$name" ".$name.$$.hl-tmp" || exit 8; fi
    exec 3>".$name.$$.hl-tmp" || exit 8
    while [ "$lines" -gt 0 ]; do IFS= read -r line || lost; printf '%s\n' "$line" >&3 || exit 8; lines=$((lines - 1)); done
    if [ "$op" = putrest ]; then IFS= read -r line || lost; printf '%s' "$line" >&3 || exit 8; fi
    exec 3>&- ;;
  *) if [ -n "$plan" ]; then { true >".hl.$$.hl-tmp"; } 2>/dev/null || true; fi ;;
  esac
  if [ -f "$name" ]; then set -- "$@" "$name"; fi
  plan="$plan$op $keep $sum $new $name$nl"
done
# what a killed run left behind
find . -maxdepth 1 -name '*.hl-tmp' -mmin +60 -exec rm -f {} +
case $plan in *put*) sync .*.$$.hl-tmp 2>/dev/null ;; esac

hash=sha256sum; command -v $hash >/dev/null || hash='shasum -a 256'
sums=$nl; if [ $# -gt 0 ]; then sums="$nl$($hash "$@")$nl" || exit 8; fi
arrived=$nl; case $plan in *put*) arrived="$nl$($hash .*.$$.hl-tmp)$nl" || exit 8 ;; esac
printf '%s' "$plan" | while IFS=' ' read -r op keep sum new name; do
  case $op in put*) ;; *) continue ;; esac
  case $arrived in *"$nl$new  .$name.$$.hl-tmp$nl"*) ;; *) echo "the text of $name did not arrive as it was sent" >&2; exit 8 ;; esac
done || exit 8

# from, to, keep, digest; 3: somebody changed it in this moment
replace() {
  old="$2.old.$$.hl-tmp"
  if [ "$3" != keep ] || ! ln "$2" "$old" 2>/dev/null; then mv -f -- "$1" "$2"; return; fi
  mv -f -- "$1" "$2" || { rm -f -- "$old"; return 1; }
  case $($hash "$old") in "$4 "*) rm -f -- "$old" ;; *) mv -f -- "$old" "$2"; return 3 ;; esac
}
printf '%s' "$plan" | while IFS=' ' read -r op keep sum new name; do
  tmp=".$name.$$.hl-tmp"; to=$name; from=$tmp
  if [ -d "$name" ]; then echo "$name is a directory" >&2; continue; fi
  there=yes; if [ ! -e "$name" ] && [ ! -L "$name" ]; then there=; fi
  if [ "$sum" = - ]; then
    if ln "$tmp" "$name" 2>/dev/null || { [ -z "$there" ] && mv "$tmp" "$name"; }; then echo "done $name"
    elif [ -n "$there" ]; then echo "changed $name"; fi
    continue
  fi
  if [ "$op" = del ] && [ -z "$there" ]; then echo "done $name"; continue; fi
  case $sums in *"$nl$sum  $name$nl"*) ;; *) echo "changed $name"; continue ;; esac
  if [ "$op" = del ]; then rm -f -- "$name" && echo "done $name"; continue; fi
  if [ -L "$name" ]; then to=$(readlink -f "$name") && from="$to.$$.hl-tmp" && cp -p -- "$tmp" "$from"; fi && replace "$from" "$to" "$keep" "$sum"
  case $? in 0) echo "done $name" ;; 3) echo "changed $name" ;; *) rm -f -- "$from" ;; esac
done

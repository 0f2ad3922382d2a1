# shellcheck shell=bash
# Sourced. A stand-in for Node's own image, which cannot be had from here: the essential packages of this machine as they are
# installed, its node, and an apt source on disk that has what the Dockerfile installs.

# shellcheck disable=SC2016 # dpkg's own names
base_packages() {
  local required
  mapfile -t required < <(dpkg-query -W -f '${Priority} ${Package}\n' | sed -n 's/^required //p')
  apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    apt libstdc++6 "${required[@]}" | grep -E '^[a-z0-9]' | sort -u |
    xargs dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2> /dev/null | sed -n 's/^installed //p'
}

# base_debs DIRECTORY: downloads what the Dockerfile installs over these packages; kept for the next run.
base_debs() {
  local directory=$1 packages wanted deb
  mapfile -t packages < <(base_packages)
  read -ra wanted < <(sed -nE 's/^ && apt-get install --yes --no-install-recommends ([^\\]*)\\?$/\1/p' "$root/image/Dockerfile")
  if [ -e "$directory/Packages" ] && [ "${wanted[*]}" = "$(cat "$directory/wanted")" ] &&
    dpkg-query --status "${packages[@]}" | cmp -s - "$directory/status"; then return 0; fi
  rm -rf "$directory"
  mkdir -p "$directory/partial"
  echo "${wanted[*]}" > "$directory/wanted"
  dpkg-query --status "${packages[@]}" > "$directory/status"
  refreshed || return 1
  bounded_apt -q -y --no-install-recommends --download-only -o APT::Sandbox::User=root -o Dir::State::status="$directory/status" \
    -o Dir::Cache::archives="$directory" install "${wanted[@]}" || return 1
  for deb in "$directory"/*.deb; do
    dpkg-deb --field "$deb"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${deb##*/}" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
  done > "$directory/Packages.new"
  mv "$directory/Packages.new" "$directory/Packages"
}

# base_root DEBS ROOT: the file tree.
base_root() {
  local debs=$1 root=$2 packages name
  mapfile -t packages < <(base_packages)
  mkdir -p "$root"/{usr/bin,usr/sbin,usr/lib,usr/lib64,usr/local/bin,tmp,dev,proc,sys,etc/apt/sources.list.d,var/lib/dpkg/info,var/lib/dpkg/triggers,srv}
  chmod 1777 "$root/tmp"
  for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
  # What dpkg calls /bin/sh is /usr/bin/sh for a long time now.
  dpkg-query --listfiles "${packages[@]}" | sed -nE 's,^/(bin|sbin|lib|lib64)/,/usr/\1/,; s,^/(.*[^.]),\1,p' | grep -vE '^(bin|sbin|lib|lib64)$|^usr/share/(doc|man|info|locale)/' | sort -u |
    while read -r name; do if [ -L "/$name" ] || [ -e "/$name" ]; then echo "$name"; fi; done |
    tar -C / --no-recursion -c -T - | tar -C "$root" -x
  cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
  cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
  cp "$debs/status" "$root/var/lib/dpkg/status"
  for name in "${packages[@]}"; do cp "/var/lib/dpkg/info/$name".* "/var/lib/dpkg/info/$name":* "$root/var/lib/dpkg/info/" 2> /dev/null; done
  ln -s mawk "$root/usr/bin/awk"
  ldconfig -r "$root"
  cp "$(node -p process.execPath)" "$root/usr/local/bin/node"
  rm -f "$root/etc/apt/sources.list.d"/*
  cp -r "$debs" "$root/srv/debs"
  echo 'deb [trusted=yes] file:/srv/debs ./' > "$root/etc/apt/sources.list"
}

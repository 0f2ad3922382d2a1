# shellcheck shell=bash
# shellcheck disable=SC2034 # what it sets is for the script that sources it
# Sourced by run.sh. The programs that the real run needs, from the distribution's own packages.

# programs: installs what is missing. Sets HL_DOCKER_REGISTRY and compose_plugin; on failure 1, and `missing` says what.
programs() {
  missing=''
  local kept=$PWD/node_modules/.cache/hl-real wanted=() # what is only extracted is kept for the next run
  mkdir -p "$kept"
  [ -x /usr/sbin/sshd ] || wanted+=(openssh-server)
  command -v ssh-keygen > /dev/null || wanted+=(openssh-client)
  command -v git > /dev/null || wanted+=(git)
  command -v sudo > /dev/null || wanted+=(sudo)
  command -v dockerd > /dev/null || wanted+=(docker.io)
  command -v ip > /dev/null || wanted+=(iproute2)
  command -v iptables > /dev/null || wanted+=(iptables)
  busybox --help 2> /dev/null | grep -q httpd && static "$(command -v busybox)" || wanted+=(busybox-static)
  [ ${#wanted[@]} = 0 ] || install "${wanted[@]}" || { missing="cannot install ${wanted[*]}"; return 1; }
  [ -x /usr/sbin/dropbear ] || install dropbear-bin || echo 'no Dropbear: its tests say so and are skipped'
  command -v docker > /dev/null || install docker-cli || { missing='cannot install docker-cli'; return 1; }

  HL_DOCKER_REGISTRY=$(command -v docker-registry || echo "$kept/registry/usr/bin/docker-registry")
  export HL_DOCKER_REGISTRY
  [ -x "$HL_DOCKER_REGISTRY" ] || extracted "$kept/registry" docker-registry || { missing='cannot get docker-registry'; return 1; }

  docker compose version || compose "$kept" || { missing='cannot get the compose plugin of docker'; return 1; }
  compose_plugin=$(timeout 20 docker info --format '{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}{{.Path}}{{end}}{{end}}' 2> /dev/null | tail -n 1)
  [ -x "$compose_plugin" ] || { missing='docker does not say where its compose plugin is'; return 1; }
}

static() { ! ldd "$1" 2> /dev/null | grep -q '=>'; }

# Services of packages are not started: the run starts its own.
install() {
  local policy=''
  refreshed || return 1
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
  fi
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 bounded_apt install -y -q --no-install-recommends "$@"
  local code=$?
  [ -z "$policy" ] || rm -f "$policy"
  return "$code"
}

# A mirror that hangs ends with an error; somebody else's apt is waited for.
bounded_apt() { timeout --kill-after 10 300 apt-get -o DPkg::Lock::Timeout=120 "$@"; }

# Once a run.
refreshed() {
  [ -z "${refreshed_already:-}" ] || return 0
  bounded_apt update -q && refreshed_already=yes
}

# extracted DIRECTORY PACKAGE [APT OPTION…]: its files, without installing it (and so without its service).
extracted() {
  local directory=$1 package=$2
  shift 2
  refreshed || return 1
  rm -rf "$directory"
  mkdir -p "$directory/deb"
  (cd "$directory/deb" && bounded_apt -q -o APT::Sandbox::User=root "$@" download "$package") || return 1
  dpkg-deb -x "$directory"/deb/*.deb "$directory" && rm -r "$directory/deb"
}

# compose KEPT: version 2 under whichever name this release has it; Debian 12 only has version 1, so there the plugin of
# Debian 13 is taken out of its package (it needs nothing but libc). The lists stay in a directory of their own.
compose() {
  local kept=$1 plugin=$1/compose/usr/libexec/docker/cli-plugins/docker-compose
  if [ ! -x "$plugin" ]; then
    refreshed || return 1
    local name
    for name in docker-compose-v2 docker-compose-plugin docker-compose; do
      case $(apt-cache policy "$name" | sed -n 's/^ *Candidate: *//p') in
        '' | '(none)' | 1.* | 1:1.*) ;;
        *) install "$name" && docker compose version && return 0 ;;
      esac
    done
    local own=$kept/apt site
    # The machine's own mirror: the address of its Debian archive, however its lists are written.
    # shellcheck disable=SC2016 # apt's own names
    site=$(apt-get indextargets --format '$(SITE)|$(CREATED_BY)|$(RELEASE)' | sed -n 's/|Packages|[a-z]*$//p' | grep -m 1 '/debian/*$') || return 1
    rm -rf "$own"
    mkdir -p "$own"/{lists/partial,cache/archives/partial,sources,preferences}
    printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$site" \
      > "$own/sources/trixie.sources"
    local options=(-o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$own/sources" -o "Dir::Etc::PreferencesParts=$own/preferences"
      -o Dir::Etc::Preferences=/dev/null -o "Dir::State::Lists=$own/lists" -o "Dir::Cache=$own/cache" -o APT::Sandbox::User=root)
    bounded_apt -q "${options[@]}" update || return 1
    extracted "$kept/compose" docker-compose "${options[@]}" || return 1
    rm -rf "$own"
  fi
  # Where docker looks for it, without touching the user's own directory.
  export HOME=$kept/home
  mkdir -p "$HOME/.docker/cli-plugins"
  ln -sf "$plugin" "$HOME/.docker/cli-plugins/docker-compose"
  docker compose version
}

# shellcheck shell=bash
# Sourced by the real run and by the bench: both have hosts of their own on this machine.

# Prints why this machine cannot have them; nothing when it can.
unable() {
  if [ "$(uname -s)" != Linux ]; then echo 'this is not Linux'
  elif ! grep -qsE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release; then echo 'this is neither Debian nor Ubuntu'
  elif [ "$(id -u)" != 0 ]; then echo 'this needs root: namespaces, a Docker engine, sshd'
  elif ! grep -qE '^ *0 +0 +4294967295$' /proc/self/uid_map; then echo 'this root is only the root of a user namespace'
  elif ! unshare --mount --uts --net --pid --fork true 2> /dev/null; then
    echo 'this machine does not let root make namespaces (an unprivileged container?)'
  fi
}

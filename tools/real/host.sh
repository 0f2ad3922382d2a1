#!/usr/bin/env bash
# One Docker host: the first process of its namespaces. When it ends, everything on the host does.
# host.sh DIRECTORY NAME ADDRESS REGISTRY
set -eu
directory=$1 name=$2 address=$3 registry=$4

hostname "$name"
mount --bind "$directory/opt" /opt
mount --bind "$directory/root" /root
if [ -d /etc/docker ]; then mount --bind "$directory/etc-docker" /etc/docker; fi
# sshd without PAM refuses an account that is locked, as root is on some machines.
sed 's/^root:[^:]*/root:*/' /etc/shadow > "$directory/shadow"
mount --bind "$directory/shadow" /etc/shadow
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd

cat > "$directory/sshd_config" <<CONFIG
ListenAddress $address:22
HostKey $directory/host_key
AuthorizedKeysFile $directory/../id.pub
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PidFile none
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
CONFIG
/usr/sbin/sshd -D -f "$directory/sshd_config" -E "$directory/sshd.log" &

dockerd --data-root "$directory/data" --exec-root /run/docker --pidfile /run/docker.pid --host unix:///run/docker.sock \
  --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/hl-real-$name" --insecure-registry "$registry" > "$directory/dockerd.log" 2>&1 &
echo "$address" > "$directory/address"
wait

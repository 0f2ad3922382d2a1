#!/usr/bin/env bash
# One Docker host: the first process of its namespaces. When it ends, everything on the host does.
# host.sh DIRECTORY NAME ADDRESS REGISTRY
set -eu
directory=$1 name=$2 address=$3 registry=$4

hostname "$name"
mount --bind "$directory/opt" /opt
mount --bind "$directory/root" /root
if [ -d /etc/docker ]; then mount --bind "$directory/etc-docker" /etc/docker; fi
# Three accounts: root, `deploy` who may become root, and `guest` who may nothing.
sed 's/^\([^:]*\):[^:]*/\1:*/' /etc/shadow > "$directory/shadow" # no passwords; sshd without PAM refuses an account that is locked
cp /etc/passwd "$directory/passwd"
for account in deploy:42001 guest:42002; do
  who=${account%:*} id=${account#*:}
  echo "$who:x:$id:$id::$directory/home/$who:/bin/sh" >> "$directory/passwd"
  echo "$who:*:19000:0:99999:7:::" >> "$directory/shadow"
  install -d -o "$id" -g "$id" "$directory/home/$who"
done
printf 'Defaults env_reset\nroot ALL=(ALL:ALL) ALL\ndeploy ALL=(ALL) NOPASSWD: ALL\n' > "$directory/sudoers"
chmod 440 "$directory/sudoers"
for file in passwd shadow sudoers; do mount --bind "$directory/$file" "/etc/$file"; done
# The only compose plugin is root's own.
for prefix in /usr /usr/local; do
  for plugins in "$prefix/libexec/docker/cli-plugins" "$prefix/lib/docker/cli-plugins"; do
    if [ -d "$plugins" ]; then mount -t tmpfs tmpfs "$plugins"; fi
  done
done
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
  --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/hl-real/$name" --insecure-registry "$registry" > "$directory/dockerd.log" 2>&1 &
echo "$address" > "$directory/address"
wait

# shellcheck shell=bash
# shellcheck disable=SC2034 # what it sets is for the script that sources it
# Sourced by host.sh, after tools/real/machine/programs.sh: what people use instead, from the distribution's own packages.

# peers: installs what is missing. Sets HL_BENCH_WITHOUT: what cannot be had here, in words.
peers() {
  HL_BENCH_WITHOUT=''
  command -v ssh > /dev/null || install openssh-client || HL_BENCH_WITHOUT='no ssh here'
  if ! command -v ansible-playbook > /dev/null && refreshed; then
    # The whole of Ansible brings community.docker; before 9.2 without docker_compose_v2, and then its core alone is as good.
    local candidate package=ansible-core
    candidate=$(apt-cache policy ansible | sed -n 's/^ *Candidate: *//p')
    if dpkg --compare-versions "${candidate/(none)/0}" ge 9.2; then package=ansible; fi
    install "$package"
  fi
  if ! command -v ansible-playbook > /dev/null; then HL_BENCH_WITHOUT="${HL_BENCH_WITHOUT:+$HL_BENCH_WITHOUT, }no Ansible here"
  elif ! ansible-doc --type module community.docker.docker_compose_v2 2> /dev/null | grep -q '^>'; then
    HL_BENCH_WITHOUT="${HL_BENCH_WITHOUT:+$HL_BENCH_WITHOUT, }this distribution's Ansible has no community.docker.docker_compose_v2"
  fi
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from './succeeded.mjs';

const directoryOf = '/opt/{{ inventory_hostname }}';

/** The last task of each playbook: plain modules, or the collection that is made for it. */
const tasks = {
  'docker compose up -d': { command: { cmd: 'docker compose up -d', chdir: directoryOf } },
  docker_compose_v2: { 'community.docker.docker_compose_v2': { project_src: directoryOf } },
};

const has = (program, ...args) => spawnSync(program, args, { encoding: 'utf8' });

/**
 * Playbooks that do the same: directory, file, compose; pipelining, one connection kept, four at a time. Each service is an inventory name of the
 * same machine: otherwise Ansible would work on one service after the other.
 *
 * @param directory where its files may lie
 * @param files service name to the text of its compose.yml
 * @returns what this machine has of them, by a name with the version; each runs it once
 */
export function playbooks(directory, { address, keyFile, knownHosts, files }) {
  const { status, stdout } = has('ansible-playbook', '--version');
  if (status !== 0) return {};
  const version = /[\d.]+/.exec(stdout)?.[0] ?? '';
  const module = has('ansible-doc', '--type', 'module', 'community.docker.docker_compose_v2').stdout.startsWith('>');
  mkdirSync(join(directory, 'files'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'files', `${name}.yml`), text);
  const ssh = `-o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=${knownHosts} -o IdentitiesOnly=yes`;
  writeFileSync(
    join(directory, 'ansible.cfg'),
    `[defaults]\nforks = 4\ninterpreter_python = /usr/bin/python3\n[ssh_connection]\npipelining = True\nssh_args = ${ssh}\n`,
  );
  const host = `ansible_host=${address} ansible_user=root ansible_ssh_private_key_file=${keyFile}`;
  const names = Object.keys(files);
  writeFileSync(join(directory, 'inventory'), names.map((name) => `${name} ${host}\n`).join(''));
  const env = { ...process.env, HOME: directory, ANSIBLE_CONFIG: join(directory, 'ansible.cfg') };
  const wanted = Object.entries(tasks).filter(([name]) => module || name !== 'docker_compose_v2');
  return Object.fromEntries(
    wanted.map(([name, task], index) => {
      const file = `playbook${index}.yml`;
      const first = [
        { file: { path: directoryOf, state: 'directory' } },
        { copy: { src: 'files/{{ inventory_hostname }}.yml', dest: `${directoryOf}/compose.yml` } },
      ];
      writeFileSync(join(directory, file), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: [...first, task] }]));
      return [`Ansible ${version}, ${name}`, () => succeeded('ansible-playbook', ['-i', 'inventory', file], { cwd: directory, env })];
    }),
  );
}

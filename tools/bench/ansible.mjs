import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whether the peer is here; it is not installed for the sake of a figure. */
export const hasAnsible = () => spawnSync('ansible-playbook', ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * A playbook that does the same: directory, file, `docker compose up -d`; plain modules, pipelining, four at a time. Each service is an
 * inventory name of the same machine: otherwise Ansible would work on one service after the other.
 *
 * @param files service name to the text of its compose.yml
 * @returns runs it once
 */
export function playbook(directory, { address, keyFile, knownHosts, files }) {
  mkdirSync(join(directory, 'files'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'files', `${name}.yml`), text);
  const ssh = `-o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=${knownHosts} -o IdentitiesOnly=yes`;
  writeFileSync(
    join(directory, 'ansible.cfg'),
    `[defaults]\nforks = 4\ninterpreter_python = /usr/bin/python3\n[ssh_connection]\npipelining = True\nssh_args = ${ssh}\n`,
  );
  const host = `ansible_host=${address} ansible_user=root ansible_ssh_private_key_file=${keyFile}`;
  writeFileSync(
    join(directory, 'inventory'),
    Object.keys(files)
      .map((name) => `${name} ${host}\n`)
      .join(''),
  );
  const tasks = [
    { file: { path: '/opt/{{ inventory_hostname }}', state: 'directory' } },
    { copy: { src: 'files/{{ inventory_hostname }}.yml', dest: '/opt/{{ inventory_hostname }}/compose.yml' } },
    { command: { cmd: 'docker compose up -d', chdir: '/opt/{{ inventory_hostname }}' } },
  ];
  writeFileSync(join(directory, 'playbook.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]));
  const env = { ...process.env, HOME: directory, ANSIBLE_CONFIG: join(directory, 'ansible.cfg') };
  return () => promisify(execFile)('ansible-playbook', ['-i', 'inventory', 'playbook.yml'], { cwd: directory, env });
}

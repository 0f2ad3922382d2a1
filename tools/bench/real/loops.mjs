import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from './succeeded.mjs';

/** One service by one ssh: its directory, its file, compose. */
const byShell = `ssh "root@$address" "mkdir -p /opt/X && cat > /opt/X/compose.yml && cd /opt/X && docker compose up -d" < X.yml`;

/** Each service by one line of shell, X its name. */
const lines = {
  'shell loop over ssh, one after another': { line: byShell, config: '', atOnce: 1 },
  'shell loop over ssh, ControlMaster, four at a time': { line: byShell, config: 'kept', atOnce: 4 },
  'docker compose, DOCKER_HOST=ssh://, ControlMaster, four at a time': {
    line: 'DOCKER_HOST="ssh://root@$address" docker compose --project-name X --file X.yml up --detach',
    config: 'kept',
    atOnce: 4,
  },
};

/**
 * What people write by hand. `ssh` is OpenSSH's, with the key of this run; docker finds the same one.
 *
 * @param directory where its files may lie
 * @param files service name to the text of its compose.yml
 * @returns by name; each runs it once
 */
export function loops(directory, { address, keyFile, knownHosts, files }) {
  if (spawnSync('ssh', ['-V']).status !== 0) return {};
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${name}.yml`), text);
  }
  const common = `IdentityFile ${keyFile}\nIdentitiesOnly yes\nUserKnownHostsFile ${knownHosts}\n`;
  for (const [kind, more] of [
    ['', ''],
    ['kept', `ControlMaster auto\nControlPath ${directory}/%C\nControlPersist 60\n`],
  ]) {
    writeFileSync(join(directory, `config${kind}`), common + more);
    mkdirSync(join(directory, `bin${kind}`), { recursive: true });
    const ssh = join(directory, `bin${kind}`, 'ssh');
    writeFileSync(ssh, `#!/bin/sh\nexec /usr/bin/ssh -F ${directory}/config${kind} "$@"\n`);
    chmodSync(ssh, 0o755);
  }
  const names = Object.keys(files).join(' ');
  return Object.fromEntries(
    Object.entries(lines).map(([name, { line, config, atOnce }]) => {
      const env = { ...process.env, address, PATH: `${join(directory, `bin${config}`)}:${process.env.PATH}` };
      const script = `printf '%s\\n' ${names} | xargs -P ${atOnce} -I X sh -c '${line}'`;
      return [name, () => succeeded('sh', ['-c', script], { cwd: directory, env })];
    }),
  );
}

// What is really on the hosts, by docker and the file system themselves. Nothing of hl is used here.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lines = (text) => text.split('\n').filter((line) => line !== '');

/** A host by the process that lives in its namespaces. `directory`: what hosts.sh made for it. */
export function outside(directory) {
  const enter = ['--target', readFileSync(join(directory, 'pid'), 'utf8').trim(), '--mount', '--uts', '--net'];
  const env = { ...process.env, HOME: '/root' };
  const address = readFileSync(join(directory, 'address'), 'utf8').trim();
  /** An engine that hangs ends the step, with the command in the message. */
  const limits = { env, timeout: 60_000, killSignal: /** @type {const} */ ('SIGKILL') };
  const exec = (...argv) =>
    execFileSync('nsenter', [...enter, ...argv], { ...limits, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const docker = (...args) => exec('docker', ...args);
  const inspect = (name, format) => JSON.parse(docker('inspect', '--format', `{{json ${format}}}`, name));
  return {
    address,
    exec,
    docker,
    succeeds: (...argv) => spawnSync('nsenter', [...enter, ...argv], { ...limits, stdio: 'ignore' }).status === 0,
    inspect,
    /** Containers by name: identity, start and state; equal means that nothing was recreated or restarted. */
    containers() {
      const ids = lines(docker('ps', '--all', '--quiet', '--no-trunc'));
      const rows = ids.map((id) => inspect(id, '.'));
      return Object.fromEntries(
        rows.map(({ Name, Id, State, Config }) => [
          Name.slice(1),
          { id: Id, started: State.StartedAt, state: State.Status, image: Config.Image },
        ]),
      );
    },
    environment: (name) => inspect(name, '.Config.Env'),
    volumes: () => lines(docker('volume', 'ls', '--quiet')),
    /** Body of an HTTP answer, or null when nobody answers. */
    say: (port, path = '/') =>
      fetch(`http://${address}:${port}${path}`, { signal: AbortSignal.timeout(10_000), headers: { connection: 'close' } })
        .then(async (response) => (response.ok ? (await response.text()).trim() : `HTTP ${response.status}`))
        .catch(() => null),
  };
}

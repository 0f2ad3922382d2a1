import { fileURLToPath } from 'node:url';
import { hl } from '../hl.mjs';
import { spent } from '../measure/spent.mjs';
import { simulatedFleet } from './fleet.mjs';

const floor = fileURLToPath(new URL('floor.mjs', import.meta.url));

/** Builds a fleet, and takes it away when `work` is done. */
export async function onFleet(size, work) {
  const fleet = await simulatedFleet(size);
  try {
    return await work(fleet);
  } finally {
    await fleet.close();
  }
}

/** A command of hl in the fleet's repository, as a process. */
export const command = ({ repository, env }, ...args) => spent(process.execPath, [hl, ...args], { cwd: repository, env });

/** Every service on every host is looked at, and nothing is to be done. */
export async function noop(fleet) {
  const said = await command(fleet, 'drift');
  if (!said.stdout.startsWith('No drift: every system holds')) throw new Error(`it was to be a no-op: ${said.stdout.slice(0, 500)}`);
  return said;
}

/** A connection to each host, and its containers listed. */
export async function look({ hosts, env, services }) {
  const input = JSON.stringify({ keyFile: env.SSH_KEY_FILE, hosts: hosts.map(({ link }) => ({ host: link.address, port: link.port })) });
  const said = await spent(process.execPath, [floor], { input, env });
  if (Number(said.stdout) !== services) throw new Error(`${said.stdout.trim()} containers were listed, not ${services}`);
  return said;
}

/** What the host that is asked most saw of `work`, that of the ledger apart: commands, and round trips on its connection. */
export async function seen({ hosts }, work) {
  const others = hosts.length === 1 ? hosts : hosts.slice(1);
  const before = others.map(({ machine, link }) => ({
    commands: machine.commands.length,
    turns: link.counts.turns,
    connections: link.counts.connections,
  }));
  await work();
  const grown = (of) =>
    Math.max(
      ...others.map(
        (host, index) => of(host) - of({ machine: { commands: { length: before[index].commands } }, link: { counts: before[index] } }),
      ),
    );
  return {
    commands: grown(({ machine }) => machine.commands.length),
    turns: grown(({ link }) => link.counts.turns),
    connections: grown(({ link }) => link.counts.connections),
  };
}

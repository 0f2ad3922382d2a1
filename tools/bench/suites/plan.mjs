import { alternatingSpent } from '../measure/alternating.mjs';
import { command, onFleet } from '../fleet/ways.mjs';
import { sso } from '../systems/sso.mjs';

const about =
  'hl plan as a process after hl detect --all, nothing to do; simulated hosts behind real SSH without delay, ledger as after a deployment';

async function planned(services, hosts, runs) {
  return onFleet({ hosts, services }, async (fleet) => {
    await command(fleet, 'detect', '--all');
    const plan = async () => {
      const said = await command(fleet, 'plan');
      if (!said.stdout.includes('Plan: 0 to create, 0 to change, 0 to remove.'))
        throw new Error(`there was something to do: ${said.stdout.slice(-500)}`);
      return said;
    };
    const { ms, cpuMs, MB } = await alternatingSpent(runs, { ours: plan }, { warm: runs > 1 ? 1 : 0 });
    const [name, at, large] = [`plan over ${services} services on ${hosts} hosts`, { at: { services } }, services === 10_000];
    return [
      { name, unit: 'ms', ...ms, ...at, ...(large && { target: { most: 3_000 } }), note: about },
      { name, unit: 'CPU-ms', ...cpuMs, ...at },
      { name: `${name}: peak memory`, unit: 'MB', ...MB, ...at, ...(large && { target: { most: 400 } }) },
    ];
  });
}

/** A plan of every service of a fleet, and one with single sign-on. */
export async function run() {
  const results = [];
  for (const [services, hosts, runs] of [
    [10, 1, 3],
    [100, 10, 3],
    [1_000, 10, 3],
    [10_000, 100, 2],
  ])
    results.push(...(await planned(services, hosts, runs)));
  return [...results, ...(await sso())];
}

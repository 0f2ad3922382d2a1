import { alternatingSpent } from '../measure/alternating.mjs';
import { look, noop, onFleet, seen } from '../fleet/ways.mjs';

const about =
  'simulated hosts behind real SSH, answered from memory; floor: a connection to each and its containers listed, by the SSH library alone';

/**
 * @param {{ hosts: number, services: number, roundTripMs: number, runs?: number }} size
 * @param {string} [axis]
 * @param {number} [target] milliseconds
 */
async function measured({ hosts, services, roundTripMs, runs = 3 }, axis, target) {
  const name = `no-op, ${services} services on ${hosts} host${hosts === 1 ? '' : 's'}, ${roundTripMs} ms`;
  const at = axis && { at: { [axis]: { hosts, services, rtt: roundTripMs }[axis] } };
  return onFleet({ hosts, services, roundTripMs }, async (fleet) => {
    const { ms, cpuMs } = await alternatingSpent(runs, { ours: () => noop(fleet), floor: () => look(fleet) }, { warm: runs > 1 ? 1 : 0 });
    const [ours, floor] = [await seen(fleet, () => noop(fleet)), await seen(fleet, () => look(fleet))];
    return [
      { name, unit: 'ms', ...ms, ...at, ...(target && { target: { most: target } }), note: about },
      { name, unit: 'CPU-ms', ...cpuMs },
      {
        name: `${name}: round trips on a connection`,
        unit: 'round trips',
        ours: ours.turns,
        floor: floor.turns,
        note: 'times that hl spoke after it had heard something, login and all',
      },
      {
        name: `${name}: commands a host`,
        unit: 'requests',
        ours: ours.commands,
        target: { most: 3 },
        note: 'what the account is like; all services in one look; what is ours and nobody wants',
      },
      { name: `${name}: connections a host`, unit: 'connections', ours: ours.connections, target: { most: 1 } },
    ];
  });
}

/** What it costs to find out that nothing is to be done: `hl drift` as a process, with a ledger as after a deployment. */
export async function run() {
  const results = await measured({ hosts: 10, services: 200, roundTripMs: 20, runs: 5 }, undefined, 3_000);
  const growth = async (sizes, axis) => {
    for (const size of sizes) results.push(...(await measured(size, axis)).filter(({ unit }) => unit === 'ms'));
  };
  await growth(
    [0, 1, 20, 100].map((roundTripMs) => ({ hosts: 10, services: 200, roundTripMs })),
    'rtt',
  );
  await growth(
    [10, 100, 1_000].map((services) => ({ hosts: 10, services, roundTripMs: 20 })),
    'services',
  );
  await growth(
    [1, 10, 100].map((hosts) => ({ hosts, services: hosts * 20, roundTripMs: 20 })),
    'hosts',
  );
  const large = await measured({ hosts: 500, services: 10_000, roundTripMs: 20, runs: 1 }, 'hosts', 30_000);
  return [...results, ...large];
}

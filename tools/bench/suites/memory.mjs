import { fileURLToPath } from 'node:url';
import { spent } from '../measure/spent.mjs';
import { noop, onFleet } from '../fleet/ways.mjs';

const rounds = fileURLToPath(new URL('../fleet/rounds.mjs', import.meta.url));
const peak = (size) => onFleet(size, async (fleet) => (await noop(fleet)).maxRssMB);

/** Peak memory of a no-op, as a process; and what stays in use of a process that looks again and again. */
export async function run() {
  const results = [];
  for (const services of [10, 100, 1_000, 10_000])
    results.push({
      name: `no-op, ${services} services on 10 hosts: peak memory`,
      unit: 'MB',
      ours: await peak({ hosts: 10, services }),
      at: { services },
    });
  let alone;
  for (const hosts of [1, 10, 100, 500]) {
    const ours = await peak({ hosts, services: 1_000 });
    alone ??= ours;
    const flat = { floor: alone, note: 'floor: the same services on one host' };
    results.push({
      name: `no-op, 1000 services on ${hosts} host${hosts === 1 ? '' : 's'}: peak memory`,
      unit: 'MB',
      ours,
      at: { hosts },
      ...flat,
    });
  }
  const used = await onFleet({ hosts: 10, services: 200 }, async ({ repository, env }) => {
    const { stdout } = await spent(process.execPath, ['--expose-gc', rounds, '12'], { cwd: repository, env });
    return JSON.parse(stdout);
  });
  results.push({
    name: 'the 12th look of one process at 200 services: memory in use',
    unit: 'MB',
    ours: used.at(-1),
    floor: used[2],
    target: { ratio: 1.1 },
    note: 'floor: after the third look',
  });
  return results;
}

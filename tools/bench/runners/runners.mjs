import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { hl } from '../hl.mjs';
import { emulatedHosts } from '../hosts/emulated.mjs';
import { spent } from '../measure/spent.mjs';
import { timed } from '../measure/timed.mjs';
import { committed } from '../repository/git.mjs';

const roundTripMs = 20;
const [hosts, services] = [8, 24];

const fileOf = (n) => `service: { name: s${n}, display_name: Service ${n}, description: A service of a fleet, category: media }
deployment:
  target_host: h${n % hosts}
  port: ${10_000 + n}
  container_port: 80
  image: registry.example.org/fleet/s${n}:1
`;

/** Emulated hosts behind real SSH, on which nothing is deployed yet, and a repository with a plan for all of them. */
async function planned() {
  const { directory, siteYml, env: login, close } = await emulatedHosts(hosts, roundTripMs);
  const cwd = join(directory, 'repository');
  const files = Array.from({ length: services }, (_, n) => [`services/media/s${n}.yml`, fileOf(n)]);
  committed(cwd, { 'hl.yml': siteYml, ...Object.fromEntries(files) });
  // The jobs of one pipeline share its lease.
  const env = { ...login, CI: 'true', CI_PIPELINE_SOURCE: 'push', CI_PIPELINE_ID: '1', CI_COMMIT_BRANCH: 'main' };
  const run = (folder, ...args) => spent(process.execPath, [hl, ...args], { cwd: folder, env });
  await run(cwd, 'detect', '--all');
  await run(cwd, 'plan');
  return {
    cwd,
    run,
    /** What a job of the child pipeline starts from: a clone with the artifacts of detect and plan. */
    job: (name) => (cpSync(cwd, join(directory, name), { recursive: true }), join(directory, name)),
    close,
  };
}

/** Milliseconds of a first deployment of everything: a job a host, so many at the same time; or one job for all. */
async function deployed(runners) {
  const fleet = await planned();
  try {
    if (runners === null) return (await fleet.run(fleet.cwd, 'deploy')).ms;
    const jobs = Array.from({ length: hosts }, (_, n) => ({ host: `h${n}`, folder: fleet.job(`job-${n}`) }));
    const runner = async () => {
      for (let job = jobs.shift(); job; job = jobs.shift()) await fleet.run(job.folder, 'deploy', '--host', job.host);
    };
    return await timed(() => Promise.all(Array.from({ length: runners }, runner)));
  } finally {
    await fleet.close();
  }
}

/** The jobs of the child pipeline (`fan_out: true`) on 1, 2 and 4 runners, each job a process, against one job for all hosts. */
export async function runners() {
  const alone = await deployed(null);
  /** @type {import('../shape/result.mjs').Result[]} */
  const results = [];
  for (const count of [1, 2, 4])
    results.push({
      name: `${services} services on ${hosts} hosts, a job a host on ${count} runner${count === 1 ? '' : 's'}`,
      unit: 'ms',
      ours: await deployed(count),
      peers: { 'one job for all hosts': alone },
      at: { runners: count },
      note: 'fan_out; emulated hosts behind real SSH, 20 ms; all runners and hosts share the two cores, which a fleet of machines would not',
    });
  return results;
}

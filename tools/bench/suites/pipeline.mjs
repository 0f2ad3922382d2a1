import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '@hl/lab/lab';
import { bundled } from '../hl.mjs';
import { alternating } from '../measure/alternating.mjs';
import { spent } from '../measure/spent.mjs';
import { summary } from '../measure/statistics.mjs';
import { committed } from '../repository/git.mjs';
import { runners } from '../runners/runners.mjs';

const runs = 5;

/** What the jobs of templates/pipeline.yml call after a push, one after the other. */
const jobs = ['detect', 'validate', 'plan', 'deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance', 'verify', 'notify success'];

const service = (image) => `service: { name: metube, display_name: MeTube, description: Video downloader, category: downloads }
deployment:
  target_host: docker-media
  port: 8082
  container_port: 8081
  image: ghcr.io/alexta69/metube:${image}
  volumes: [{ host: /opt/metube/downloads, container: /downloads }]
  healthcheck: { enabled: true, endpoint: /, expected_status: [200] }
traefik: { enabled: true, subdomain: metube }
dns: { enabled: true, hostname: metube }
authentik: { enabled: true, method: forward_auth }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Downloads } }
`;

/** The embedded homelab, and hl as one file, as runners with Node have it. */
async function homelab() {
  const lab = await startLab();
  const bundle = await bundled(lab.directory);
  const repository = join(lab.directory, 'repository');
  const plain = { PATH: process.env.PATH, HOME: lab.directory };
  const git = committed(repository, { 'hl.yml': lab.siteYml, '.gitignore': '.hl/\n' });
  let pipelines = 0;
  /** Pushes another image of the service; returns what runs a command in the pipeline of that commit. */
  const push = () => {
    pipelines += 1;
    const before = git(['rev-parse', 'HEAD']);
    committed(repository, { 'services/downloads/metube.yml': service(`2026.08.${pipelines}`) });
    rmSync(join(repository, '.hl'), { recursive: true, force: true });
    const commit = { CI_COMMIT_BEFORE_SHA: before, CI_COMMIT_SHA: git(['rev-parse', 'HEAD']), CI_COMMIT_BRANCH: 'main' };
    const env = { ...plain, ...lab.env, CI: 'true', CI_PIPELINE_SOURCE: 'push', CI_PIPELINE_ID: String(pipelines), ...commit };
    return (command) => spent(process.execPath, [bundle, ...command.split(' ')], { cwd: repository, env });
  };
  return { push, idle: () => spent(process.execPath, ['-e', '0'], { env: plain }), close: () => lab.close() };
}

/** A pipeline of a process a job; and its child pipeline, of a job a host, on more than one runner. */
export const run = async () => [...(await processes()), ...(await runners())];

/** One changed service, by a process a job and by one `hl run`, on the same homelab. The difference of each pair is what the processes cost. */
async function processes() {
  const { push, idle, close } = await homelab();
  const measured = { ms: { jobs: [], run: [] }, cpuMs: { jobs: [], run: [] } };
  const pushed = (way, commands) => async (round) => {
    const hl = push();
    const all = [];
    for (const command of commands) all.push(await hl(command));
    if (round >= 0) for (const unit of ['ms', 'cpuMs']) measured[unit][way].push(all.reduce((total, one) => total + one[unit], 0));
  };
  const nothing = { ms: [], cpuMs: [] };
  const node = async (round) => {
    const { ms, cpuMs } = await idle();
    if (round < 0) return;
    nothing.ms.push(ms);
    nothing.cpuMs.push(cpuMs);
  };
  try {
    await push()('run'); // the service is there; what is measured is a change
    await alternating(runs, { ours: pushed('jobs', jobs), floor: node, peers: { run: pushed('run', ['run']) } });
  } finally {
    await close();
  }
  return [
    ['ms', 'ms'],
    ['CPU-ms', 'cpuMs'],
  ].flatMap(([unit, key]) => {
    const { jobs: ten, run: one } = measured[key];
    const each = ten.map((total, round) => Math.max(0, (total - one[round]) / (jobs.length - 1)));
    const note = `(sum of the ${jobs.length} processes − hl run) ÷ ${jobs.length - 1}, a round; the floor is a start of Node. Each process opens its own connections and looks again.`;
    return [
      {
        name: `one changed service, detect to notify as ${jobs.length} processes`,
        unit,
        ...summary({ ours: ten, peers: { 'hl run': one } }),
      },
      {
        name: 'start-up of each process over hl run',
        unit,
        ...summary({ ours: each, floor: nothing[key] }),
        ...(unit === 'ms' && { target: { most: 60 } }),
        note,
      },
    ];
  });
}

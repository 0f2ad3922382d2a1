import { join } from 'node:path';
import { inFolder } from '../folder.mjs';
import { bundled, hl } from '../hl.mjs';
import { alternatingSpent } from '../measure/alternating.mjs';
import { spent } from '../measure/spent.mjs';
import { committed } from '../repository/git.mjs';

const runs = 9;

const service = (n) => `service: { name: s${n}, display_name: Service ${n}, description: One of ten, category: utility }
deployment:
  target_host: media
  port: ${8000 + n}
  image: example/s${n}:1.${n}
  volumes: [{ host: /opt/s${n}/data, container: /data }]
  environment: { TZ: Etc/UTC }
  healthcheck: { enabled: true, endpoint: /, expected_status: [200] }
traefik: { enabled: true, subdomain: s${n} }
dns: { enabled: true }
`;
const site = `domain: example.org
categories: [utility]
hosts: { media: 192.0.2.10, proxy: 192.0.2.20 }
traefik: { host: proxy, directory: /etc/traefik/dynamic, api: "http://192.0.2.20:8080" }
pihole: { url: "http://192.0.2.53", dns: "192.0.2.53:53" }
`;

/** Ten services in git, the last commit changed one. Nobody there is asked for anything: it has no ledger on a host. */
function repository(folder) {
  const ten = Array.from({ length: 10 }, (_, n) => [`services/utility/s${n}.yml`, service(n)]);
  committed(folder, { 'hl.yml': site, '.gitignore': '.hl/\n', ...Object.fromEntries(ten) });
  committed(folder, { 'services/utility/s0.yml': service(0).replace('1.0', '1.1') });
}

const commands = [
  { name: '--version', args: ['--version'], target: { ratio: 1.5 } },
  { name: '--help', args: ['--help'], target: { ratio: 1.5 } },
  { name: 'validate, ten services', args: ['validate'] },
  { name: 'detect, one of ten changed', args: ['detect', '--base', 'HEAD~1'] },
  { name: 'completion at the tab key', args: ['__complete', 'pl'] },
];

/** What a command costs from its start to its end, from a checkout and as one file, beside a Node that does nothing. */
export const run = () =>
  inFolder(async (folder) => {
    const bundle = await bundled(folder);
    const cwd = join(folder, 'repository');
    repository(cwd);
    const env = { PATH: process.env.PATH, HOME: folder };
    const node = (...args) => spent(process.execPath, args, { cwd, env });
    const results = [];
    for (const [how, program] of Object.entries({ checkout: hl, 'one file': bundle }))
      for (const { name, args, target } of commands) {
        const { ms, cpuMs } = await alternatingSpent(runs, { ours: () => node(program, ...args), floor: () => node('-e', '0') });
        results.push({ name: `hl ${name} (${how})`, unit: 'ms', ...ms, ...(target && { target }) });
        results.push({ name: `hl ${name} (${how})`, unit: 'CPU-ms', ...cpuMs });
      }
    return results;
  });

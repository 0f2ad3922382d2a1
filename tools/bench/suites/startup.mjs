import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alternatingSpent } from '../measure/alternating.mjs';
import { spent } from '../measure/spent.mjs';
import { committed } from '../repository/git.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
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
  const write = (path, text) => (mkdirSync(dirname(join(folder, path)), { recursive: true }), writeFileSync(join(folder, path), text));
  write('hl.yml', site);
  write('.gitignore', '.hl/\n');
  for (let n = 0; n < 10; n += 1) write(`services/utility/s${n}.yml`, service(n));
  committed(folder, 'ten');
  write('services/utility/s0.yml', service(0).replace('1.0', '1.1'));
  committed(folder, 'one');
}

const commands = [
  { name: '--version', args: ['--version'], target: { ratio: 1.5 } },
  { name: '--help', args: ['--help'], target: { ratio: 1.5 } },
  { name: 'validate, ten services', args: ['validate'] },
  { name: 'detect, one of ten changed', args: ['detect', '--base', 'HEAD~1'] },
  { name: 'completion at the tab key', args: ['__complete', 'pl'] },
];

/** What a command costs from its start to its end, from a checkout and as one file, beside a Node that does nothing. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'hl-bench-'));
  try {
    const bundle = join(folder, 'hl.mjs');
    await spent(process.execPath, [join(root, 'tools/bundle/bundle.mjs'), bundle]);
    const cwd = join(folder, 'repository');
    mkdirSync(cwd);
    repository(cwd);
    const env = { PATH: process.env.PATH, HOME: folder };
    const node = (...args) => spent(process.execPath, args, { cwd, env });
    const results = [];
    for (const [how, program] of Object.entries({ checkout: join(root, 'apps/pipeline-runner/bin/hl.js'), 'one file': bundle }))
      for (const { name, args, target } of commands) {
        const { ms, cpuMs } = await alternatingSpent(runs, { ours: () => node(program, ...args), floor: () => node('-e', '0') });
        results.push({ name: `hl ${name} (${how})`, unit: 'ms', ...ms, ...(target && { target }) });
        results.push({ name: `hl ${name} (${how})`, unit: 'CPU-ms', ...cpuMs });
      }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

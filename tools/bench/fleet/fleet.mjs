import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import { begun, concluded, intended, recorded } from '@hl/core/state';
import { compose } from '@hl/deployer';
import { loadService, loadSite } from '@hl/schema';
import { behindSsh } from '../hosts/behind-ssh.mjs';
import { committed } from '../repository/git.mjs';
import { machine, placed } from './machine.mjs';

/** What is wanted is worked out without a host. */
const unasked = () => Promise.reject(new Error('no host was to be asked'));

const fileOf = (n, host) => {
  const port = 10_000 + (n % 50_000);
  return `service: { name: s${n}, display_name: Service ${n}, description: A service of a large fleet, category: media }
deployment:
  target_host: ${host}
  port: ${port}
  container_port: 80
  image: registry.example.org/fleet/app:1.${n % 10}.0
  environment: { TZ: Etc/UTC, LOG_LEVEL: info, INSTANCE: "${n}" }
  volumes: [{ host: /srv/s${n}/data, container: /data }]
`;
};

/** What of a fleet does not depend on how it is reached: its files, definitions, what stands on each host, and the ledger, all as after a deployment. */
function deployedFleet({ hosts: hostCount, services: count }) {
  const names = Array.from({ length: hostCount }, (_, n) => `h${n}`);
  const plain = `domain: example.org\ncategories: [media]\nhosts:\n${names.map((name) => `  ${name}: { address: 127.0.0.1 }\n`).join('')}`;
  const { site } = loadSite(plain, 'hl.yml');
  const files = new Map();
  const definitions = [];
  const standing = new Map(names.map((name) => [name, []]));
  const ledger = new Map();
  const run = { run: 'local-1', commit: '0'.repeat(40), pipelineUrl: null, time: '2026-11-01T00:00:00Z' };
  const integrations = new Map(names.map((name) => [name, compose({ host: name, remote: posixRemote(name, unasked) })]));
  for (let n = 0; n < count; n += 1) {
    const host = names[n % hostCount];
    const path = `services/media/s${n}.yml`;
    const text = fileOf(n, host);
    const { service, diagnostics } = loadService(text, path, site, () => null);
    if (service === null) throw new Error(JSON.stringify(diagnostics[0]));
    const [resource] = integrations.get(host).desired(service, site);
    const hash = createHash('sha256').update(text).digest('hex');
    /** @type {import('@hl/core').PlannedService} */
    const planned = {
      name: service.name,
      path,
      action: 'add',
      reason: 'new',
      before: null,
      after: service,
      hash,
      previousHash: null,
      leftovers: [],
    };
    const change = { ...resource, before: null, after: resource.spec };
    delete change.spec;
    const entry = recorded(intended(begun(null, planned, run), [change]), { ...change, status: 'applied', ms: 900 }, run.time);
    ledger.set(`services/${service.name}.json`, `${JSON.stringify(concluded(entry, planned, run, true), null, 1)}\n`);
    standing.get(host).push(placed(service.name, resource.spec, { image: service.deployment.image, port: service.port }));
    files.set(path, text);
    definitions.push(service);
  }
  return { names, site, files, definitions, standing, ledger };
}

/** Such a fleet behind SSH on loopback, each host a round trip away, with a repository for it. */
export async function simulatedFleet({ hosts, services, roundTripMs = 0 }) {
  const directory = mkdtempSync(join(tmpdir(), 'hl-fleet-'));
  const { names, files, standing, ledger } = deployedFleet({ hosts, services });
  const machines = names.map((name, n) => {
    const host = machine({ services: standing.get(name), ...(n === 0 ? { ledger } : {}) });
    // An address each, as real hosts have: at most five logins at once start to one.
    return { name, machine: host, shell: host.shell, address: `127.1.${n >> 8}.${n & 255}` };
  });
  const behind = await behindSsh(directory, machines, roundTripMs);
  const repository = join(directory, 'repository');
  committed(repository, { 'hl.yml': behind.siteYml, ...Object.fromEntries(files) });
  return {
    repository,
    services,
    hosts: behind.machines,
    env: behind.env,
    async close() {
      await behind.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

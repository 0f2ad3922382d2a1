import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openContext } from '../../../src/context.js';
import { readEnvironment } from '../../../src/environment.js';
import { printer } from '../../../src/printer.js';
import { homelab, type Homelab } from '../../lab/world/homelab.js';

let home: Homelab;

beforeEach(async () => void (home = await homelab()));

afterEach(() => home.lab.close());

const compose = `# By hand, years ago
services:
  it-tools:
    image: ghcr.io/corentinth/it-tools:1
    ports: ["8087:80"]
    volumes: ["/srv/tools/data:/data", "cache:/cache"]
    restart: unless-stopped
  helper:
    image: redis:8
    environment: { TZ: "\${TZ}" }
volumes:
  cache:
`;

test('what somebody brought up by hand is imported from the host, and adopted without a restart', async () => {
  const { lab, hl, cwd, commit } = home;
  const context = await openContext({ cwd }, readEnvironment(lab.env), printer({ quiet: true, stdout: () => {}, stderr: () => {} }));
  const remote = (await context.fleet()).remote('docker-apps');
  await remote.write('/srv/tools/docker-compose.yml', compose);
  await remote.write('/srv/tools/.env', 'TZ=Europe/Berlin\n');
  await remote.run(['sh', '-c', 'cd /srv/tools && docker compose -f docker-compose.yml up -d']);
  const ids = async (): Promise<string[]> =>
    (await remote.run(['docker', 'ps', '--all', '--quiet', '--no-trunc'])).stdout.trim().split('\n').sort();
  const before = await ids();
  expect(before).toHaveLength(2);

  const imported = await hl('import', '--host', 'docker-apps', '--category', 'utility');
  expect([imported.code, imported.text]).toEqual([0, expect.stringContaining('then hl adopt tools')]);
  const text = readFileSync(join(cwd, 'services/utility/tools.yml'), 'utf8');
  expect(text).toContain('install_path: /srv/tools\n');
  commit({ 'services/utility/tools.yml': text });
  const valid = await hl('validate');
  expect([valid.code, valid.text]).toEqual([0, expect.not.stringContaining('✖')]);

  const adopted = await hl('adopt', 'tools');
  expect([adopted.code, adopted.text]).toEqual([0, expect.any(String)]);
  expect(await ids()).toEqual(before);
  const drift = await hl('drift');
  expect([drift.code, drift.text]).toEqual([0, expect.any(String)]);
  expect((await hl('import', '--host', 'docker-apps')).code).toBe(0);
  expect(readdirSync(join(cwd, 'services/utility'))).toEqual(['tools.yml']);
  expect(lab.violations()).toEqual([]);
  await context.close();
}, 60_000);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerificationFile } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import { main } from '../../../src/main.js';
import { homelab, serviceFile } from '../world/homelab.js';
import type { Homelab } from '../world/homelab.js';
import { visit } from '../world/visit.js';

const images = { 'example.org/app:broken': { http: 404 }, 'example.org/app:*': { listens: [80] } };
interface Version {
  readonly image?: string;
  /** Of its host name. */
  readonly at?: string;
  /** Port inside the container. */
  readonly inside?: number;
  readonly host?: string;
  readonly more?: string;
}

let home: Homelab;
beforeAll(async () => void (home = await homelab({ images })), 60_000);
afterAll(() => home.lab.close());

const ports: Record<string, number> = { aa: 8101, bb: 8102, cc: 8103, dd: 8104, ee: 8105, ff: 8106, gg: 8107 };
const app = (name: string, { image = '1', at = name, inside = 80, host = 'docker-apps', more = '' }: Version = {}): string =>
  serviceFile(name, { host, port: ports[name] ?? 0, image: `example.org/app:${image}`, more })
    .replace('container_port: 80', `container_port: ${inside}`)
    .replace(`subdomain: ${name}`, `subdomain: ${at}`)
    .replace(`hostname: ${name}`, `hostname: ${at}`)
    .concat('healthcheck: { enabled: true, endpoint: /health, expected_status: [200] }\n');
const push = async (versions: Record<string, Version>, more: Record<string, string> = {}): Promise<{ code: number; text: string }> => {
  const files = Object.entries(versions).map(([name, version]) => [`services/${name}.yml`, app(name, version)]);
  home.commit({ ...Object.fromEntries(files), ...more });
  return home.hl('run', '--no-notify');
};

const entry = (name: string): LedgerEntry =>
  JSON.parse(readFileSync(home.path('proxy', `/var/lib/hl/services/${name}.json`), 'utf8')) as LedgerEntry;
const verification = (): VerificationFile => home.artifact('verification.json');
const containers = () => Object.values(home.lab.hosts).flatMap(({ docker }) => docker.containers());
const image = (name: string): string | undefined =>
  containers()
    .find((one) => one.name === name)
    ?.image.split(':')[1];
const status = async (name: string): Promise<number | null> =>
  visit(home.lab, name).then(
    (seen) => seen.status,
    () => null, // the default certificate: Traefik does not know the name
  );
/** Keys that Authentik gives anew. */
const given = new Set(['pk', 'uuid', 'provider', 'providers', 'client_id', 'client_secret']);
/** All that stands, in every system. */
function standing(): unknown {
  const { files, containers: on, ...rest } = home.lab.snapshot() as Record<string, Record<string, object>>;
  const kept = Object.values(files ?? {}).map((tree) => Object.entries(tree).filter(([path]) => !/\/\.hl\/|glance\.yml$/.test(path)));
  const tiles = readFileSync(home.path('dashboard', '/opt/glance/config/glance.yml'), 'utf8').split('\n').sort();
  const running = Object.values(on ?? {}).map((some) =>
    (some as { name: string; image: string; state: string }[]).map((one) => `${one.name} ${one.image} ${one.state}`).sort(),
  );
  return JSON.parse(
    JSON.stringify({ kept, tiles, running, ...rest }, (key, value: unknown) =>
      given.has(key) ? null : Array.isArray(value) ? [...value].sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)) : value,
    ),
  );
}
const said = (name: string): string | undefined =>
  verification().checks.find((check) => check.service === name && check.name === 'rollback')?.actual;

test('what fails by its own doing goes back in all systems; what else fails stays, with the command to go back', async () => {
  home.commit({ 'hl.yml': home.lab.siteYml.replace('interval: 0.2', 'interval: 0.5') });
  expect((await push({ aa: {}, bb: {}, cc: {}, dd: {}, ee: {}, ff: {} })).code).toBe(0);
  const before = standing();
  const old = containers().find(({ name }) => name === 'ff')?.id;

  const { code, text } = await push({
    aa: { image: 'broken', at: 'new-aa' }, // its health endpoint answers 404
    bb: { image: '2', at: 'new-bb', inside: 8080 }, // nothing listens there
    cc: { inside: 8080 }, // the same, and its route does not change
    dd: { image: 'broken', more: ', on_failure: keep' },
    ee: { image: 'broken', more: ', on_failure: keep' },
    ff: { image: 'broken', host: 'docker-media' }, // a move
    gg: { image: 'broken' }, // a first deployment
  });
  expect(code).toBe(1);
  for (const name of ['aa', 'bb', 'cc', 'ff']) {
    expect(text).toMatch(new RegExp(`${name}: taken back in .*, and healthy again`));
    expect(entry(name)).toMatchObject({ healthy: true, outcomes: [], intents: [], rejected: expect.any(String) });
  }
  expect([await status('aa'), await status('new-aa'), await status('bb'), await status('new-bb')]).toEqual([302, null, 302, null]);
  expect(text).toContain('ff: docker-apps/ff stays up, its new home is not verified');
  expect(containers().find(({ name }) => name === 'ff')?.id).toBe(old);
  expect(
    verification()
      .rolledBack?.map(({ service, healthy, reason }) => [service, healthy, reason])
      .sort(),
  ).toEqual([
    ['aa', true, expect.stringMatching(/^health: expected .* got 404/)],
    ['bb', true, expect.stringMatching(/^nothing listens on .*:8102 \(8080 inside\), where the route of bb shall lead/)],
    ['cc', true, expect.stringMatching(/^(health|port): expected/)],
    ['ff', true, expect.stringMatching(/^health: expected/)],
  ]);
  expect(verification().rolledBack?.find(({ service }) => service === 'aa')?.systems).toEqual(
    ['compose', 'traefik', 'pihole', 'authentik', 'glance'].map((system) => ({ system, status: 'applied' })),
  );
  expect(home.artifact<{ outcomes: unknown[] }>('outcomes/rollback.json').outcomes).not.toEqual([]);
  const report = readFileSync(join(home.cwd, '.hl/verification.xml'), 'utf8');
  for (const name of ['aa', 'dd', 'gg']) expect(report).toContain(`<testcase classname="${name}" name="rollback"`);
  expect([said('dd'), said('gg')]).toEqual([
    'not taken back: on_failure is keep. To go back: hl rollback --service dd',
    'not taken back: it is new, there is nothing to go back to. Mend services/gg.yml, or take it away: hl rollback --service gg',
  ]);
  expect(['dd', 'ee', 'gg'].map(image)).toEqual(['broken', 'broken', 'broken']);

  // Broken before, and broken in another way now. What was taken back is not tried again.
  const again = await push({ ee: { image: 'broken', at: 'new-ee' } });
  expect(again).toMatchObject({ code: 1, text: expect.stringContaining('aa is held back: this content was rolled back') });
  expect(said('ee')).toBe('not taken back: it was not well before this run either. To go back: hl rollback --service ee');
  for (const name of ['dd', 'ee', 'gg']) expect((await home.hl('rollback', '--service', name)).code).toBe(0);
  expect(standing()).toEqual(before);
  expect(await home.hl('drift')).toMatchObject({
    code: 0,
    text: expect.stringMatching(/aa: its file as it is in git was rolled back[^]*No drift/),
  });
}, 240_000);

test('a Pi-hole that dies before it is looked at takes nothing back', async () => {
  home.commit({ 'services/aa.yml': app('aa', { image: '2', at: 'moved' }) });
  const text: string[] = [];
  const sink = (line: string): void => {
    text.push(line);
    if (line.includes('── glance')) void home.lab.pihole.close();
  };
  const code = await main(['run', '--no-notify', '--cwd', home.cwd], { env: home.lab.env, stdout: sink, stderr: sink, color: false });
  expect({ code, text: text.join('') }).toEqual({
    code: 1,
    text: expect.stringContaining(
      'aa: not taken back: a DNS server did not answer, and that is not its own doing. To go back: hl rollback',
    ),
  });
  expect([image('aa'), verification().rolledBack]).toEqual(['2', undefined]);
}, 120_000);

import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LedgerEntry, PlanFile, VerificationFile } from '@hl/core';
import { homelab } from '../world/homelab.js';
import { visit } from '../world/visit.js';

const filmsPath = 'services/media/films.yml';

/** A machine that hl does not deploy to. */
async function machine(): Promise<{ url: string; close(): void }> {
  const server = createServer((_, response) => void response.end('the machine itself'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}

const films = (
  backend: string,
  over: { seerr?: string; host?: string } = {},
): string => `service: { name: films, display_name: Films, description: Films and wishes, category: media }
deployment:
  target_host: ${over.host ?? 'docker-media'}
  port: 8096
  image: example/films:1
  services:
    seerr: { image: "example/seerr:1", ports: ["5055:5055"] }
traefik: {}
dns: {}
glance: { bookmark: { group: Media } }
pages:
  seerr: { display_name: Wishes, container: seerr, traefik: { subdomain: ${over.seerr ?? 'seerr'} }, dns: {}, authentik: { groups: [family] }, glance: { bookmark: { group: Media } } }
  box: { backend: "${backend}", healthcheck: { endpoint: / }, traefik: {}, dns: {}, glance: { bookmark: { group: Machines } } }
`;

test('a service with three pages: made, changed, taken back and removed as one', async () => {
  const nas = await machine();
  const world = await homelab();
  const { lab, hl, commit, artifact } = world;
  try {
    const start = lab.snapshot();
    commit({ [filmsPath]: films(nas.url) });
    expect(await hl('validate')).toMatchObject({ code: 0 });
    const made = await hl('run');
    expect(made).toMatchObject({ code: 0 });
    expect(
      artifact<PlanFile>('plan.json')
        .changes.map(({ system, key, service }) => `${service}: ${system} ${key.replace(/:\d+$/, '')}`)
        .sort(),
    ).toEqual(
      [
        'films: authentik films-seerr',
        'films: compose docker-media/films',
        ...['films', 'films-box', 'films-seerr'].map((name) => `films: traefik ${name}`),
        ...['films', 'box', 'seerr'].map((name) => `films: glance https://${name}.lab.example`),
        ...['films', 'box', 'seerr'].map((name) => `films: pihole ${name}.lab.example`),
      ].sort(),
    );
    expect(await visit(lab, 'box')).toMatchObject({ status: 200, body: 'the machine itself' });
    expect((await visit(lab, 'films')).status).toBe(200);
    expect((await visit(lab, 'seerr')).status).toBe(302);
    const checks = artifact<VerificationFile>('verification.json').checks;
    expect(new Set(checks.map(({ service }) => service))).toEqual(new Set(['films']));
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(checks.filter(({ name }) => name.startsWith('route'))).toHaveLength(3);

    // A page changes its name: nothing else is touched.
    commit({ [filmsPath]: films(nas.url, { seerr: 'wishes' }) });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(await lab.pihole.resolve('seerr.lab.example')).toEqual([]);
    expect(await lab.pihole.resolve('wishes.lab.example')).toEqual([lab.traefik.address]);

    expect(await hl('rollback')).toMatchObject({ code: 0 });
    expect(await lab.pihole.resolve('seerr.lab.example')).toEqual([lab.traefik.address]);
    expect(await lab.pihole.resolve('wishes.lab.example')).toEqual([]);
    await expect(visit(lab, 'wishes')).rejects.toThrow('self-signed');
    expect(await visit(lab, 'seerr')).toMatchObject({ status: 302 });

    commit({ [filmsPath]: null });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(lab.snapshot()).toEqual(start);
    expect(lab.violations()).toEqual([]);
  } finally {
    await lab.close();
    nas.close();
  }
}, 180_000);

test('what somebody else holds for a page is told and adopted; all pages move with their service; a lost ledger knows them again', async () => {
  const nas = await machine();
  const { lab, hl, commit, path } = await homelab();
  try {
    const start = lab.snapshot();
    lab.pihole.setHosts([...lab.pihole.hosts(), '192.0.2.99 seerr.lab.example']);
    commit({ [filmsPath]: films(nas.url) });
    expect(await hl('run')).toMatchObject({ code: 3, text: expect.stringMatching(/seerr\.lab\.example: held by .*hl adopt films/) });
    expect(await hl('adopt', 'films')).toMatchObject({ code: 0 });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(await lab.pihole.resolve('seerr.lab.example')).toEqual([lab.traefik.address]);

    commit({ [filmsPath]: films(nas.url, { host: 'docker-apps' }) });
    const moved = await hl('run');
    expect(moved).toMatchObject({ code: 0, text: expect.stringContaining('move from docker-media to docker-apps') });
    expect(lab.hosts['docker-media']?.docker.containers()).toEqual([]);
    expect((await visit(lab, 'films')).status).toBe(200);
    expect((await visit(lab, 'seerr')).status).toBe(302);
    expect((await visit(lab, 'box')).body).toBe('the machine itself');

    rmSync(path('proxy', 'var/lib/hl/services'), { recursive: true });
    const rebuilt = await hl('ledger', 'rebuild', '--write');
    expect(rebuilt.text).toMatch(/^= films .*as in the tree/m);
    expect(rebuilt.text).not.toMatch(/films-seerr.* is ours, but/);
    expect(await hl('adopt', 'films')).toMatchObject({ code: 0 }); // DNS has no room for a mark
    expect(await hl('drift')).toMatchObject({ code: 0 });

    commit({ [filmsPath]: null });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(lab.snapshot()).toEqual(start);
    expect(lab.violations()).toEqual([]);
  } finally {
    await lab.close();
    nas.close();
  }
}, 240_000);

const proxmox = (
  url: string,
): string => `service: { name: proxmox, display_name: Proxmox, description: A machine, category: infrastructure }
backend: ${url}
healthcheck: { endpoint: / }
traefik: { subdomain: pve }
dns: {}
authentik: {}
glance: { bookmark: {}, monitor: {} }
`;

test('a page without a container becomes a container and a page again, and goes', async () => {
  const nas = await machine();
  const world = await homelab();
  const { lab, hl, commit, path } = world;
  const file = 'services/infrastructure/proxmox.yml';
  try {
    const start = lab.snapshot();
    commit({ [file]: proxmox(nas.url) });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(await visit(lab, 'pve')).toMatchObject({ status: 302 });
    expect(await hl('drift')).toMatchObject({ code: 0 });
    const entry = JSON.parse(readFileSync(path('proxy', 'var/lib/hl/services/proxmox.json'), 'utf8')) as LedgerEntry;
    expect(entry.service).toMatchObject({ deployment: null, host: '' });

    commit({
      [file]: proxmox(nas.url).replace(/backend: .*\n/, 'deployment: { target_host: docker-apps, port: 8090, image: "example/pve:1" }\n'),
    });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(lab.hosts['docker-apps']?.docker.containers().map(({ name }) => name)).toContain('proxmox');

    commit({ [file]: proxmox(nas.url) });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(lab.hosts['docker-apps']?.docker.containers()).toEqual([]);
    expect(await visit(lab, 'pve')).toMatchObject({ status: 302 });

    commit({ [file]: null });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(lab.snapshot()).toEqual(start);
  } finally {
    await lab.close();
    nas.close();
  }
}, 180_000);

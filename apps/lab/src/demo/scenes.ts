import type { Lab } from '../lab.js';
import type { Outside } from './outside.js';
import { samples } from './samples.js';

/** Told while a scene plays. */
export interface Stage {
  readonly lab: Lab;
  readonly net: Outside;
  /** Writes or deletes files, commits and pushes: one pipeline. Resolves with its exit code. */
  push(message: string, files: Record<string, string | null>): Promise<number>;
  again(): Promise<number>;
  rollBack(): Promise<number>;
  read(path: string): string;
  claim(text: string, check: () => Promise<unknown> | unknown, wanted: unknown): Promise<void>;
}

export type Scene = readonly [title: string, play: (stage: Stage) => Promise<void>];

const sites: readonly (readonly [service: string, host: string, protectedBySso: boolean])[] = [
  ['metube', 'metube', true],
  ['jellyfin', 'jellyfin', false],
  ['uptime-kuma', 'status', true],
  ['it-tools', 'tools', false],
  ['vaultwarden', 'vault', false],
  ['paperless', 'paper', true],
];

const running = (lab: Lab, host: string): string[] =>
  (lab.hosts[host]?.docker.containers() ?? [])
    .filter(({ state }) => state === 'running')
    .map(({ name }) => name)
    .filter((name) => name !== 'glance')
    .sort();

const ids = (lab: Lab): Record<string, string> =>
  Object.fromEntries(
    Object.values(lab.hosts).flatMap(({ docker }) => docker.containers().map(({ name, id }): [string, string] => [name, id])),
  );

/** The story, in order. */
export const scenes: readonly Scene[] = [
  [
    'git push: six services on two hosts',
    async ({ lab, net, push, claim }) => {
      await claim('the pipeline succeeds', () => push('feat: my homelab', samples), 0);
      await claim('docker-media runs its containers', () => running(lab, 'docker-media'), ['jellyfin', 'metube', 'uptime-kuma']);
      await claim('docker-apps runs its containers, side containers too', () => running(lab, 'docker-apps').length, 5);
      for (const [, host, sso] of sites) {
        const name = `${host}.${lab.domain}`;
        await claim(`${name} resolves to Traefik`, () => net.resolve(name), [lab.traefik.address]);
        if (sso)
          await claim(
            `https://${name} asks for a login`,
            async () => (await net.visit(name)).location.includes('/application/o/authorize/'),
            true,
          );
        else await claim(`https://${name} answers, certificate checked`, async () => (await net.visit(name)).status, 200);
      }
      await claim(
        'the dashboard has their tiles',
        async () => ['MeTube', 'Jellyfin', 'IT Tools', 'Paperless'].filter((title) => !pageHas(lab, title)),
        [],
      );
      await claim('Discord was told', () => lab.discord.messages().length, 1);
      await claim('as it went on, in one message', () => lab.discord.requests.slice(1).every(({ method }) => method === 'PATCH'), true);
    },
  ],
  [
    'the same commit again: nothing changes, nothing restarts',
    async ({ lab, again, claim }) => {
      const before = [ids(lab), lab.traefik.reloads, lab.pihole.backups, lab.glance.reloads, lab.glance.restarts];
      await claim('the pipeline succeeds', again, 0);
      await claim(
        'no container, route, record or tile was touched',
        () => [ids(lab), lab.traefik.reloads, lab.pihole.backups, lab.glance.reloads, lab.glance.restarts],
        before,
      );
    },
  ],
  [
    'a new image for IT Tools',
    async ({ lab, net, push, read, claim }) => {
      const before = ids(lab);
      const path = 'services/utility/it-tools.yml';
      await claim(
        'the pipeline succeeds',
        () => push('feat(it-tools): newer', { [path]: read(path).replace('2024.10.22-7ca5933', '2026.9.1') }),
        0,
      );
      await claim('its container was recreated', () => ids(lab)['it-tools'] !== before['it-tools'], true);
      await claim(
        'no other container was',
        () => Object.entries(before).filter(([name, id]) => name !== 'it-tools' && ids(lab)[name] !== id),
        [],
      );
      await claim('it answers', async () => (await net.visit(`tools.${lab.domain}`)).status, 200);
    },
  ],
  [
    'Uptime Kuma moves to the other host',
    async ({ lab, net, push, read, claim }) => {
      const path = 'services/monitoring/uptime-kuma.yml';
      await claim(
        'the pipeline succeeds',
        () => push('feat(uptime-kuma): move', { [path]: read(path).replace('docker-media', 'docker-apps') }),
        0,
      );
      await claim('it runs there', () => running(lab, 'docker-apps').includes('uptime-kuma'), true);
      await claim('and no longer here', () => running(lab, 'docker-media').includes('uptime-kuma'), false);
      await claim(
        'its public page is served from there',
        async () => (await net.visit(`status.${lab.domain}`, '/status/home')).status,
        200,
      );
    },
  ],
  [
    'MeTube is removed: its file is deleted',
    async ({ lab, net, push, claim }) => {
      await claim('the pipeline succeeds', () => push('feat: no more metube', { 'services/downloads/metube.yml': null }), 0);
      await claim('its name no longer resolves', () => net.resolve(`metube.${lab.domain}`), []);
      await claim('its route is gone', async () => (await net.visit(`metube.${lab.domain}`).catch(() => ({ status: 404 }))).status, 404);
      await claim('its container is gone', () => running(lab, 'docker-media'), ['jellyfin']);
      await claim('its login is gone', () => lab.authentik.applications().some(({ slug }) => slug === 'metube'), false);
      await claim('its tile is gone', () => pageHas(lab, 'MeTube'), false);
    },
  ],
  [
    'a broken Jellyfin: it goes back by itself',
    async ({ lab, net, push, read, claim }) => {
      const told = lab.discord.messages().length;
      await claim(
        'the pipeline fails',
        async () => (await push('feat(jellyfin): nightly', { [jellyfin]: read(jellyfin).replace('10.11.11', 'nightly') })) !== 0,
        true,
      );
      await claim('users see Jellyfin all the same', async () => (await net.visit(`jellyfin.${lab.domain}`)).status, 200);
      // The message of the run, and one that calls: an edit calls nobody.
      await claim('Discord was told of the failure', () => lab.discord.messages().length, told + 2);
    },
  ],
  [
    'a broken Jellyfin, kept for a look: hl rollback repairs',
    async ({ lab, net, push, read, rollBack, claim }) => {
      const kept = read(jellyfin).replace('10.11.11', 'nightly').replace('deployment:\n', 'deployment:\n  on_failure: keep\n');
      await claim('the pipeline fails', async () => (await push('feat(jellyfin): nightly, kept', { [jellyfin]: kept })) !== 0, true);
      await claim('users see an error', async () => (await net.visit(`jellyfin.${lab.domain}`)).status, 500);
      await claim('hl rollback succeeds', rollBack, 0);
      await claim('users see Jellyfin again', async () => (await net.visit(`jellyfin.${lab.domain}`)).status, 200);
    },
  ],
];

const jellyfin = 'services/media/jellyfin.yml';

const pageHas = (lab: Lab, title: string): boolean => lab.glance.page('home').includes(`>${title}<`);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authentikEmulator } from '@hl/lab/authentik';
import type { Lab } from '@hl/lab/lab';
import { piholeEmulator } from '@hl/lab/pihole';
import { metube, path, startPipelines } from './world/pipelines.js';
import type { Pipelines } from './world/pipelines.js';

/** Each kind of site that hl.yml can describe: a service comes, changes, and goes, and what was there before is there again. */
let pipelines: Pipelines;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await pipelines.close();
  for (const close of closers.splice(0)) await close();
});

test('one services.yml that is edited by hand, too', async () => {
  const byHand = `# ours and theirs
http:
  routers:
    wiki:   # the old one
      rule: "Host(\`wiki.lab.example\`)"
      entryPoints: [ websecure ]
      service: wiki
      tls: {}
  services:
    wiki: { loadBalancer: { servers: [ { url: "http://127.0.0.1:9" } ] } }
`;
  pipelines = await startPipelines(({ siteYml }) => siteYml.replace('traefik: { host: proxy,', 'traefik: { host: proxy, layout: file,'));
  const { lab, commit, all } = pipelines;
  writeFileSync(join(lab.hosts['proxy']?.root ?? '', 'etc/traefik/dynamic/services.yml'), byHand);
  await until(() => lab.traefik.routers().some(({ name }) => name === 'wiki@file'));
  const start = lab.snapshot();
  const redirected = metube.replace('subdomain: metube,', 'subdomain: metube, redirect_http: true,');
  expect(await all(commit({ [path]: redirected }))).toMatch(/redirect/);
  await all(commit({ [path]: metube.replace('port: 8082\n', 'port: 8090\n').replaceAll('port: 8082,', 'port: 8090,') }));
  await all(commit({ [path]: null }));
  expect(lab.snapshot()).toEqual(start);
  expect(lab.violations()).toEqual([]);
}, 120_000);

test('a standalone outpost gets its guard before the first protected route', async () => {
  const standalone = await authentikEmulator({ outposts: [{ name: 'proxy outpost', bystander: null }], strict: true });
  closers.push(() => standalone.close());
  pipelines = await startPipelines(({ siteYml, authentik }) =>
    siteYml
      .replace(authentik.url, standalone.url)
      .replace(`outpost_url: "${authentik.outpostUrl}"`, `outpost: proxy outpost, outpost_url: "${standalone.outpostUrl}"`),
  );
  const { lab, commit, all } = pipelines;
  await all(commit({ [path]: metube }));
  expect(standalone.applications().map(({ slug }) => slug)).toEqual(expect.arrayContaining(['metube']));
  expect(standalone.outposts()[0]?.providers).toHaveLength(2);
  await all(commit({ [path]: null }));
  expect(standalone.applications()).toHaveLength(1);
  expect([...standalone.violations, ...lab.violations()]).toEqual([]);
}, 120_000);

test('several Pi-holes are kept alike; one that is away defers only its own records', async () => {
  const second = await piholeEmulator({
    address: '127.0.0.1',
    password: 'other',
    hosts: ['192.0.2.1 router.lab.example'],
    strict: true,
  });
  closers.push(() => second.close());
  pipelines = await startPipelines(({ siteYml, pihole }) =>
    siteYml.replace(
      /pihole: .*\n/,
      `pihole: { instances: [${[
        `{ url: "${pihole.url}", dns: "${endpoint(pihole)}" }`,
        `{ url: "${second.url}", dns: "${endpoint(second)}", password: SECOND_PASSWORD }`,
      ].join(', ')}] }\n`,
    ),
  );
  const { lab, commit, all, hl } = pipelines;
  const env = (files: Record<string, string | null>): NodeJS.ProcessEnv => ({ ...commit(files), SECOND_PASSWORD: 'other' });
  const start = lab.snapshot();
  await all(env({ [path]: metube }));
  for (const one of [lab.pihole, second]) expect(await one.resolve('metube.lab.example')).toEqual([lab.traefik.address]);

  await second.refuse(true);
  const away = env({ [path]: metube.replace('hostname: metube', 'hostname: tube').replace('subdomain: metube', 'subdomain: tube') });
  for (const stage of ['detect', 'validate', 'plan', 'deploy', 'remove', 'traefik', 'dns']) await hl(stage, away);
  expect(await lab.pihole.resolve('tube.lab.example')).toEqual([lab.traefik.address]);
  await hl('notify failure', away);
  await second.refuse(false);
  await all(env({ 'README.md': 'x' }));
  expect(await second.resolve('tube.lab.example')).toEqual([lab.traefik.address]);
  expect(await second.resolve('metube.lab.example')).toEqual([]);

  await all(env({ [path]: null }));
  expect(lab.snapshot()).toEqual(start);
  expect(second.hosts()).toEqual(['192.0.2.1 router.lab.example']);
  expect([...second.violations, ...lab.violations()]).toEqual([]);
}, 120_000);

const endpoint = ({ dns }: Lab['pihole']): string => `${dns.address}:${dns.port}`;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

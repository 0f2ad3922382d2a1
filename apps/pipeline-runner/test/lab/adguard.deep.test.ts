import { adguardEmulator } from '@hl/lab/adguard';
import { metube, path, startPipelines } from './world/pipelines.js';

test('an AdGuard Home beside the Pi-hole: a service comes, changes, and goes in both; each says what it holds already', async () => {
  const nas = { domain: 'nas.lab.example', answer: '192.0.2.1', enabled: true };
  await using adguard = await adguardEmulator({ user: { name: 'admin', password: 'another' }, rewrites: [nas] });
  const pipelines = await startPipelines(
    ({ siteYml }) => `${siteYml}adguard: { url: "${adguard.url}", dns: "${adguard.dns.address}:${adguard.dns.port}", username: admin }\n`,
  );
  const { lab, commit, all } = pipelines;
  try {
    const start = lab.snapshot();
    const env = (files: Record<string, string | null>): NodeJS.ProcessEnv => ({ ...commit(files), ADGUARD_PASSWORD: 'another' });

    const made = await all(env({ [path]: metube }));
    expect(made).toMatch(/adguard/);
    for (const one of [lab.pihole, adguard]) expect(await one.resolve('metube.lab.example')).toEqual([lab.traefik.address]);

    await all(env({ [path]: metube.replace('hostname: metube', 'hostname: tube').replace('subdomain: metube', 'subdomain: tube') }));
    for (const one of [lab.pihole, adguard]) expect(await one.resolve('tube.lab.example')).toEqual([lab.traefik.address]);
    expect(await adguard.resolve('metube.lab.example')).toEqual([]);

    await all(env({ [path]: null }));
    expect(lab.snapshot()).toEqual(start);
    expect(adguard.rewrites()).toEqual([nas]);
    expect([...adguard.violations, ...lab.violations()]).toEqual([]);
    expect([adguard.failures, adguard.sessions]).toEqual([0, 0]);
  } finally {
    await pipelines.close();
  }
}, 120_000);

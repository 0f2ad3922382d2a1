import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homelab, serviceFile, type Homelab } from '../../lab/world/homelab.js';

let home: Homelab;
beforeEach(async () => {
  home = await homelab();
});
afterEach(() => home.lab.close());

const titles = (): string[] => home.lab.discord.messages().map(({ payload }) => (payload['embeds'] as { title: string }[])[0]?.title ?? '');
const methods = (): string[] => home.lab.discord.requests.map(({ method }) => method);
const told = (): unknown => JSON.parse(readFileSync(home.path('proxy', '/var/lib/hl/told.json'), 'utf8'));

test('hl run has one message that goes on; drift is told once, and that it is over; a channel that is away fails nothing', async () => {
  home.commit({ 'services/tools.yml': serviceFile('tools') });
  expect((await home.hl('run')).code).toBe(0);
  expect(titles()).toEqual(['✅ Deployment succeeded: tools']);
  expect(methods()[0]).toBe('POST');
  expect(methods().slice(1).length).toBeGreaterThan(1);
  expect(new Set(methods().slice(1))).toEqual(new Set(['PATCH']));
  expect(JSON.stringify(home.lab.discord.messages()[0]?.payload)).toContain('To take it back: hl rollback');
  expect(existsSync(home.path('proxy', '/var/lib/hl/told.json'))).toBe(false);

  // Somebody takes its route away by hand; a look comes every few minutes.
  const routes = home.path('proxy', '/etc/traefik/dynamic');
  const route = readdirSync(routes).find((name) => name.includes('tools')) ?? '';
  rmSync(`${routes}/${route}`);
  const look = async (): Promise<string> => {
    const { code } = await home.hl('drift');
    return (await home.hl('notify', code === 0 ? 'success' : 'failure')).text;
  };
  expect(await look()).toContain('told (failure)');
  expect(titles()).toHaveLength(2);
  expect(await look()).toContain('of the same failure');
  expect(titles()).toHaveLength(2);
  expect(told()).toEqual({
    version: 1,
    channels: { [Object.keys((told() as { channels: object }).channels)[0] ?? '']: { drift: expect.any(Object) } },
  });

  expect((await home.hl('run', '--all', '--no-notify')).code).toBe(0);
  expect(await look()).toContain('recovered');
  expect(titles()[2]).toMatch(/Recovered/);
  expect(await look()).toContain('nothing changed');
  expect(titles()).toHaveLength(3);
  expect(told()).toEqual({ version: 1, channels: {} });

  // Nobody answers for the channel: a run is as it was.
  await home.lab.discord.refuse(true);
  home.commit({ 'services/tools.yml': serviceFile('tools', { port: 8088 }) });
  const { code, text } = await home.hl('run');
  expect([code, text]).toEqual([0, expect.stringContaining('Discord cannot be reached')]);
  expect(text).not.toContain(home.lab.discord.url);
}, 120_000);

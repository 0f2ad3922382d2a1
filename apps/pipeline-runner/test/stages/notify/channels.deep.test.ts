import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { discordEmulator } from '@hl/lab/discord';
import type { DiscordEmulator } from '@hl/lab/discord';
import { exampleService } from '@hl/core/testing';
import { committed, put } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

let discord: DiscordEmulator;
let program: Server;
let events: { headline: string; type: string; run: { services: { name: string }[] } }[];
let cwd: string;

beforeEach(async () => {
  discord = await discordEmulator();
  events = [];
  program = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      events.push(JSON.parse(Buffer.concat(chunks).toString()) as never);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
  cwd = committed({ 'hl.yml': site });
});

afterEach(async () => {
  await discord.close();
  program.close();
});

const site = `domain: example.org
hosts: { box: 192.0.2.1 }
notifications:
  channels:
    homelab: HOMELAB_URL
    family: { variable: FAMILY_URL, on: [success, failure] }
  default_channels: [homelab]
`;
const familyUrl = (): string => `json+http://127.0.0.1:${(program.address() as AddressInfo).port}/hook?secret=s3cret-of-the-family`;

const write = (files: Record<string, string>): void => put(cwd, files);

const hl = (command: string, env: NodeJS.ProcessEnv = {}): Promise<Said> =>
  hlIn(cwd, command.split(' '), { CI: 'true', CI_PIPELINE_ID: '7', HOMELAB_URL: discord.url, FAMILY_URL: familyUrl(), HOME: cwd, ...env });

/** What a run of these services left; `status` of what the deployment did with each. */
function ran(services: Record<string, { channels?: string[] | null; discord?: boolean; status?: string }>): void {
  const change = (name: string) => ({ system: 'compose', key: `box/${name}`, service: name, before: null, after: { image: 'x' } });
  const names = Object.keys(services);
  const plan = {
    ...{ version: 1, commit: 'c', run: '7', place: null, seen: null, mode: 'full' },
    services: names.map((name) => ({
      ...{ name, path: `services/${name}.yml`, action: 'add', before: null, hash: '', previousHash: null, leftovers: [] },
      after: exampleService({
        name,
        notifications: { discord: services[name]?.discord ?? true, channels: services[name]?.channels ?? null },
      }),
    })),
    ...{ changes: names.map(change), conflicts: [], foreign: [], refusals: [], faults: [], failures: [] },
  };
  const outcomes = names.map((name) => {
    const { status = 'applied' } = services[name] ?? {};
    return {
      ...change(name),
      status,
      ms: 1,
      ...(status === 'failed' ? { error: { code: 'HL_X', kind: 'refused', message: `${name} is broken` } } : {}),
    };
  });
  write({
    '.hl/plan.json': JSON.stringify(plan),
    '.hl/outcomes/deploy.json': JSON.stringify({ version: 1, stage: 'deploy', commit: 'c', run: '7', outcomes }),
    '.hl/verification.json': JSON.stringify({ version: 1, commit: 'c', run: '7', passed: 0, failed: 0, skipped: 0, checks: [] }),
  });
}

const inDiscord = (): string => JSON.stringify(discord.messages().map(({ payload }) => payload));

test('each channel hears of its own services, and of no others', async () => {
  ran({ wiki: {}, films: { channels: ['family'] }, quiet: { discord: false } });
  expect((await hl('notify success')).code).toBe(0);
  expect(inDiscord()).toMatch(/succeeded: wiki"/);
  expect(inDiscord()).not.toMatch(/films|quiet/);
  expect(events.map(({ headline, run }) => [headline, run.services.map(({ name }) => name)])).toEqual([
    ['✅ Deployment succeeded: films', ['films']],
  ]);
});

test('a failure of what a channel does not hear of is none for it; one of a stage is for the default ones', async () => {
  ran({ wiki: {}, films: { channels: ['family'], status: 'failed' } });
  const { text } = await hl('notify failure');
  expect(events.map(({ type }) => type)).toEqual(['run.failure']);
  expect(inDiscord()).toMatch(/succeeded: wiki"/);
  expect(text).not.toContain('s3cret');

  rmSync(join(cwd, '.hl'), { recursive: true });
  write({ 'hl.yml': `${site}traefick: {}\n` });
  expect((await hl('detect')).code).toBe(2);
  expect((await hl('notify failure')).code).toBe(0);
  expect(inDiscord()).toContain('traefick');
  expect(events).toHaveLength(1);
});

test('a variable that is not set is told, and fails nothing', async () => {
  ran({ wiki: {} });
  const { code, text } = await hl('notify success', { HOMELAB_URL: undefined });
  expect([code, text]).toEqual([0, expect.stringContaining('HOMELAB_URL is not set, nothing is sent')]);
});

test.each<[string, NodeJS.ProcessEnv, number, RegExp]>([
  ['all well', {}, 0, /homelab \(Discord\) has a test message\n[^]*family \(the webhook at/],
  ['a variable that is not set', { FAMILY_URL: undefined }, 2, /channel family: FAMILY_URL is not set/],
  [
    'a URL that leads nowhere',
    { FAMILY_URL: 'https://example.org/s3cret-path' },
    2,
    /FAMILY_URL: The URL of a notification channel leads to no channel/,
  ],
  ['a webhook that is gone', { HOMELAB_URL: 'gone' }, 4, /does not know the webhook/],
  ['nobody who answers', { HOMELAB_URL: 'away' }, 5, /Discord cannot be reached/],
])(
  'hl notify test with %s',
  async (_, env, code, text) => {
    const { HOMELAB_URL: how, ...rest } = env;
    if (how === 'away') await discord.refuse(true);
    const ended = await hl('notify test', { ...rest, HOMELAB_URL: how === 'gone' ? `${discord.url}x` : discord.url });
    expect([ended.code, ended.text]).toEqual([code, expect.stringMatching(text)]);
    expect(ended.text).not.toMatch(/s3cret|lab-webhook-token/);
    if (code === 0) expect([discord.messages().length, events.length]).toEqual([1, 1]);
  },
  40_000,
);

test('hl notify test without a channel says what to do', async () => {
  write({ 'hl.yml': 'domain: example.org\nhosts: { box: 192.0.2.1 }\n' });
  expect(await hl('notify test')).toMatchObject({ code: 2, text: expect.stringContaining('no channel is configured') });
});

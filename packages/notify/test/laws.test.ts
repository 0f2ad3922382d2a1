import { inspect } from 'node:util';
import { jest } from '@jest/globals';
import { channelOf, type Channel } from '@hl/notify';
import type { HlError } from '@hl/core';
import { hostile, huge, kinds, running, type Kind } from './support/channels.js';
import type { ChannelServer } from './servers/server.js';
import { exampleRun } from './support/run.js';

const timing = { backoffMs: 5, patienceMs: 3_000, requestMs: 1_000 };
const open: ChannelServer[] = [];
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(async () => {
  jest.useRealTimers();
  await Promise.all(open.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

const start = async ({ start }: Kind): Promise<{ server: ChannelServer; channel: Channel; at: (url: string) => Channel }> => {
  const server = await start();
  open.push(server);
  const at = (url: string): Channel => channelOf(url, { fetch: server.fetch, timing });
  return { server, channel: at(server.url), at };
};
/** Lets time pass until it is done. */
const done = async <T>(work: Promise<T>, step = 10): Promise<T> => {
  let pending = true;
  const ended = work.then(
    () => void (pending = false),
    () => void (pending = false),
  );
  while (pending) await Promise.race([ended, jest.advanceTimersByTimeAsync(step)]);
  return work;
};
const failureOf = async (work: Promise<unknown>, step?: number): Promise<HlError> => {
  const error = work.then(
    () => Promise.reject(new Error('it should have failed')),
    (thrown: unknown) => thrown as HlError,
  );
  return done(error, step);
};
const every = Object.entries(kinds);

test.each(every)('%s: sends a message, once', async (kind, one) => {
  const { server, channel } = await start(one);
  expect(channel).toMatchObject({ kind, edits: one.edits });
  const handle = await channel.send(exampleRun());
  expect(server.messages()).toHaveLength(1);
  expect([handle !== null, server.asked()]).toEqual([one.edits, 1]);
  const { text, links } = server.read(server.messages()[0]!);
  for (const word of ['Deployment succeeded: metube', 'Add metube', 'verify', 'one retry', 'deploy']) expect(text).toContain(word);
  expect([...links.map(({ url }) => url), text].join('\n')).toContain('https://gitlab.example.org/home/lab/-/pipelines/7');
});

test.each(every.filter(([kind]) => ['discord', 'telegram', 'matrix'].includes(kind)))(
  '%s: is looked at without a message',
  async (_, one) => {
    const { server, channel, at } = await start(one);
    await channel.check?.();
    expect([server.messages().length, server.asked()]).toEqual([0, 1]);
    expect((await failureOf(at(server.wrong).check?.() ?? Promise.resolve())).kind).toBe('refused');
  },
);

test.each(every)('%s: a running message shows what is done, what runs and what is to come, and gives way to the end', async (_, one) => {
  const { server, channel } = await start(one);
  const handle = await channel.send(running);
  const first = server.read(server.messages()[0]!).text;
  if (!one.data) expect(first).toContain('✅ plan 4 s · 🔄 deploy · ▫️ verify');
  expect(first).toContain('Deployment is running');
  expect(await channel.edit(handle ?? '', exampleRun())).toEqual(one.edits ? handle : null);
  const messages = server.messages();
  expect(messages.map(({ edits }) => edits)).toEqual(one.edits ? [1] : [0, 0]);
  const last = server.read(messages.at(-1)!).text;
  expect(last).toContain('Deployment succeeded');
  expect(last).not.toContain('Deployment is running');
});

test.each(every)('%s: what is too long is cut and counted, nothing is left in halves', async (_, one) => {
  const { server, channel } = await start(one);
  const handle = await channel.send(huge);
  await channel.edit(handle ?? '', { ...huge, title: `${huge.title} `, commit: 'f00d' });
  expect(server.messages()).toHaveLength(one.edits ? 1 : 2);
  const { text } = server.read(server.messages().at(-1)!);
  if (!one.data) expect(text).toMatch(/\(\+\d+ more\)/);
  expect(text).toContain('service-0');
  expect(text).not.toMatch(/\p{Cs}/u);
});

test.each(every)('%s: hostile texts call nobody, hide no address, break no markup', async (_, one) => {
  const { server, channel } = await start(one);
  const handle = await channel.send(hostile);
  await channel.edit(handle ?? '', { ...hostile, title: undefined as never, durationMs: 5 });
  for (const message of server.messages()) {
    const { text, calls, links } = server.read(message);
    expect(calls).toEqual([]);
    expect(links.filter(({ url }) => /evil|^tg:|matrix\.to|^javascript/.test(url))).toEqual([]);
    if (!one.data) expect(text.replace(/\r?\n/g, '')).not.toMatch(/[\p{Cc}\p{Bidi_C}]/u);
  }
});

test.each(every)('%s: waits as it is told, then sends once', async (kind, one) => {
  const { server, channel } = await start(one);
  server.slow(1, 2);
  const began = performance.now();
  await done(channel.send(exampleRun()));
  if (!['ntfy', 'mail'].includes(kind)) expect(performance.now() - began).toBeGreaterThanOrEqual(2_000); // these do not say how long
  expect([server.messages().length, server.asked()]).toEqual([1, 2]);
});

test.each(every)('%s: waits no longer than it has patience', async (kind, one) => {
  const { server, channel } = await start(one);
  server.slow(Infinity, 60);
  const began = performance.now();
  const error = await failureOf(channel.send(exampleRun()), 100);
  expect(error).toMatchObject({ code: kind === 'discord' ? 'HL_DISCORD_BUSY' : 'HL_CHANNEL_BUSY', kind: 'unreachable' });
  expect(performance.now() - began).toBeLessThanOrEqual(timing.patienceMs + timing.requestMs);
  expect(server.messages()).toEqual([]);
});

test.each(every)('%s: a token that is not known is asked with once', async (kind, one) => {
  const { server, at } = await start(one);
  const channel = at(server.wrong);
  const error = await failureOf(channel.send(exampleRun()));
  const code = { discord: 'HL_DISCORD_WEBHOOK', apprise: 'HL_CHANNEL_NOBODY' }[kind] ?? 'HL_CHANNEL_GONE';
  expect(error).toMatchObject({ code, hint: expect.stringMatching(/\.$/) });
  await failureOf(channel.send(exampleRun()));
  if (code === 'HL_CHANNEL_GONE') expect(server.asked()).toBe(1);
  expect(server.messages()).toEqual([]);
});

test.each(every)('%s: a server that says nothing is given up', async (_, one) => {
  const { server, channel } = await start(one);
  const arrived = server.hang();
  const sent = failureOf(channel.send(exampleRun()), 500);
  await arrived;
  expect(await sent).toMatchObject({ code: expect.stringMatching(/_TIMEOUT$/), kind: 'unreachable' });
});

test.each(every)('%s: an answer that is lost leaves one message', async (_, one) => {
  const { server, channel } = await start(one);
  server.lose();
  const result = await done(channel.send(exampleRun()).catch((error: unknown) => error));
  expect(server.messages()).toHaveLength(1);
  if (one.knows) expect([result, server.asked()]).toEqual([server.messages()[0]?.id, 2]);
  else expect(result).toMatchObject({ code: expect.stringMatching(/_UNREACHABLE$/), kind: 'unreachable' });
});

test.each(every.filter(([, { tells }]) => tells))('%s: a message that somebody deleted is sent anew', async (_, one) => {
  const { server, channel } = await start(one);
  const handle = await channel.send(running);
  server.remove(handle ?? '');
  expect(await channel.edit(handle ?? '', exampleRun())).toBe(server.messages()[0]?.id);
  expect(server.messages()).toMatchObject([{ edits: 0 }]);
});

test.each(every)('%s: who answers in its place is told apart', async (kind, one) => {
  const { server, channel } = await start(one);
  server.replaced();
  const code = { discord: 'HL_DISCORD_URL', json: 'HL_CHANNEL_MOVED' }[kind] ?? 'HL_CHANNEL_ANSWER';
  expect(await failureOf(channel.send(exampleRun()))).toMatchObject({ code, kind: kind === 'json' ? 'input' : 'refused' });
});

const troubles: readonly (readonly [string, (server: ChannelServer) => unknown])[] = [
  ['too much', (server) => server.slow(Infinity, 60)],
  ['a lost answer', (server) => server.lose()],
  ['silence', (server) => server.hang()],
  ['an echo', (server) => server.echo()],
  ['somebody else', (server) => server.replaced()],
];

test.each(every)('%s: no error holds a secret', async (_, one) => {
  for (const [, spoil] of [...troubles, ['a wrong token', null] as const]) {
    const { server, channel, at } = await start(one);
    void spoil?.(server);
    const error = await done(
      (spoil === null ? at(server.wrong) : channel).send(exampleRun()).catch((thrown: unknown) => thrown),
      100,
    );
    if (!(error instanceof Error)) continue; // it was sent after all
    const whole = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack, error.message].join('\n');
    for (const secret of server.secrets) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) expect(whole).not.toContain(form);
    }
  }
});

import tls from 'node:tls';
import { jest } from '@jest/globals';
import { channelOf } from '@hl/notify';
import { mailServer, partsOf } from '../servers/mail.js';
import type { Kept } from '../servers/server.js';
import { exampleRun } from '../support/run.js';
import { running } from '../support/channels.js';

const timing = { backoffMs: 1, patienceMs: 2_000, requestMs: 5_000 };

const threadOf = (mail: Kept): string => /References: (<.*>)/.exec(partsOf(mail).headers)?.[1] ?? 'none';

test('a mail has both texts and goes to everybody; those of one run are one thread', async () => {
  await using server = await mailServer();
  const channel = channelOf(server.url, { timing });
  expect(await channel.send(running)).toBeNull();
  expect(await channel.edit('', exampleRun())).toBeNull();
  const [first, last] = server.messages();
  expect(first?.raw.to).toEqual(['ada@example.org', 'bob@example.org']);
  expect(partsOf(last!)).toMatchObject({
    headers: expect.stringMatching(
      new RegExp(
        `From: hl <hl@example.org>\r\nTo: <ada@example.org>, <bob@example.org>\r\nSubject: ✅ Deployment succeeded: metube\r\n[^]*In-Reply-To: ${threadOf(first!)}\r\n`,
      ),
    ),
    text: expect.stringMatching(/^✅ Deployment succeeded: metube\n01234567 Add metube/),
    html: expect.stringMatching(/^<!doctype html><html><body [^>]*><b>✅ Deployment succeeded: metube<\/b><br>\n<code>01234567<\/code>/),
  });
});

test('some of whom it is to are not known there: told, and not sent again', async () => {
  await using server = await mailServer();
  server.refuse('bob@example.org');
  await expect(channelOf(server.url, { timing }).send(exampleRun())).rejects.toMatchObject({
    code: 'HL_CHANNEL_PARTLY',
    message: expect.stringMatching(/took the mail, but not for bob@example\.org$/),
  });
  expect(server.messages()).toMatchObject([{ raw: { to: ['ada@example.org'] } }]);
});

test('none is known there', async () => {
  await using server = await mailServer();
  for (const name of ['ada', 'bob']) server.refuse(`${name}@example.org`);
  await expect(channelOf(server.url, { timing }).send(exampleRun())).rejects.toMatchObject({ code: 'HL_CHANNEL_REFUSED', kind: 'refused' });
  expect(server.asked()).toBe(1);
});

test.each([
  ['the server has no TLS', 'smtp://', ['AUTH PLAIN']],
  ['it says it has, and has none', 'smtp://', ['AUTH PLAIN', 'STARTTLS']],
  ['TLS was to come first', 'smtps://', ['AUTH PLAIN']],
])('a password is not sent in the open: %s', async (_, scheme, extensions) => {
  await using server = await mailServer(extensions);
  const url = server.url.replace('&starttls=no', '').replace('smtp://', scheme);
  await expect(channelOf(url, { timing }).send(exampleRun())).rejects.toMatchObject({ code: 'HL_CHANNEL_TLS', kind: 'refused' });
  expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
  expect(server.messages()).toEqual([]);
});

const encrypted = [
  ['STARTTLS', 'smtp://', 'later'],
  ['TLS from the first byte on', 'smtps://', 'first'],
] as const;

test.each(encrypted)('%s: who shows a certificate that nobody signed is not told the password', async (_, scheme, when) => {
  await using server = await mailServer(['AUTH PLAIN', 'STARTTLS'], when);
  const sent = channelOf(server.url.replace('&starttls=no', '').replace('smtp://', scheme), { timing }).send(exampleRun());
  await expect(sent).rejects.toMatchObject({ code: 'HL_CHANNEL_TLS', kind: 'refused', hint: expect.stringMatching(/NODE_EXTRA_CA_CERTS/) });
  expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
});

test.each(encrypted)('%s: who is trusted gets the mail', async (_, scheme, when) => {
  await using server = await mailServer(['AUTH PLAIN', 'STARTTLS'], when);
  // One authority more, which else is named when Node starts.
  const connect = tls.connect as (options: tls.ConnectionOptions, ...rest: unknown[]) => tls.TLSSocket;
  const trusting = jest
    .spyOn(tls, 'connect')
    .mockImplementation(((options: tls.ConnectionOptions, ...rest: unknown[]) => connect({ ...options, ca: server.ca }, ...rest)) as never);
  await channelOf(server.url.replace('&starttls=no', '').replace('smtp://', scheme), { timing })
    .send(exampleRun())
    .finally(() => trusting.mockRestore());
  expect(server.messages()).toHaveLength(1);
  expect(server.commands.filter((line) => /^(STARTTLS|AUTH)/.test(line)).map((line) => line.split(' ')[0])).toEqual(
    when === 'later' ? ['STARTTLS', 'AUTH'] : ['AUTH'],
  );
});

test('without a login none is asked for', async () => {
  await using server = await mailServer([]);
  await channelOf(server.url.replace(/\/\/.*@127/, '//127').replace('&starttls=no', ''), { timing }).send(exampleRun());
  expect(server.messages()).toHaveLength(1);
});

test('nobody listens', async () => {
  const server = await mailServer();
  const { url } = server;
  await server[Symbol.asyncDispose]();
  await expect(channelOf(url, { timing: { ...timing, patienceMs: 10 } }).send(exampleRun())).rejects.toMatchObject({
    code: 'HL_CHANNEL_UNREACHABLE',
    message: expect.stringMatching(/^the mail server 127\.0\.0\.1 cannot be reached, or cut the connection \(ECONNREFUSED\)$/),
  });
});

test('a server that is away for a moment, or wants to be asked later, is asked again', async () => {
  await using server = await mailServer();
  server.slow(2);
  await channelOf(server.url, { timing }).send(exampleRun());
  expect([server.asked(), server.messages().length]).toEqual([3, 1]);
  server.drop(2);
  await channelOf(server.url, { timing }).send(exampleRun());
  expect([server.asked(), server.messages().length]).toEqual([6, 2]);
});

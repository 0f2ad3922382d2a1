import { randomUUID } from 'node:crypto';
import { HlError, mutex, printable, sha256 } from '@hl/core';
import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, lacking } from '../client/address.js';
import { defaults, hide, sleep } from '../client/ask.js';
import { mimeOf } from '../client/mime.js';
import { deliver, type SmtpServer } from '../client/smtp.js';
import { cut, defuse } from '../text/cut.js';
import { textOf } from '../text/fit.js';
import { html, plain } from '../text/markup.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

const example = 'smtp://user:password@mail.example.org:587/?from=hl@example.org&to=ada@example.org (smtps:// for port 465)';
const isAddress = (text: string): boolean => /^[^\s<>@,;:"()[\]\\]+@[^\s<>@,;:"()[\]\\]+$/.test(text);

/** SMTP. What was sent cannot be changed: an edit is another mail. All of one pipeline name the same mail that never was, so that programs show them as one thread. */
export function mail({ scheme, host, user, password, query }: Address, { timing = {} }: ChannelOptions): Channel {
  const [from = '', to = []] = [query.get('from') ?? undefined, query.get('to')?.split(',')];
  if (!isAddress(from)) throw lacking('a mail server', 'who it is from', example);
  if (to.length === 0 || !to.every(isAddress)) throw lacking('a mail server', 'whom it is to', example);
  const { hostname, port } = new URL(`x://${host}`);
  const { requestMs, patienceMs, backoffMs } = { ...defaults, ...timing };
  const server: SmtpServer = {
    ...{ what: `the mail server ${hostname}`, host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? undefined : Number(port) },
    ...{ secure: scheme === 'smtps', startTls: query.get('starttls') !== 'no', login: user === '' ? null : { user, pass: password } },
    deadlineMs: requestMs,
  };
  const secrets = [password, Buffer.from(password).toString('base64'), Buffer.from(`\0${user}\0${password}`).toString('base64')];
  const inTurn = mutex();
  let dead: HlError | null = null;

  const send = async (run: RunSummary): Promise<null> => {
    if (dead) throw dead;
    const story = storyOf(run);
    const idOf = (part: string): string => `<${part}@${from.split('@')[1]}>`;
    const content = mimeOf({
      ...{ id: idOf(randomUUID()), from, to, subject: cut(defuse(story.headline), 200), date: new Date() },
      ...(run.pipelineUrl === undefined ? {} : { thread: idOf(sha256(run.pipelineUrl)) }),
      text: textOf(story, plain, { max: 30_000 }),
      html: `<!doctype html><html><body style="font-family:sans-serif">${textOf(story, html, { max: 60_000 }).replaceAll('\n', '<br>\n')}</body></html>`,
    });
    const deadline = performance.now() + patienceMs;
    for (let backoff = backoffMs; ; backoff *= 2) {
      const result = await deliver(server, { from, to }, content);
      if ('not' in result) {
        if (result.not.length === 0) return null;
        throw new HlError('HL_CHANNEL_PARTLY', `${server.what} took the mail, but not for ${printable(result.not.join(', '))}`, {
          kind: 'refused',
          hint: 'Correct to=… in the URL of the channel.',
        });
      }
      if (result.again && performance.now() + backoff <= deadline) {
        await sleep(backoff);
        continue;
      }
      const { code, message, kind, hint } = result.error;
      const error = new HlError(code, printable(hide(message, secrets)), { kind, ...(hint === undefined ? {} : { hint }) });
      if (code === 'HL_CHANNEL_GONE') dead = error;
      throw error;
    }
  };
  return {
    kind: 'mail',
    name: `mail through ${hostname}`,
    edits: false,
    send: (run) => inTurn(() => send(run)),
    edit: (_, run) => inTurn(() => send(run)),
  };
}

import { createHmac, randomUUID } from 'node:crypto';
import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, basicOf } from '../client/address.js';
import { asker } from '../client/ask.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

/** What is posted: `schemas/event.schema.json`. */
export interface RunEvent {
  readonly version: 1;
  /** Of the message: what comes with the same one takes its place. */
  readonly id: string;
  readonly type: `run.${RunSummary['result']}`;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** In one line, for people. */
  readonly headline: string;
  readonly run: RunSummary;
}

/**
 * JSON to a program of one's own, signed as https://www.standardwebhooks.com says: `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`,
 * `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`. Who checks all three can refuse what is old, and what comes twice.
 */
export function json({ origin, path, user, password, query }: Address, options: ChannelOptions): Channel {
  const secret = query.get('secret');
  const rest = new URLSearchParams([...query].filter(([key]) => key !== 'secret'));
  const url = `${[origin, ...path.map(encodeURIComponent)].join('/')}${rest.size === 0 ? '' : `?${rest}`}`;
  const name = `the webhook at ${origin}`;
  const basic = user === '' ? {} : { authorization: `Basic ${basicOf(user, password)}` };
  const { ask, must, inTurn } = asker({
    ...options,
    what: name,
    secrets: [secret ?? '', secret?.replace('whsec_', '') ?? '', password, basicOf(user, password), ...path, ...rest.values()].filter(
      (part) => part.length > 7,
    ),
  });
  const key = secret?.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : (secret ?? '');

  const post = (run: RunSummary, id: string): Promise<string> =>
    inTurn(async () => {
      const now = new Date();
      const event: RunEvent = { version: 1, id, type: `run.${run.result}`, time: now.toISOString(), headline: storyOf(run).headline, run };
      const body = JSON.stringify(event);
      const [call, seconds] = [`msg_${randomUUID()}`, `${Math.floor(now.getTime() / 1000)}`];
      const signature = createHmac('sha256', key).update(`${call}.${seconds}.${body}`).digest('base64');
      const headers = {
        ...{ ...basic, 'content-type': 'application/json', 'webhook-id': call, 'webhook-timestamp': seconds },
        ...(secret === null ? {} : { 'webhook-signature': `v1,${signature}` }),
      };
      must(await ask({ url, headers, body }));
      return id;
    });
  return {
    ...{ kind: 'json', name, edits: true, editsCall: true },
    send: (run) => post(run, randomUUID()),
    edit: (handle, run) => post(run, handle),
  };
}

import { HlError, reveal, type Secret } from '@hl/core';
import type { Channel, ChannelOptions } from './channel.js';
import { apprise } from './channels/apprise.js';
import { discordChannel } from './channels/discord.js';
import { gotify } from './channels/gotify.js';
import { json } from './channels/json.js';
import { mail } from './channels/mail.js';
import { matrix } from './channels/matrix.js';
import { mattermost } from './channels/mattermost.js';
import { ntfy } from './channels/ntfy.js';
import { slack } from './channels/slack.js';
import { telegram } from './channels/telegram.js';
import { type Address, addressOf } from './client/address.js';

type Open = (address: Address, options: ChannelOptions) => Channel;

/** By what stands before `://`; those of Apprise and shoutrrr are known, too. */
const kinds = new Map<string, Open>(
  Object.entries({
    ...{ apprise, gotify, json, matrix, mattermost, ntfy, slack, telegram, smtp: mail, smtps: mail },
    ...{ apprises: apprise, gotifys: gotify, jsons: json, matrixs: matrix, mmost: mattermost, mmosts: mattermost, ntfys: ntfy },
  }),
);

/** What a service itself shows as its URL, as one of ours. */
const own: readonly (readonly [RegExp, string])[] = [
  [/^https:(\/\/hooks\.slack\.com\/services\/)/, 'slack:$1'],
  [/^https:(\/\/ntfy\.sh\/[-\w]+)/, 'ntfy:$1'],
  [/^(https?):(\/\/.+\/hooks\/[a-z0-9]{26})$/, 'mattermost+$1:$2'],
  [/^https:\/\/api\.telegram\.org\/bot([^/]+)\/\w+\?/, 'telegram://$1@telegram?'],
  [/^tgram:\/\/([^/]+)\/([^/]+)\/?$/, 'telegram://$1@telegram?chats=$2'],
  [/^discord:\/\/([\w-]+)@(\d+)/, 'https://discord.com/api/webhooks/$2/$1'],
  [/^discord:\/\/(\d+)\//, 'https://discord.com/api/webhooks/$1/'],
];

/**
 * The channel that a URL leads to; asks nobody yet. The URL is a secret: no error holds it.
 *
 * @throws HlError HL_CHANNEL (`input`) when it leads to none, or something in it is missing
 */
export function channelOf(url: string | Secret, options: ChannelOptions = {}): Channel {
  const given = reveal(url).trim();
  const [pattern, ours = ''] = own.find(([shown]) => shown.test(given)) ?? [];
  const known = pattern === undefined ? given : given.replace(pattern, ours);
  if (/^https?:\/\/[^/]+\/api\/(v\d+\/)?webhooks\//.test(known)) return discordChannel({ ...options, url: known });
  const address = addressOf(known);
  const open = kinds.get(address?.scheme ?? '');
  if (address !== null && open !== undefined && address.host !== '') return open(address, options);
  throw new HlError('HL_CHANNEL', 'The URL of a notification channel leads to no channel that is known', {
    kind: 'input',
    hint: `Give the URL that Discord, Slack or Mattermost shows for a webhook, or one that begins with ntfys, gotify, telegram, matrix, smtp, smtps, apprise or json, e.g. ntfys://ntfy.example.org/topic.`,
  });
}

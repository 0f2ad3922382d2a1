import { HlError, reveal, type Secret } from '@hl/core';
import type { Channel, ChannelOptions } from './channel.js';
import { discordChannel } from './channels/discord.js';

/**
 * The channel that a URL leads to; asks nobody yet. The URL is a secret: no error holds it.
 *
 * @throws HlError HL_CHANNEL (`input`) when it leads to none
 */
export function channelOf(url: string | Secret, options: ChannelOptions = {}): Channel {
  const given = reveal(url).trim();
  if (/^https?:\/\/[^/]+\/api\/(v\d+\/)?webhooks\//.test(given)) return discordChannel({ ...options, url: given });
  throw new HlError('HL_CHANNEL', 'The URL of a notification channel leads to no channel that is known', {
    kind: 'input',
    hint: 'Give a URL such as https://discord.com/api/webhooks/1/token.',
  });
}

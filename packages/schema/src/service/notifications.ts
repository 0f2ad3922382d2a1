import { channelsOf, type Service } from '@hl/core';
import { notOneOf, show } from '../check/show.js';
import type { Context } from './context.js';

/** Who hears of the service. */
export function notificationsOf({ input, site, report }: Context): Service['notifications'] {
  const given = input.notifications;
  if (given === false) return { discord: false, channels: [] };
  const { discord, channels = null } = given === true || given === undefined ? {} : given;
  const { enabled = true, channel } = typeof discord === 'object' ? discord : { enabled: discord };
  const own = site.discord?.channel ?? null;
  if (channel !== undefined && own !== null && channel.replace(/^#/, '') !== own.replace(/^#/, '')) {
    const field = report.at('notifications', 'discord', 'channel');
    field.warn('no-effect', `messages go to ${own}, not to ${show(channel)}`, 'The webhook decides the channel; remove the line.');
  }
  for (const [index, name] of (channels ?? []).entries()) {
    const names = channelsOf(site.notifications).map(({ name }) => name);
    const hint = 'Name one of notifications.channels in hl.yml, or add it there.';
    if (!names.includes(name)) report.at('notifications', 'channels', index).tell(notOneOf(name, names, hint));
  }
  return { discord: enabled, channels };
}

import type { Occasion, Site } from './site.js';

/** One channel of a site. */
export interface SiteChannel {
  readonly name: string;
  /** Name of the variable with its URL. */
  readonly variable: string;
  /** What it is told of; null: what its kind is fit for. */
  readonly on: readonly Occasion[] | null;
  /** It hears of services that name no channel, and of what is about no service. */
  readonly standard: boolean;
}

/** A webhook in this variable needs no line in hl.yml. */
const discord = 'DISCORD_WEBHOOK_URL';

/** The channels of a site; null: hl.yml says nothing of any. */
export function channelsOf(notifications: Site['notifications']): SiteChannel[] {
  const given = Object.entries(notifications?.channels ?? {}).map(([name, channel]) => ({ name, ...channel }));
  const taken = given.some(({ name, variable }) => name === 'discord' || variable === discord);
  const all = taken ? given : [{ name: 'discord', variable: discord, on: null }, ...given];
  const standard = notifications?.standard ?? null;
  return all.map((channel) => ({ ...channel, standard: standard === null || standard.includes(channel.name) }));
}

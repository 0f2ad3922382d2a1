import { channelsOf, HlError, type Occasion, type SiteChannel } from '@hl/core';
import { channelOf, type Channel, type Timing } from '@hl/notify';
import { given } from '../../given.js';
import type { NotifyContext } from './notify-context.js';

/** A channel that can be spoken to. */
export interface Line extends Pick<SiteChannel, 'name' | 'standard'> {
  readonly channel: Channel;
  readonly on: ReadonlySet<Occasion>;
  /** As people know it. */
  readonly title: string;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Variables that are named in hl.yml and not set, with their channels. */
  readonly unset: readonly Pick<SiteChannel, 'name' | 'variable'>[];
  /** URLs that lead nowhere. */
  readonly wrong: readonly HlError[];
}

/** A message at the start is worth its while where it tells the end, too. */
const allBut = (edits: boolean): readonly Occasion[] => [
  ...(edits ? (['start'] as const) : []),
  ...(['success', 'failure', 'recovery', 'drift', 'rollback'] as const),
];

/** The channels of hl.yml whose URLs are there. Opens no connection. */
export function openLines({ site, channels, environment, print }: NotifyContext, timing: Partial<Timing>): Lines {
  const [lines, unset, wrong]: [Line[], SiteChannel[], HlError[]] = [[], [], []];
  const notifications = site === null ? (channels ?? null) : site.notifications;
  for (const one of channelsOf(notifications)) {
    const url = environment.secret(one.variable);
    print.hide(url);
    // Where hl.yml says nothing of it, nobody expects a message.
    const named = notifications?.channels[one.name] !== undefined || site === null || site.discord !== null;
    if (url === undefined) {
      if (named) unset.push(one);
      continue;
    }
    try {
      const channel = channelOf(url, { timing });
      const title = notifications?.channels[one.name] === undefined ? channel.name : `${one.name} (${channel.name})`;
      lines.push({ name: one.name, standard: one.standard, channel, on: new Set(one.on ?? allBut(channel.edits)), title });
    } catch (thrown) {
      const { code, message, kind, hint } = HlError.from(thrown);
      wrong.push(new HlError(code, `${one.variable}: ${message}`, given({ kind, hint })));
    }
  }
  return { lines, unset, wrong };
}

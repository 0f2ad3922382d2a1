import { isRecord, type Notifications } from '@hl/core';
import { notOneOf } from '../check/show.js';
import { validate } from '../check/validate.js';
import { report as reportOf, type Report } from '../diagnostic.js';
import { readLoosely } from '../yaml/read.js';
import { siteReading } from '../yaml/reading.js';
import type { SiteFile } from './site.gen.js';

type Given = NonNullable<SiteFile['notifications']>;

/** The channels of hl.yml. No two have one variable: whoever reads there would be told twice. */
export function notificationsOf(given: Given | undefined, report: Report): Notifications | null {
  if (!given) return null;
  const channels = Object.entries(given.channels).map(([name, channel]) => [name, channelOf(channel)] as const);
  const holders = new Map<string, string>();
  for (const [name, { variable }] of channels) {
    const holder = holders.get(variable);
    const hint = 'Give it a variable of its own, or leave one of the two out.';
    if (holder !== undefined)
      report.at('notifications', 'channels', name).error('same-variable', `${variable} is the URL of ${holder} already`, hint);
    else holders.set(variable, name);
  }
  const names = [...new Set(['discord', ...channels.map(([name]) => name)])];
  for (const [index, name] of (given.default_channels ?? []).entries())
    if (!names.includes(name)) report.at('notifications', 'default_channels', index).tell(notOneOf(name, names));
  return { channels: Object.fromEntries(channels), standard: given.default_channels ?? null };
}

const channelOf = (given: Given['channels'][string]): Notifications['channels'][string] =>
  typeof given === 'string' ? { variable: given, on: null } : { variable: given.variable, on: given.on ?? null };

/** The channels of an hl.yml that is wrong in other ways; null: it names none, or they are what is wrong. */
export function channelsIn(text: string): Notifications | null {
  const site = readLoosely(text, siteReading);
  const notifications = isRecord(site) ? site['notifications'] : undefined;
  if (notifications === undefined) return null;
  const report = reportOf('hl.yml', () => ({ line: 1, column: 1 }));
  for (const problem of validate('site', { domain: 'example.org', hosts: { a: 'a' }, notifications }) ?? []) report.add(problem);
  const found = report.failed() ? null : notificationsOf(notifications as Given, report);
  return report.failed() ? null : found;
}

import { cut } from './cut.js';
import type { DiscordPayload, Embed, Field } from './payload.js';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
export const limits = {
  content: 2000,
  username: 80,
  embeds: 10,
  title: 256,
  description: 4096,
  fields: 25,
  name: 256,
  value: 1024,
  footer: 2048,
  total: 6000,
} as const;

/** What counts toward the limit of all embeds together. */
export const weight = ({ title = '', description = '', fields = [], footer }: Embed): number =>
  [title, description, footer?.text ?? '', ...fields.flatMap(({ name, value }) => [name, value])].reduce(
    (sum, text) => sum + text.length,
    0,
  );

/**
 * The payload as Discord takes it: every text cut to its limit, empty fields left out, nobody pinged unless asked for.
 * What had to be cut is attached in full as `report.md`.
 */
export function withinLimits(payload: DiscordPayload): DiscordPayload {
  const embeds = fitted(
    (payload.embeds ?? [])
      .slice(0, limits.embeds)
      .map(shortened)
      .filter((embed) => weight(embed) > 0),
  );
  const content = cut(payload.content ?? '', limits.content);
  const username = cut(payload.username ?? '', limits.username);
  const whole = content === (payload.content ?? '').trim() && textOf(embeds) === textOf(payload.embeds ?? []);
  const files = payload.files ?? [];
  const attached =
    whole || files.some(({ name }) => name === 'report.md') ? files : [...files, { name: 'report.md', content: report(payload) }];
  const empty = content === '' && embeds.length === 0 && attached.length === 0;
  return {
    ...(content !== '' || empty ? { content: content || '…' } : {}),
    ...(username === '' ? {} : { username }),
    ...(embeds.length > 0 ? { embeds } : {}),
    allowed_mentions: payload.allowed_mentions ?? { parse: [] },
    ...(attached.length > 0 ? { files: attached } : {}),
  };
}

function shortened({ title = '', description = '', url, color, fields = [], footer }: Embed): Embed {
  const kept = fields.map(({ name, value, inline }) => ({
    name: cut(name, limits.name),
    value: cut(value, limits.value),
    ...(inline === undefined ? {} : { inline }),
  }));
  const filled = kept.filter(({ name, value }) => name !== '' && value !== '').slice(0, limits.fields);
  return {
    ...(title.trim() === '' ? {} : { title: cut(title, limits.title) }),
    ...(url !== undefined && isWebAddress(url) ? { url } : {}),
    ...(description.trim() === '' ? {} : { description: cut(description, limits.description) }),
    ...(color === undefined ? {} : { color }),
    ...(filled.length > 0 ? { fields: filled } : {}),
    ...(footer && footer.text.trim() !== '' ? { footer: { text: cut(footer.text, limits.footer) } } : {}),
  };
}

/** Takes fields from the end, then whole embeds, then text, until all embeds together are small enough. */
function fitted(embeds: readonly Embed[]): Embed[] {
  const all = [...embeds];
  const total = (): number => all.reduce((sum, embed) => sum + weight(embed), 0);
  while (total() > limits.total) {
    const last = all.at(-1) as Embed;
    const { fields = [], ...rest } = last;
    if (fields.length > 0) all[all.length - 1] = fields.length > 1 ? { ...rest, fields: fields.slice(0, -1) } : rest;
    else if (all.length > 1) all.pop();
    else all[0] = { ...rest, description: cut(rest.description ?? '', limits.total - weight({ ...rest, description: '' })) };
  }
  return all;
}

export const isWebAddress = (url: string): boolean => /^https?:\/\/[^\s/?#]+/.test(url) && url.length <= 2048 && URL.canParse(url);

const textOf = (embeds: readonly Embed[]): string =>
  embeds
    .map(({ title, description, fields = [], footer }) =>
      [title, description, ...fields.map(text), footer?.text]
        .map((part) => part?.trim() ?? '')
        .filter(Boolean)
        .join('\n'),
    )
    .filter(Boolean)
    .join('\n\n');

const text = ({ name, value }: Field): string => (name.trim() === '' || value.trim() === '' ? '' : `${name.trim()}\n${value.trim()}`);

const report = ({ content = '', embeds = [] }: DiscordPayload): string =>
  `${[content.trim(), textOf(embeds)].filter(Boolean).join('\n\n').slice(0, 1_000_000)}\n`;

import { cut } from './cut.js';
import type { DiscordPayload, Embed, Field } from '../client/payload.js';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
const limits = {
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

/** Everything that an embed tells, as Discord counts it: trimmed, without what is empty. */
const textsOf = ({ title, description, fields = [], footer }: Embed): string[] =>
  [title, description, ...fields.filter(isFilled).flatMap(({ name, value }) => [name, value]), footer?.text]
    .map((text) => text?.trim() ?? '')
    .filter(Boolean);

const isFilled = ({ name, value }: Field): boolean => name.trim() !== '' && value.trim() !== '';

/** What counts toward the limit of all embeds together. */
const weight = (embed: Embed): number => textsOf(embed).join('').length;

const fullText = (content: string, embeds: readonly Embed[]): string =>
  [content.trim(), ...embeds.map((embed) => textsOf(embed).join('\n'))].filter(Boolean).join('\n\n');

/**
 * The payload as Discord takes it: every text cut to its limit, empty fields left out, nobody pinged unless asked for.
 * When something had to be cut, `report` is attached as `report.md`.
 *
 * @param full the embeds as they would be without any limit
 */
export function withinLimits(payload: DiscordPayload, full = payload.embeds ?? [], report?: string): DiscordPayload {
  const { content: text = '', username: name = '', embeds: all = [], files = [], allowed_mentions = { parse: [] } } = payload;
  const embeds = fitted(
    all
      .slice(0, limits.embeds)
      .map(shortened)
      .filter((embed) => weight(embed) > 0),
  );
  const [content, username, everything] = [cut(text, limits.content), cut(name, limits.username), fullText(text, full)];
  const isWhole = fullText(content, embeds) === everything || files.some(({ name }) => name === 'report.md');
  const attached = isWhole ? files : [...files, { name: 'report.md', content: report ?? `${everything.slice(0, 1_000_000)}\n` }];
  const empty = content === '' && embeds.length === 0 && attached.length === 0;
  return {
    ...(content !== '' || empty ? { content: content || '…' } : {}),
    ...(username === '' ? {} : { username }),
    ...(embeds.length > 0 ? { embeds } : {}),
    allowed_mentions,
    ...(attached.length > 0 ? { files: attached } : {}),
  };
}

function shortened({ title = '', description = '', url, color, fields = [], footer }: Embed): Embed {
  const filled = fields
    .filter(isFilled)
    .slice(0, limits.fields)
    .map((field) => ({ ...field, name: cut(field.name, limits.name), value: cut(field.value, limits.value) }));
  return {
    ...(title.trim() === '' ? {} : { title: cut(title, limits.title) }),
    ...(isWebAddress(url) ? { url } : {}),
    ...(description.trim() === '' ? {} : { description: cut(description, limits.description) }),
    ...(color === undefined ? {} : { color }),
    ...(filled.length > 0 ? { fields: filled } : {}),
    ...(footer && footer.text.trim() !== '' ? { footer: { text: cut(footer.text, limits.footer) } } : {}),
  };
}

/** Takes fields from the end, then whole embeds, then text, until all embeds together are small enough. */
function fitted(embeds: readonly Embed[]): readonly Embed[] {
  const [before, last] = [embeds.slice(0, -1), embeds.at(-1)];
  if (last === undefined || embeds.reduce((sum, embed) => sum + weight(embed), 0) <= limits.total) return embeds;
  const { fields: [...fields] = [], ...rest } = last;
  if (fields.pop()) return fitted([...before, { ...rest, fields }]);
  if (before.length > 0) return fitted(before);
  return [{ ...rest, description: cut(rest.description ?? '', limits.total - weight({ ...rest, description: '' })) }];
}

export const isWebAddress = (url: string | undefined): url is string =>
  url !== undefined && /^https?:\/\/[^\s/?#]+/.test(url) && url.length <= 2048 && URL.canParse(url);

import { discordEmulator } from '@hl/lab/discord';
import { markdownLinks, unruly, type ChannelServer, type Kept } from './server.js';

interface Embed {
  title?: string;
  description?: string;
  fields?: { name: string; value: string }[];
  footer?: { text: string };
}

/** The lab's, with its limits and its own rate limit out of the way. */
export async function discordServer(): Promise<ChannelServer> {
  const emulator = await discordEmulator({ rate: { requests: 1000, windowMs: 1 } });
  const token = 'lab-webhook-token';
  const tooMuch = (seconds: number) => ({
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
  });
  return {
    ...{
      kind: 'discord',
      url: emulator.url,
      wrong: emulator.url.replace(token, 'lab-another-token'),
      secrets: [token, 'lab-another-token'],
    },
    messages: () => emulator.messages().map(({ id, payload, edits }) => ({ id, raw: payload, edits })),
    remove: (id) => emulator.deleteMessage(id),
    read({ raw }: Kept) {
      const [{ title = '', description = '', fields = [], footer } = {}] = raw.embeds as Embed[];
      const text = [title, description, ...fields.flatMap(({ name, value }) => [name, value]), footer?.text ?? ''].join('\n');
      const allowed = raw.allowed_mentions as { parse: string[] } | undefined;
      return {
        text,
        calls: allowed?.parse.length === 0 ? [] : (text.match(/@everyone|@here|<@[!&]?\d+>/g) ?? []),
        links: markdownLinks(text),
      };
    },
    ...unruly(emulator.fetch, tooMuch, [token]),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

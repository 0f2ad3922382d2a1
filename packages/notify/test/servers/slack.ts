import { bodyOf, channelServer } from './server.js';

interface Element {
  type: string;
  text?: string | { text: string; type: string };
  url?: string;
  elements?: Element[];
}

const all = (elements: Element[]): Element[] => elements.flatMap((one) => [one, ...all(one.elements ?? [])]);
const textOf = ({ text = '' }: Element): string => (typeof text === 'string' ? text : text.text);

/**
 * Incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (answers in plain text: `ok`, `invalid_payload`,
 * `invalid_blocks`, `no_text`, `no_service`, 429 with Retry-After), blocks: https://docs.slack.dev/reference/block-kit/blocks.
 */
export const slackServer = () =>
  channelServer({
    kind: 'slack',
    urls: (origin) => ({
      url: `${origin.replace('http', 'slack+http')}/services/T0LAB/B0LAB/labSlackTokenXX`,
      wrong: `${origin.replace('http', 'slack+http')}/services/T0LAB/B0LAB/anotherSlackTok`,
    }),
    secrets: ['labSlackTokenXX', 'anotherSlackTok'],
    answer(request, kept) {
      const text = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/plain' }, body });
      if (request.method !== 'POST' || request.path !== '/services/T0LAB/B0LAB/labSlackTokenXX') return text(404, 'no_service');
      const raw = bodyOf(request) as { text?: string; blocks?: Element[] };
      if (!raw.text && !raw.blocks?.length) return text(400, 'no_text');
      const blocks = raw.blocks ?? [];
      const wrong =
        blocks.length > 50 ||
        all(blocks).some((one) => textOf(one).length > 3000 || (one.type === 'text' && textOf(one) === '')) ||
        blocks.some((one) => one.type === 'header' && (textOf(one).length > 150 || textOf(one) === '')) ||
        blocks.some((one) => all([one]).reduce((sum, part) => sum + textOf(part).length, 0) > 4000);
      if (wrong) return text(400, 'invalid_blocks');
      kept.set(`${kept.size}`, { id: `${kept.size}`, raw, edits: 0 });
      return text(200, 'ok');
    },
    tooMuch: (seconds) => ({ status: 429, headers: { 'retry-after': `${seconds}` }, body: 'rate_limited' }),
    read({ raw }) {
      const [fallback, elements] = [String(raw.text), all(raw.blocks as Element[])];
      const parts = elements.map(textOf).filter(Boolean);
      const callers = elements.filter(({ type }) => ['broadcast', 'user', 'usergroup', 'channel'].includes(type)).map(({ type }) => type);
      const read = [fallback, ...elements.filter(({ text }) => typeof text === 'object' && text.type === 'mrkdwn').map(textOf)].join('\n');
      return {
        text: [fallback, ...parts].join('\n'),
        calls: [...callers, ...(read.match(/<[!@#][^>]*>/g) ?? [])],
        links: [
          ...elements.filter(({ type }) => type === 'link').map((one) => ({ label: textOf(one), url: one.url ?? '' })),
          ...[...read.matchAll(/<(https?:[^|>]*)\|?([^>]*)>/g)].map(([, url = '', label = '']) => ({ label, url })),
        ],
      };
    },
  });

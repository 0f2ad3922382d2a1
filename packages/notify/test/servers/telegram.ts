import { bodyOf, channelServer, names } from './server.js';

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** HTML as https://core.telegram.org/bots/api#html-style has it: few tags, closed in their order, four entities. Null: cannot be parsed. */
function parsed(html: string): { text: string; links: { label: string; url: string }[] } | null {
  const open: { tag: string; url: string; label: string }[] = [];
  const links: { label: string; url: string }[] = [];
  let text = '';
  for (const [token] of html.matchAll(/<[^>]*>?|&[^;\s]*;?|[^<&]+/g)) {
    const [, closing, tag = '', url = ''] = /^<(\/?)(b|i|u|s|code|pre|a)(?: href="([^"<>]*)")?>$/.exec(token) ?? [];
    if (token.startsWith('<')) {
      if (tag === '') return null;
      if (closing !== '/') open.push({ tag, url, label: '' });
      else {
        const last = open.pop();
        if (last?.tag !== tag) return null;
        if (tag === 'a') links.push({ label: last.label, url: last.url.replace(/&\w+;/g, (one) => entities[one] ?? '?') });
      }
      continue;
    }
    const piece = token.startsWith('&') ? entities[token] : token;
    if (piece === undefined) return null;
    text += piece;
    for (const one of open) one.label += piece;
  }
  return open.length === 0 ? { text, links } : null;
}

/** The Bot API: https://core.telegram.org/bots/api#sendmessage, #editmessagetext, #making-requests. A name after @ is a mention in a group. */
export const telegramServer = () =>
  channelServer({
    kind: 'telegram',
    urls: (origin) => ({
      url: `${origin.replace('http://', 'telegram+http://110201543:AAHlabTelegramToken@')}?chats=-100123:7`,
      wrong: `${origin.replace('http://', 'telegram+http://110201543:AAHanotherBotToken@')}?chats=-100123:7`,
    }),
    secrets: ['110201543:AAHlabTelegramToken', 'AAHlabTelegramToken', 'AAHanotherBotToken'],
    answer(request, kept) {
      const failure = (error_code: number, description: string, more = {}) => ({
        status: error_code,
        body: { ok: false, error_code, description, ...more },
      });
      const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(decodeURIComponent(request.path)) ?? [];
      if (token !== '110201543:AAHlabTelegramToken') return failure(401, 'Unauthorized');
      if (method === 'getMe') return { status: 200, body: { ok: true, result: { id: 110201543, is_bot: true, first_name: 'hl' } } };
      const raw = bodyOf(request) as { chat_id?: string; message_id?: number; text?: string; parse_mode?: string };
      if (raw.chat_id !== '-100123') return failure(400, 'Bad Request: chat not found');
      const read = parsed(raw.text ?? '');
      if (raw.parse_mode !== 'HTML' || read === null) return failure(400, "Bad Request: can't parse entities: Unsupported start tag");
      if (read.text.length > 4096) return failure(400, 'Bad Request: message is too long');
      if (read.text.trim() === '') return failure(400, 'Bad Request: message text is empty');
      if (method !== 'sendMessage' && method !== 'editMessageText') return failure(404, 'Not Found');
      const id = method === 'sendMessage' ? `${100 + kept.size}` : `${raw.message_id}`;
      const before = kept.get(id);
      if (method === 'editMessageText' && !before) return failure(400, 'Bad Request: message to edit not found');
      if (before && before.raw.text === raw.text)
        return failure(400, 'Bad Request: message is not modified: specified new message content and reply markup are exactly the same');
      kept.set(id, { id, raw, edits: before ? before.edits + 1 : 0 });
      return {
        status: 200,
        body: { ok: true, result: { message_id: Number(id), date: 1, chat: { id: -100123, type: 'supergroup' }, text: read.text } },
      };
    },
    tooMuch: (seconds) => ({
      status: 429,
      body: { ok: false, error_code: 429, description: `Too Many Requests: retry after ${seconds}`, parameters: { retry_after: seconds } },
    }),
    read({ raw }) {
      const { text, links } = parsed(String(raw.text)) ?? { text: '', links: [] };
      return { text, links, calls: [...names(text), ...links.filter(({ url }) => url.startsWith('tg:')).map(({ url }) => url)] };
    },
  });

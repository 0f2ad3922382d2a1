import { bodyOf, channelServer, names } from './server.js';

interface Content {
  body: string;
  formatted_body?: string;
  'm.mentions'?: { room?: boolean; user_ids?: string[] };
  'm.new_content'?: Content;
  'm.relates_to'?: { rel_type: string; event_id: string };
}

/**
 * `PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}`: https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid.
 * A transaction that was seen is answered as the first time; an edit is an event that replaces: #event-replacements; 65 536 bytes an event: #size-limits;
 * whom it calls: #user-and-room-mentions.
 */
export const matrixServer = () => {
  const transactions = new Map<string, string>();
  return channelServer({
    kind: 'matrix',
    urls: (origin) => ({
      url: `${origin.replace('http://', 'matrix+http://syt_labmatrixtoken@')}/!room:example.org`,
      wrong: `${origin.replace('http://', 'matrix+http://syt_anothermatrix0@')}/!room:example.org`,
    }),
    secrets: ['syt_labmatrixtoken', 'syt_anothermatrix0'],
    answer(request, kept) {
      const failure = (status: number, errcode: string, error: string) => ({ status, body: { errcode, error } });
      if (request.headers.authorization !== 'Bearer syt_labmatrixtoken')
        return failure(401, 'M_UNKNOWN_TOKEN', 'Invalid access token passed.');
      if (request.method === 'GET' && request.path === '/_matrix/client/v3/account/whoami')
        return { status: 200, body: { user_id: '@hl:example.org' } };
      const [, room, transaction = ''] =
        /^\/_matrix\/client\/v3\/rooms\/([^/]+)\/send\/m\.room\.message\/([^/]+)$/.exec(request.path) ?? [];
      if (request.method !== 'PUT' || room === undefined) return failure(404, 'M_UNRECOGNIZED', 'Unrecognized request');
      if (decodeURIComponent(room) !== '!room:example.org') return failure(403, 'M_FORBIDDEN', 'User is not in the room');
      const seen = transactions.get(transaction);
      if (seen !== undefined) return { status: 200, body: { event_id: seen } };
      if (Buffer.byteLength(request.body) > 60_000) return failure(413, 'M_TOO_LARGE', 'event too large');
      const content = bodyOf(request) as unknown as Content;
      const id = `$event${transactions.size}:example.org`;
      transactions.set(transaction, id);
      const replaced = content['m.relates_to']?.rel_type === 'm.replace' ? kept.get(content['m.relates_to'].event_id) : undefined;
      if (replaced) kept.set(replaced.id, { ...replaced, raw: { ...content['m.new_content'] }, edits: replaced.edits + 1 });
      else kept.set(id, { id, raw: { ...content }, edits: 0 });
      return { status: 200, body: { event_id: id } };
    },
    tooMuch: (seconds) => ({
      status: 429,
      body: { errcode: 'M_LIMIT_EXCEEDED', error: 'Too many requests', retry_after_ms: seconds * 1000 },
    }),
    read({ raw }) {
      const { body, formatted_body: html = '', 'm.mentions': mentions } = raw as unknown as Content;
      const links = [...html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, url = '', label = '']) => ({ label, url }));
      const called = mentions === undefined ? names(body) : [...(mentions.user_ids ?? []), ...(mentions.room ? ['@room'] : [])];
      return {
        text: `${body}\n${html}`,
        links,
        calls: [...called, ...(html.match(/matrix\.to\/#\/@/g) ?? []), ...(html.match(/<(?!\/?(b|code|br|a)\b)\/?\w+/g) ?? [])],
      };
    },
  });
};

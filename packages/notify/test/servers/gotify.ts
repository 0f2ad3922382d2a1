import { bodyOf, channelServer, markdownLinks } from './server.js';

/** `POST /message`: docs/spec.json of gotify/server. The token is a header; errors are `{error, errorCode, errorDescription}`. */
export const gotifyServer = () =>
  channelServer({
    kind: 'gotify',
    urls: (origin) => ({
      url: `${origin.replace('http', 'gotify+http')}/push/AlabGotifyToken`,
      wrong: `${origin.replace('http', 'gotify+http')}/push/AnotherGotifyTk`,
    }),
    secrets: ['AlabGotifyToken', 'AnotherGotifyTk'],
    answer(request, kept) {
      const failure = (errorCode: number, error: string, errorDescription: string) => ({
        status: errorCode,
        body: { error, errorCode, errorDescription },
      });
      if (request.path !== '/push/message' || request.method !== 'POST') return failure(404, 'Not Found', 'page not found');
      if (request.headers['x-gotify-key'] !== 'AlabGotifyToken')
        return failure(401, 'Unauthorized', 'you need to provide a valid access token or user credentials to access this api');
      const raw = bodyOf(request);
      if (typeof raw.message !== 'string' || raw.message === '') return failure(400, 'Bad Request', "Field 'message' is required");
      const id = kept.size + 1;
      kept.set(`${id}`, { id: `${id}`, raw, edits: 0 });
      return { status: 200, body: { id, appid: 1, ...raw, date: '2026-01-01T00:00:00Z' } };
    },
    tooMuch: (seconds) => ({ status: 429, headers: { 'retry-after': `${seconds}` }, body: 'too many' }), // of a proxy; Gotify itself has none
    read: ({ raw }) => ({ text: `${String(raw.title)}\n${String(raw.message)}`, calls: [], links: markdownLinks(String(raw.message)) }),
  });

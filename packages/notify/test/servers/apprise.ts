import { bodyOf, channelServer, markdownLinks, names } from './server.js';

/** `POST /notify/{key}` and `POST /notify`: swagger.yaml of caronc/apprise-api. 204: nothing under that key; 424: not all of them could be told. */
export const appriseServer = () =>
  channelServer({
    kind: 'apprise',
    urls: (origin) => ({
      url: `${origin.replace('http', 'apprise+http')}/labapprisekey?tags=home`,
      wrong: `${origin.replace('http', 'apprise+http')}/anotherapprisekey`,
    }),
    secrets: ['labapprisekey', 'anotherapprisekey'],
    answer(request, kept) {
      const raw = bodyOf(request) as { body?: string; type?: string; format?: string; urls?: string[] };
      const failure = (status: number, error: string) => ({ status, body: { error, details: [] } });
      if (request.method !== 'POST' || !/^\/notify(\/[-\w]{1,128})?$/.test(request.path)) return failure(404, 'Not Found');
      if (!raw.body || !['info', 'success', 'warning', 'failure'].includes(raw.type ?? 'info'))
        return failure(400, 'Payload lacks minimum requirements');
      if (request.path === '/notify' ? !raw.urls?.length : request.path !== '/notify/labapprisekey') return { status: 204 };
      kept.set(`${kept.size}`, { id: `${kept.size}`, raw, edits: 0 });
      return { status: 200, body: { error: null, details: [['INFO', '2026-01-01 00:00:00', 'Sent']] } };
    },
    tooMuch: (seconds) => ({ status: 429, headers: { 'retry-after': `${seconds}` }, body: 'slow down' }), // of a proxy; Apprise itself has none
    // Where it goes on to, Markdown may be read, and names.
    read: ({ raw }) => {
      const text = `${String(raw.title)}\n${String(raw.body)}`;
      return { text, calls: [...names(text), ...(text.match(/<[!@#]\w/g) ?? [])], links: markdownLinks(text) };
    },
  });

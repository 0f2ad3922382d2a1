import { bodyOf, channelServer, markdownLinks, names } from './server.js';

/**
 * Incoming webhooks: https://developers.mattermost.com/integrate/webhooks/incoming (`ok` in plain text; names after @ in the text are called); errors as
 * the server's own JSON, https://developers.mattermost.com/api-documentation/#errors; 16 383 characters a post.
 */
export const mattermostServer = () =>
  channelServer({
    kind: 'mattermost',
    urls: (origin) => ({
      url: `${origin.replace('http', 'mattermost+http')}/hooks/labmattermosthookkey000000`,
      wrong: `${origin.replace('http', 'mattermost+http')}/hooks/another0mattermost0key0000`,
    }),
    secrets: ['labmattermosthookkey000000', 'another0mattermost0key0000'],
    answer(request, kept) {
      const failure = (status: number, id: string, message: string) => ({
        status,
        body: { id, message, detailed_error: '', request_id: 'x', status_code: status },
      });
      if (request.method !== 'POST' || request.path !== '/hooks/labmattermosthookkey000000')
        return failure(400, 'web.incoming_webhook.invalid.app_error', 'Invalid webhook.');
      const raw = bodyOf(request);
      if (typeof raw.text !== 'string' || raw.text === '') return failure(400, 'web.incoming_webhook.text.app_error', 'No text specified.');
      if (raw.text.length > 16_383)
        return failure(400, 'web.incoming_webhook.text.length.app_error', 'Maximum text length is 16383 characters.');
      kept.set(`${kept.size}`, { id: `${kept.size}`, raw, edits: 0 });
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };
    },
    tooMuch: (seconds) => ({
      status: 429,
      headers: { 'retry-after': `${seconds}`, 'x-ratelimit-reset': `${seconds}` },
      body: 'limit exceeded',
    }),
    read: ({ raw }) => ({ text: String(raw.text), calls: names(String(raw.text)), links: markdownLinks(String(raw.text)) }),
  });

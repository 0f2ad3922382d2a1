import { createHmac, timingSafeEqual } from 'node:crypto';
import { bodyOf, channelServer } from './server.js';

const secret = Buffer.from('a secret of the lab, long enough').toString('base64');

/**
 * Who receives signed webhooks as https://www.standardwebhooks.com says it has to: the signature is checked, what is older than five minutes is refused, and
 * what came before is taken once.
 *
 * @param now milliseconds
 */
export const jsonServer = (now: () => number = () => Date.now()) => {
  const seen = new Set<string>();
  return channelServer({
    kind: 'json',
    urls: (origin) => ({
      url: `${origin.replace('http', 'json+http')}/hooks/lab-path-0123456789?secret=whsec_${encodeURIComponent(secret)}&team=home`,
      wrong: `${origin.replace('http', 'json+http')}/hooks/lab-path-0123456789?secret=another-secret-of-lab&team=home`,
    }),
    secrets: [secret, 'lab-path-0123456789', 'another-secret-of-lab'],
    answer(request, kept) {
      const {
        'webhook-id': id = '',
        'webhook-timestamp': time = '',
        'webhook-signature': signature = '',
      } = request.headers as Record<string, string>;
      const failure = (status: number, error: string) => ({ status, body: { error } });
      if (request.path !== '/hooks/lab-path-0123456789' || request.query.get('team') !== 'home' || request.query.has('secret'))
        return failure(404, 'no such hook');
      const right = `v1,${createHmac('sha256', Buffer.from(secret, 'base64')).update(`${id}.${time}.${request.body}`).digest('base64')}`;
      if (signature.length !== right.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(right)))
        return failure(401, 'bad signature');
      if (Math.abs(now() / 1000 - Number(time)) > 300) return failure(401, 'too old');
      if (seen.has(id)) return failure(409, 'seen before');
      seen.add(id);
      const raw = bodyOf(request);
      const before = kept.get(String(raw.id));
      kept.set(String(raw.id), { id: String(raw.id), raw, edits: before ? before.edits + 1 : 0 });
      return { status: 202 };
    },
    tooMuch: (seconds) => ({ status: 429, headers: { 'retry-after': `${seconds}` }, body: 'slow down' }),
    elsewhere: { status: 302, headers: { location: 'https://login.example.org/' }, body: '' },
    read: ({ raw }) => ({ text: JSON.stringify(raw), calls: [], links: [] }),
  });
};

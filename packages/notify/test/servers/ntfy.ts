import { bodyOf, channelServer } from './server.js';

/**
 * Publishing as JSON: https://docs.ntfy.sh/publish/#publish-as-json; updates by `sequence_id`: https://docs.ntfy.sh/publish/#updating-deleting-notifications;
 * errors: server/errors.go of binwiederhier/ntfy. A message of more than 4 096 bytes is turned into a file.
 *
 * @param old before 2.16: `sequence_id` is not known, and not spoken of
 */
export const ntfyServer = (old = false) =>
  channelServer({
    kind: 'ntfy',
    urls: (origin) => ({
      url: `${origin.replace('http://', 'ntfy+http://tk_labntfytoken0000@')}/labntfytopic`,
      wrong: `${origin.replace('http://', 'ntfy+http://tk_anotherntfytoken@')}/labntfytopic`,
    }),
    secrets: ['tk_labntfytoken0000', 'tk_anotherntfytoken', 'labntfytopic'],
    answer(request, kept) {
      const failure = (http: number, code: number, error: string) => ({
        status: http,
        body: { code, http, error, link: 'https://ntfy.sh/docs/publish/#limitations' },
      });
      if (request.headers.authorization !== 'Bearer tk_labntfytoken0000') return failure(401, 40101, 'unauthorized');
      if (request.path !== '/' || request.method !== 'POST') return failure(404, 40401, 'page not found');
      const raw = bodyOf(request) as { topic?: string; message?: string; priority?: number; sequence_id?: string; actions?: unknown[] };
      if (raw.topic !== 'labntfytopic') return failure(403, 40301, 'forbidden');
      if (raw.priority !== undefined && !(raw.priority >= 1 && raw.priority <= 5)) return failure(400, 40007, 'invalid priority parameter');
      if ((raw.actions?.length ?? 0) > 3) return failure(400, 40018, 'invalid request: actions invalid, only 3 actions allowed');
      const isFile = Buffer.byteLength(raw.message ?? '') > 4096;
      const id = `m${kept.size}`;
      const key = old || raw.sequence_id === undefined ? id : raw.sequence_id;
      const before = kept.get(key);
      kept.set(key, {
        id: key,
        raw: isFile ? { ...raw, message: 'You received a file: attachment.txt' } : raw,
        edits: before ? before.edits + 1 : 0,
      });
      return {
        status: 200,
        body: { id, time: 1, event: 'message', topic: raw.topic, message: raw.message, ...(old ? {} : { sequence_id: key }) },
      };
    },
    tooMuch: () => ({ status: 429, body: { code: 42901, http: 429, error: 'limit reached: too many requests, please be nice' } }),
    read: ({ raw }) => ({
      text: `${String(raw.title)}\n${String(raw.message)}`,
      calls: [],
      links: (raw.actions as { label: string; url: string }[]).map(({ label, url }) => ({ label, url })),
    }),
  });

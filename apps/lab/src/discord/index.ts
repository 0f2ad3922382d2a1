import { httpEmulator } from '../http.js';
import type { Answer, HttpFault, Request } from '../http.js';
import { bodyOf } from './body.js';
import type { Attached } from './body.js';
import { complaints } from './limits.js';

export interface DiscordMessage {
  readonly id: string;
  readonly threadId: string | null;
  /** As it was sent, or last edited. */
  readonly payload: Record<string, unknown>;
  readonly files: readonly Attached[];
  readonly edits: number;
}

export interface DiscordEmulatorOptions {
  readonly address?: string;
  readonly port?: number;
  readonly id?: string;
  readonly token?: string;
  /** Requests in a window of time, as the community measured it: 5 in 2 s. */
  readonly rate?: { readonly requests: number; readonly windowMs: number };
  /** Milliseconds on a clock that the windows are measured by. Default: the machine's. */
  readonly now?: () => number;
  /** A forum channel wants a thread. */
  readonly forum?: boolean;
}

export interface DiscordEmulator extends AsyncDisposable {
  /** The webhook's URL, id and token included. */
  readonly url: string;
  /** What stands in the channel, oldest first. */
  messages(): readonly DiscordMessage[];
  readonly requests: readonly Request[];
  /** Asks without a socket. */
  readonly fetch: typeof globalThis.fetch;
  readonly faults: HttpFault[];
  /** Stop listening, and listen again. */
  refuse(refused: boolean): Promise<void>;
  /** Somebody deletes the webhook, or a message, in the channel. */
  deleteWebhook(): void;
  deleteMessage(id: string): void;
  close(): Promise<void>;
}

const failure = (status: number, code: number, message: string, more: object = {}): Answer => ({
  status,
  body: { message, code, ...more },
});

/** A Discord webhook with its limits, rate limits and error bodies. */
export async function discordEmulator(options: DiscordEmulatorOptions = {}): Promise<DiscordEmulator> {
  const { address = '127.0.0.1', port = 0, id = '1234567890123456789', token = 'lab-webhook-token', forum = false } = options;
  const { now: clock = () => performance.now() } = options;
  const { requests: limit, windowMs } = options.rate ?? { requests: 5, windowMs: 2000 };
  const messages = new Map<string, DiscordMessage>();
  let [dead, next, windowStart, used] = [false, 1_300_000_000_000_000_000n, -Infinity, 0];

  const handle = async (request: Request): Promise<Answer> => {
    const [, asked, key, rest = ''] = /^\/api(?:\/v\d+)?\/webhooks\/(\d+)\/([^/]+)(\/.*)?$/.exec(request.path) ?? [];
    if (asked === undefined) return failure(404, 0, '404: Not Found');
    if (!request.headers['user-agent']) return failure(403, 40333, 'internal network error');
    if (dead || asked !== id) return failure(404, 10015, 'Unknown Webhook');
    if (key !== token) return failure(401, 50027, 'Invalid Webhook Token');
    const { headers, after } = spend();
    if (after !== null) {
      const seconds = after / 1000;
      return {
        status: 429,
        headers: { ...headers, 'retry-after': `${Math.ceil(seconds)}` },
        body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
      };
    }
    const answer = await route(request, rest);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  };

  const spend = (): { headers: Record<string, string>; after: number | null } => {
    const now = clock();
    if (now - windowStart >= windowMs) [windowStart, used] = [now, 0];
    const left = windowMs - (now - windowStart);
    const refused = used >= limit;
    if (!refused) used += 1;
    const headers = {
      'x-ratelimit-limit': `${limit}`,
      'x-ratelimit-remaining': `${limit - used}`,
      'x-ratelimit-reset-after': (left / 1000).toFixed(3),
      'x-ratelimit-reset': ((clock() + left) / 1000).toFixed(3),
      'x-ratelimit-bucket': 'lab',
      ...(refused ? { 'x-ratelimit-scope': 'user' } : {}),
    };
    return { headers, after: refused ? left : null };
  };

  const route = async (request: Request, rest: string): Promise<Answer> => {
    const { method, query } = request;
    if (rest === '' && method === 'GET')
      return { status: 200, body: { id, token, type: 1, name: 'lab', channel_id: '1', guild_id: '1', application_id: null, avatar: null } };
    if (rest === '' && method === 'POST') return post(request);
    const [, wanted] = /^\/messages\/(\d+)$/.exec(rest) ?? [];
    if (wanted === undefined) return failure(404, 0, '404: Not Found');
    const found = messages.get(wanted);
    if (!found || found.threadId !== query.get('thread_id')) return failure(404, 10008, 'Unknown Message');
    if (method === 'GET') return { status: 200, body: shown(found) };
    if (method === 'PATCH') return patch(request, found);
    if (method !== 'DELETE') return failure(405, 0, '405: Method Not Allowed');
    messages.delete(wanted);
    return { status: 204 };
  };

  const post = async (request: Request): Promise<Answer> => {
    const body = await bodyOf(request);
    if (!body) return failure(400, 50109, 'The request body contains invalid JSON.');
    const wrong = judged(body.payload, body.files);
    if (wrong) return wrong;
    const [thread, named] = [request.query.get('thread_id'), body.payload.thread_name !== undefined];
    if (forum && thread === null && !named)
      return failure(400, 220001, 'Webhooks posted to forum channels must have a thread_name or thread_id');
    if (thread !== null && named)
      return failure(400, 220002, 'Webhooks posted to forum channels cannot have both a thread_name and thread_id');
    if (!forum && named) return failure(400, 220003, 'Webhooks can only create threads in forum channels');
    const message = { id: `${next++}`, threadId: thread, payload: body.payload, files: body.files, edits: 0 };
    messages.set(message.id, message);
    return request.query.get('wait') === 'true' ? { status: 200, body: shown(message) } : { status: 204 };
  };

  const patch = async (request: Request, old: DiscordMessage): Promise<Answer> => {
    const body = await bodyOf(request);
    if (!body) return failure(400, 50109, 'The request body contains invalid JSON.');
    const payload = { ...old.payload, ...body.payload };
    const kept = Array.isArray(body.payload.attachments) ? [] : old.files;
    const wrong = judged(payload, [...kept, ...body.files]);
    if (wrong) return wrong;
    const message = { ...old, payload, files: [...kept, ...body.files], edits: old.edits + 1 };
    messages.set(old.id, message);
    return { status: 200, body: shown(message) };
  };

  const server = await httpEmulator(handle, { address, port });
  return {
    url: `${server.url}/api/webhooks/${id}/${token}`,
    messages: () => [...messages.values()],
    requests: server.requests,
    fetch: server.fetch,
    faults: server.faults,
    refuse: (refused) => server.refuse(refused),
    deleteWebhook: () => {
      dead = true;
    },
    deleteMessage: (message) => {
      messages.delete(message);
    },
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  };
}

function judged(payload: Record<string, unknown>, files: readonly Attached[]): Answer | null {
  if (files.some(({ content }) => Buffer.byteLength(content) > 10 * 1024 * 1024)) return failure(413, 40005, 'Request entity too large');
  const errors = complaints(payload);
  if (errors) return failure(400, 50035, 'Invalid Form Body', { errors });
  const filled = (value: unknown): boolean => (typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) && value.length > 0);
  const some = ['content', 'embeds', 'components'].some((key) => filled(payload[key])) || files.length > 0 || payload.poll !== undefined;
  return some ? null : failure(400, 50006, 'Cannot send an empty message');
}

const shown = ({ id, payload, files }: DiscordMessage): object => ({
  id,
  type: 0,
  channel_id: '1',
  webhook_id: '1',
  content: payload.content ?? '',
  embeds: payload.embeds ?? [],
  attachments: files.map(({ name, content }, index) => ({ id: `${index}`, filename: name, size: Buffer.byteLength(content) })),
});

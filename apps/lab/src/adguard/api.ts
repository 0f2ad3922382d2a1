import type { Answer, Request } from '../http.js';
import type { AdguardEmulatorOptions, Rewrite } from './options.js';
import { text } from './text.js';

/** The rewrites of AdGuardHome.yaml, and the endpoints that change them. */
export interface RewriteApi {
  list: readonly Rewrite[];
  enabled: boolean;
  /** How often AdGuardHome.yaml was written. */
  readonly writes: number;
  /** What a careful client never does. */
  readonly violations: string[];
  handle(request: Request): Answer;
}

type Handler = (body: Record<string, unknown>) => Answer;

export function createRewriteApi({ version = '0.107.79', rewrites = [], rewritesEnabled = true }: AdguardEmulatorOptions): RewriteApi {
  const hasEnabled = version === '0.107.79';
  const stored = (given: unknown): Rewrite => {
    const { domain, answer, enabled } = given as Partial<Record<keyof Rewrite, unknown>>;
    return {
      domain: String(domain ?? '').toLowerCase(),
      answer: String(answer ?? ''),
      ...(hasEnabled ? { enabled: enabled !== false } : {}),
    };
  };
  /** The domain of a rewrite that is to be found again is taken as it comes. */
  const isSame = (one: Rewrite, given: unknown): boolean => {
    const { domain, answer, enabled } = given as Partial<Record<keyof Rewrite, unknown>>;
    return one.domain === domain && one.answer === answer && (!hasEnabled || one.enabled === (enabled !== false));
  };
  const api = { list: rewrites.map(stored) as readonly Rewrite[], enabled: rewritesEnabled, writes: 0, violations: [] as string[] };
  const done = (list: readonly Rewrite[]): Answer => {
    api.list = list;
    api.writes += 1;
    return { status: 200 };
  };
  const once = (rewrite: unknown, why: string, is: boolean): void => {
    if (is) api.violations.push(`${why}: ${JSON.stringify(rewrite)}`);
  };

  const handlers: Record<string, { readonly method: string; readonly handle: Handler }> = {
    list: { method: 'GET', handle: () => ({ status: 200, body: [...api.list] }) },
    add: {
      method: 'POST',
      handle(given) {
        once(
          given,
          'added twice',
          api.list.some((one) => isSame(one, stored(given))),
        );
        return done([...api.list, stored(given)]);
      },
    },
    delete: {
      method: 'POST',
      handle(given) {
        once(given, 'not there to be deleted', !api.list.some((one) => isSame(one, given)));
        return done(api.list.filter((one) => !isSame(one, given)));
      },
    },
    update: {
      method: 'PUT',
      handle({ target, update }) {
        const at = api.list.findIndex((one) => isSame(one, target ?? {}));
        if (at < 0) return text(400, 'target rule not found');
        return done(api.list.map((one, index) => (index === at ? stored(update ?? {}) : one)));
      },
    },
    ...(hasEnabled ? { settings: { method: 'GET', handle: () => ({ status: 200, body: { enabled: api.enabled } }) } } : {}),
  };

  return Object.assign(api, {
    handle({ path, method, headers, body }: Request): Answer {
      const handler = handlers[path.replace('/control/rewrite/', '')];
      if (!handler) return text(404, '404 page not found');
      if (method !== handler.method) return text(405, `only method ${handler.method} is allowed`);
      if (method === 'GET') return handler.handle({});
      if (headers['content-type'] !== 'application/json') return text(415, 'only content-type application/json is allowed');
      try {
        return handler.handle(JSON.parse(body) as Record<string, unknown>);
      } catch (error) {
        return text(400, `json.Decode: ${(error as Error).message}`);
      }
    },
  });
}

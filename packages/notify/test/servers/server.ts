import { httpEmulator, type Answer, type Request } from '@hl/lab';

/** A message as it stands in the channel, or lies in the mailbox. */
export interface Kept {
  readonly id: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly edits: number;
}

/** What of a message is more than text. */
export interface Read {
  /** All that people read. */
  readonly text: string;
  /** Whom it calls. */
  readonly calls: readonly string[];
  /** Links whose text is not their address. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** A channel on loopback that behaves as its API is documented, and, when asked to, as networks and servers do. */
export interface ChannelServer extends AsyncDisposable {
  readonly kind: string;
  /** Of the channel. */
  readonly url: string;
  /** The same with another token. */
  readonly wrong: string;
  /** What no error may hold. */
  readonly secrets: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  messages(): readonly Kept[];
  read(message: Kept): Read;
  /** How often it was asked. */
  asked(): number;
  /** The next `times` times it says that it is too much, with how many seconds to wait. */
  slow(times: number, seconds: number): void;
  /** The next answer is lost on the way; what was asked is done. */
  lose(): void;
  /** It answers no more. Resolves when it is asked. */
  hang(): Promise<void>;
  /** It refuses, and repeats what it was asked with. */
  echo(): void;
  /** Something else answers in its place. */
  replaced(): void;
  /** Somebody deletes a message there. */
  remove(id: string): void;
}

export interface Behaviour {
  readonly kind: string;
  /** @param origin `http://127.0.0.1:4567` */
  readonly urls: (origin: string) => { readonly url: string; readonly wrong: string };
  readonly secrets: readonly string[];
  /** As the documentation says. */
  readonly answer: (request: Request, kept: Map<string, Kept>) => Answer;
  readonly tooMuch: (seconds: number) => Answer;
  readonly elsewhere?: Answer;
  readonly read: (message: Kept) => Read;
}

const lost = (): Error => new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
const responseOf = ({ status, headers = {}, body }: Answer): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: headers as Record<string, string> });

/** Any channel that speaks HTTP. */
export async function channelServer({ kind, urls, secrets, answer, tooMuch, read, elsewhere }: Behaviour): Promise<ChannelServer> {
  const kept = new Map<string, Kept>();
  const emulator = await httpEmulator((request) => answer(request, kept));
  return {
    ...{ kind, secrets, read, ...urls(emulator.url), messages: () => [...kept.values()], remove: (id: string) => void kept.delete(id) },
    ...unruly(emulator.fetch, tooMuch, secrets, elsewhere),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

/** What networks and servers do, around a server that is well. */
export function unruly(
  well: typeof globalThis.fetch,
  tooMuch: Behaviour['tooMuch'],
  secrets: readonly string[],
  elsewhere: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>log in</html>' },
): Pick<ChannelServer, 'fetch' | 'asked' | 'slow' | 'lose' | 'hang' | 'echo' | 'replaced'> {
  let asked = 0;
  let next: typeof globalThis.fetch | null = null;
  let left = 0;
  const from = (times: number, response: typeof globalThis.fetch): void => {
    [left, next] = [times, response];
  };
  let losing = false;
  return {
    async fetch(...args) {
      asked += 1;
      if (next !== null && left-- > 0) return next(...args);
      const response = await well(...args);
      if (!losing) return response;
      losing = false;
      throw lost();
    },
    asked: () => asked,
    slow: (times, seconds) => from(times, async () => responseOf(tooMuch(seconds))),
    lose: () => void (losing = true),
    hang: () => new Promise((resolve) => from(Infinity, () => (resolve(), new Promise(() => undefined)))),
    echo: () =>
      from(Infinity, async (url, init) => {
        const said = `bad ${secrets[0]} ${decodeURIComponent(String(url))} ${String(url)} ${JSON.stringify([...new Headers(init?.headers)])}`;
        return responseOf({ status: 400, body: { message: said, code: 50035, description: said } });
      }),
    replaced: () => from(Infinity, async () => responseOf(elsewhere)),
  };
}

export const bodyOf = (request: Request): Record<string, unknown> => JSON.parse(request.body) as Record<string, unknown>;

/** Links of Markdown that are not escaped, images among them. */
export const markdownLinks = (text: string): Read['links'] =>
  [...text.matchAll(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)/g)].map(([, label = '', url = '']) => ({ label, url }));

/** Names after an at sign, as chats look for them. */
export const names = (text: string): string[] => text.match(/@[\w.-]+/g) ?? [];

/** As much of `fetch` as is needed here: the built-in one is such. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body: string | Uint8Array<ArrayBuffer> | FormData | null;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Reply>;

export interface Reply {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: { getReader(): Reader } | null;
}

/** Headers of an answer; names in whatever case. */
export interface AnswerHeaders {
  /** Those of one name joined by commas; null: there is none. */
  get(name: string): string | null;
  getSetCookie(): string[];
  [Symbol.iterator](): IterableIterator<[name: string, value: string]>;
}

interface Reader {
  read(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

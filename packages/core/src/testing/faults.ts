import { HlError } from '../error.js';
import type { Remote } from '../remote/remote.js';

/**
 * Counts outside calls and, when armed, breaks off at the n-th: that call and all later ones fail until `disarm`,
 * as if the process had been killed there. `lost: 'request'`: the call never happened; `lost: 'answer'`: it took effect.
 */
export class Faults {
  calls = 0;
  fired = false;
  #at: number | null = null;
  #lost: 'request' | 'answer' = 'request';

  arm(n: number, lost: 'request' | 'answer'): void {
    this.calls = 0;
    this.fired = false;
    this.#at = n;
    this.#lost = lost;
  }

  disarm(): void {
    this.#at = null;
  }

  async step<T>(call: () => Promise<T>, failure: () => Error): Promise<T> {
    this.calls += 1;
    if (this.#at === null || this.calls < this.#at) return await call();
    const first = !this.fired;
    this.fired = true;
    if (first && this.#lost === 'answer') await call();
    throw failure();
  }
}

/** A remote whose every call passes through `faults`. */
export function faultyRemote(remote: Remote, faults: Faults): Remote {
  const lost = (): Error => new HlError('HL_SSH_LOST', `connection to ${remote.name} lost`, { kind: 'unreachable' });
  return {
    name: remote.name,
    run: (argv, options) => faults.step(() => remote.run(argv, options), lost),
    read: (path) => faults.step(() => remote.read(path), lost),
    write: (path, content, options) => faults.step(() => remote.write(path, content, options), lost),
    remove: (path) => faults.step(() => remote.remove(path), lost),
    list: (directory) => faults.step(() => remote.list(directory), lost),
    close: () => remote.close(),
  };
}

/** A `fetch` whose every request passes through `faults`; a lost one rejects as undici does. */
export function faultyFetch(faults: Faults, fetch: typeof globalThis.fetch = globalThis.fetch): typeof globalThis.fetch {
  return (input, init) =>
    faults.step(
      () => fetch(input, init),
      () => new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) }),
    );
}

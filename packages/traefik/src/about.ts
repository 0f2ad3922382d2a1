import { accessTo } from './access.js';
import type { TraefikOptions } from './options.js';

/** What Traefik says of itself; a part that it does not tell is null. */
export interface About {
  /** E.g. `3.7.9`. */
  readonly version: string | null;
  /** Names of the providers that are switched on, lower case. */
  readonly providers: readonly string[] | null;
}

/** null: the site names no API. Never rejects for what Traefik answers. */
export async function about(options: TraefikOptions): Promise<About | null> {
  const { api } = accessTo(options);
  return api && { version: await api.version(), providers: await api.providers() };
}

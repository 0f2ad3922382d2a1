import type { Change, Json } from '@hl/core';
import { isRecord } from './check.js';
import type { Api } from './client.js';
import type { RouteConfig, RouteSpec, Section } from './spec.js';

/**
 * How much forwardAuth takes from the outpost, in bytes: a login page fits in. Traefik warns where it is not set from v3.6.9 on; one that
 * is older does not know the field, and would reject the whole directory for it.
 */
export const responseLimit = 4_194_304;

const since = [3, 6, 9] as const;

/** Whether this Traefik knows the field; without an answer it is taken for one that does not. */
export async function knowsLimit(api: Api | null): Promise<boolean> {
  const [, ...numbers] = /^v?(\d+)\.(\d+)\.(\d+)/.exec((await api?.version().catch(() => null)) ?? '') ?? [];
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
  return major > since[0] || (major === since[0] && (minor > since[1] || (minor === since[1] && patch >= since[2])));
}

/** A change as such a Traefik takes it. */
export const withoutLimit = (change: Change<RouteSpec>): Change<RouteSpec> => ({
  ...change,
  before: change.before && mapLimits(change.before, ({ maxResponseBodySize: _, ...rest }) => rest),
  after: change.after && mapLimits(change.after, ({ maxResponseBodySize: _, ...rest }) => rest),
});

/** What was written for such a Traefik, as it was wanted. */
export const withLimit = <C extends RouteConfig>(config: C): C =>
  mapLimits(config, (fields) => ({ ...fields, maxResponseBodySize: fields['maxResponseBodySize'] ?? responseLimit }));

export function lacksLimit(config: RouteConfig): boolean {
  return Object.values(config.http?.['middlewares'] ?? {}).some(
    (one) => isRecord(one['forwardAuth']) && one['forwardAuth']['maxResponseBodySize'] === undefined,
  );
}

type Fields = { readonly [field: string]: Json };

function mapLimits<C extends RouteConfig>(config: C, change: (fields: Fields) => Fields): C {
  const { middlewares } = config.http ?? {};
  if (!isRecord(middlewares)) return config;
  const changed = Object.entries(middlewares).map(([name, one]) => [
    name,
    isRecord(one) && isRecord(one['forwardAuth']) ? { ...one, forwardAuth: change(one['forwardAuth'] as Fields) } : one,
  ]);
  return { ...config, http: { ...config.http, middlewares: Object.fromEntries(changed) } as Section };
}

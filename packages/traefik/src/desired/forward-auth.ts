import { isRecord } from '@hl/core';
import type { Change, Json } from '@hl/core';
import type { Fields, RouteConfig, RouteSpec, Section } from './spec.js';

/** Where the outpost's own pages live on every protected host: sign-out, start, static files. */
export const outpostPath = '/outpost.goauthentik.io/';

/**
 * How much forwardAuth takes from the outpost, in bytes: a login page fits in. Traefik warns where it is not set from v3.6.9 on; one that
 * is older does not know the field, and would reject the whole directory for it.
 */
const responseLimit = 4_194_304;
const since = [3, 6, 9] as const;

/** All that an outpost adds to an allowed request. */
const authResponseHeaders = [
  'X-authentik-username',
  'X-authentik-groups',
  'X-authentik-entitlements',
  'X-authentik-email',
  'X-authentik-name',
  'X-authentik-uid',
  'X-authentik-jwt',
  'X-authentik-meta-jwks',
  'X-authentik-meta-outpost',
  'X-authentik-meta-provider',
  'X-authentik-meta-app',
  'X-authentik-meta-version',
];

/** The middleware as Authentik's documentation gives it. `outpost`: base URL, e.g. `http://outpost:9000`. */
export const forwardAuth = (outpost: string): Fields => ({
  forwardAuth: {
    address: `${outpost}${outpostPath}auth/traefik`,
    trustForwardHeader: true,
    authResponseHeaders,
    maxResponseBodySize: responseLimit,
  },
});

/** Whether a release of Traefik knows the field; one that does not say which it is, is taken for one that does not. */
export function knowsLimit(version: string | null): boolean {
  const [, ...numbers] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
  return major > since[0] || (major === since[0] && (minor > since[1] || (minor === since[1] && patch >= since[2])));
}

/** A change as a Traefik takes it that does not know the field. */
export const withoutLimit = (change: Change<RouteSpec>): Change<RouteSpec> => {
  const drop = ({ maxResponseBodySize: _, ...rest }: Fields): Fields => rest;
  return {
    ...change,
    before: change.before && mapForwardAuth(change.before, drop),
    after: change.after && mapForwardAuth(change.after, drop),
  };
};

/** What was written for such a Traefik, as it was wanted. */
export const withLimit = <C extends RouteConfig>(config: C): C =>
  mapForwardAuth(config, (fields) => ({ maxResponseBodySize: responseLimit, ...fields }));

function mapForwardAuth<C extends RouteConfig>(config: C, change: (fields: Fields) => Fields): C {
  const { middlewares } = config.http ?? {};
  if (!isRecord(middlewares)) return config;
  const changed = Object.entries(middlewares as Section[string]).map(([name, fields]): [string, Json] => [
    name,
    isRecord(fields['forwardAuth']) ? { ...fields, forwardAuth: change(fields['forwardAuth'] as Fields) } : fields,
  ]);
  return { ...config, http: { ...config.http, middlewares: Object.fromEntries(changed) as Section[string] } };
}

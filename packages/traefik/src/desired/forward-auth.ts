import { isRecord, type Change } from '@hl/core';
import { configOf, definitionsIn, type Fields, type RouteConfig, type RouteSpec } from './spec.js';

/** Where the outpost's own pages live on every protected host: sign-out, start, static files. */
export const outpostPath = '/outpost.goauthentik.io/';

/**
 * How much forwardAuth takes from the outpost, in bytes: a login page fits in. Traefik warns where it is not set from v3.6.9 on; one that
 * is older does not know the field, and would reject the whole directory for it.
 */
const responseLimit = 4_194_304;
const since = 3_006_009;

/** All that an outpost adds to an allowed request. */
const authResponseHeaders = ['username', 'groups', 'entitlements', 'email', 'name', 'uid', 'jwt']
  .concat(['meta-jwks', 'meta-outpost', 'meta-provider', 'meta-app', 'meta-version'])
  .map((name) => `X-authentik-${name}`);

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
export async function knowsLimit(api: { version(): Promise<string | null> } | null): Promise<boolean> {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec((await api?.version()) ?? '') ?? [];
  return Number(major) * 1_000_000 + Number(minor) * 1000 + Number(patch) >= since;
}

/** A change as a Traefik takes it that does not know the field. */
export const withoutLimit = ({ before, after, ...change }: Change<RouteSpec>): Change<RouteSpec> => {
  const drop = ({ maxResponseBodySize: _, ...rest }: Fields): Fields => rest;
  return { ...change, before: before && mapForwardAuth(before, drop), after: after && mapForwardAuth(after, drop) };
};

/** What was written for such a Traefik, as it was wanted. */
export const withLimit = <C extends RouteConfig>(config: C): C =>
  mapForwardAuth(config, (fields) => ({ maxResponseBodySize: responseLimit, ...fields }));

const mapForwardAuth = <C extends RouteConfig>(config: C, change: (fields: Fields) => Fields): C => ({
  ...config,
  ...configOf(
    definitionsIn(config).map((one) => {
      const { forwardAuth } = one.fields;
      return isRecord(forwardAuth) ? { ...one, fields: { ...one.fields, forwardAuth: change(forwardAuth as Fields) } } : one;
    }),
  ),
});

import type { Json } from '@hl/core';
import { responseLimit } from './response-limit.js';

/** Where the outpost's own pages live on every protected host: sign-out, start, static files. */
export const outpostPath = '/outpost.goauthentik.io/';

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
export const forwardAuth = (outpost: string): { readonly [field: string]: Json } => ({
  forwardAuth: {
    address: `${outpost}${outpostPath}auth/traefik`,
    trustForwardHeader: true,
    authResponseHeaders,
    maxResponseBodySize: responseLimit,
  },
});

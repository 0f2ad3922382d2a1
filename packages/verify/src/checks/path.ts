import type { Service } from '@hl/core';

/**
 * What to ask through the proxy when nobody has to log in: the health endpoint with its status list, if that is what the route leads
 * to; else the first path of the rule, where anything but an error will do.
 */
export function routePath(service: Service): { path: string; expectedStatus: readonly number[] | null } {
  const { health, traefik } = service;
  const ruled = rulePath(traefik?.rule);
  const same = health !== null && health.port === traefik?.port && (ruled === null || health.endpoint.startsWith(ruled));
  // A middleware of the user's own may ask for a password or lead elsewhere: then the status list of the bare service says nothing.
  if (same && traefik?.middlewares.length === 0) return { path: health.endpoint, expectedStatus: health.expectedStatus };
  return { path: ruled ?? '/', expectedStatus: null };
}

/** A path that the login guards, or null when `skip_path_regex` exempts all that can be thought of. */
export function gatePath({ authentik, traefik }: Service): string | null {
  const base = rulePath(traefik?.rule) ?? '/';
  const exempt = (authentik?.skipPathRegex ?? []).map(expression);
  const url = authentik?.level === 'domain' ? authentik.externalUrl.replace(/\/$/, '') : '';
  const candidates = [base, `${base.replace(/\/$/, '')}/hl-gate-check`];
  return candidates.find((path) => !exempt.some((one) => one.test(`${url}${path}`))) ?? null;
}

/** The first path that the rule is for; what it leaves out is none. */
export const rulePath = (rule: string | null | undefined): string | null =>
  /(?<!!\s*)\bPath(?:Prefix)?\(\s*[`"](\/[^`"{]*)[`"]/i.exec(rule ?? '')?.[1] ?? null;

/** Go's expressions are nearly ours; one that only Go understands counts as matching nothing. */
function expression(text: string): RegExp {
  try {
    return new RegExp(text.replace(/^\(\?i\)/, ''), text.startsWith('(?i)') ? 'i' : '');
  } catch {
    return /(?!)/;
  }
}

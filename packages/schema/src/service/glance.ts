import type { GlanceSection, Health, Site, TraefikSection } from '@hl/core';
import { display, inUrl } from '../names.js';
import type { Context } from './context.js';

export function glanceSection(context: Context, route: TraefikSection | null, health: Health | null): GlanceSection | null {
  const { input, site, report } = context;
  const given = input.glance;
  if (!given || given.enabled === false) return null;
  if (!site.glance) {
    const hint = 'Add a glance section to hl.yml, or say enabled: false here.';
    report.at('glance').warn('no-system', 'there is no Glance in hl.yml, so there is no tile', hint);
    return null;
  }
  const { display_name, description, category, icon } = input.service;
  const web = route && route.scheme !== 'tcp' && route.scheme !== 'udp' && route.hosts.some((host) => !host.startsWith('*')) ? route : null;
  const url = given.url ?? (web ? routeUrl(web, site) : direct(context, health));
  const { enabled = !given.monitor || given.bookmark !== undefined, ...bookmark } = given.bookmark ?? {};
  return {
    page: given.page ?? site.glance.page,
    url,
    title: given.title ?? display_name,
    icon: given.icon ?? bookmark.icon ?? icon ?? null,
    bookmark: enabled ? { group: bookmark.group ?? display(category), description: bookmark.description ?? description } : null,
    monitor: monitor(context, url, health),
  };
}

function monitor(context: Context, url: string, health: Health | null): GlanceSection['monitor'] {
  const given = context.input.glance?.monitor;
  if (!given || given.enabled === false) return null;
  const endpoint = given.health_endpoint ?? health?.endpoint ?? '/';
  const protectedRoute = context.input.authentik !== undefined && context.input.authentik.enabled !== false;
  const below = given.health_endpoint === undefined || endpoint === '/' ? null : url.replace(/\/$/, '') + endpoint;
  const good = (health?.expectedStatus ?? []).filter((status) => status !== 200 && (status < 300 || status > 399));
  return {
    widget: given.widget ?? 'Services',
    // Past the sign-in page, which would answer 200 for a service that is down.
    checkUrl: given.check_url ?? (protectedRoute ? direct(context, health) + endpoint : below),
    altStatusCodes: [given.alt_status_codes ?? good].flat(),
    allowInsecure: given.allow_insecure ?? false,
    timeout: given.timeout ?? null,
  };
}

/** The service without its route. */
function direct({ input, site }: Context, health: Health | null): string {
  const address = site.hosts[input.deployment.target_host]?.address ?? '';
  return `${health?.scheme ?? 'http'}://${inUrl(address)}:${health?.port ?? input.deployment.port}`;
}

/** What a browser opens; browsers leave the usual port out, and Authentik compares texts. */
export function routeUrl({ hosts, tls }: TraefikSection, { traefik }: Site): string {
  const host = hosts.find((name) => !name.startsWith('*')) ?? hosts[0] ?? '';
  const port = tls ? (traefik?.httpsPort ?? 443) : (traefik?.httpPort ?? 80);
  return `${tls ? 'https' : 'http'}://${host}${port === (tls ? 443 : 80) ? '' : `:${port}`}`;
}

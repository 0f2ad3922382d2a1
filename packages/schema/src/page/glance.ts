import { routeUrl, type GlanceSection, type Health, type TraefikSection } from '@hl/core';
import { display } from '../names.js';
import { direct, type PageContext } from './context.js';

export function glanceSection(context: PageContext, route: TraefikSection | null, health: Health | null): GlanceSection | null {
  const { site, field } = context;
  const given = context.given.glance;
  if (!given || given.enabled === false) return null;
  if (!site.glance) {
    const hint = 'Add a glance section to hl.yml, or say enabled: false here.';
    field.at('glance').warn('no-system', 'there is no Glance in hl.yml, so there is no tile', hint);
    return null;
  }
  const url = given.url ?? defaultUrl(context, route, health);
  const shown = monitor(context, url, health, route);
  const { enabled = shown === null || given.bookmark !== undefined, ...bookmark } = given.bookmark ?? {};
  return {
    page: given.page ?? site.glance.page,
    url,
    title: given.title ?? context.displayName,
    icon: given.icon ?? bookmark.icon ?? context.icon,
    bookmark: enabled
      ? { group: bookmark.group ?? display(context.category), description: bookmark.description ?? context.description }
      : null,
    monitor: shown,
  };
}

/** The transport, when it is not HTTP that the page speaks. */
const transport = ({ backend }: PageContext, route: TraefikSection | null): 'tcp' | 'udp' | null => {
  const scheme = route?.scheme ?? backend?.scheme;
  return scheme === 'tcp' || scheme === 'udp' ? scheme : null;
};

/** The route; without one that a browser opens, what the health check asks, else the port itself. */
function defaultUrl(context: PageContext, route: TraefikSection | null, health: Health | null): string {
  const raw = transport(context, route);
  if (route && raw === null && route.hosts.some((host) => !host.startsWith('*'))) return routeUrl(route, context.site);
  return raw === null || health ? itself(context, health) : direct(context, raw);
}

function monitor(context: PageContext, url: string, health: Health | null, route: TraefikSection | null): GlanceSection['monitor'] {
  const { given: sections, backend } = context;
  const given = sections.glance?.monitor;
  if (!given || given.enabled === false) return null;
  const field = context.field.at('glance', 'monitor');
  if (given.check_url === undefined && !health && !/^https?:/.test(url)) {
    const hint = 'Write glance.monitor.check_url, an http URL that tells how it is, or a healthcheck with a port that speaks HTTP.';
    field.key().warn('no-effect', `a monitor of Glance speaks HTTP, and ${url} does not`, hint);
    return null;
  }
  if (given.check_url !== undefined && given.health_endpoint !== undefined)
    field.at('health_endpoint').warn('no-effect', 'check_url says all of what is asked', 'Remove one of the two.');
  const endpoint = given.health_endpoint ?? health?.endpoint ?? '/';
  // Past the sign-in page, which would answer 200 for a service that is down; and past a route that speaks no HTTP.
  const past = (sections.authentik !== undefined && sections.authentik.enabled !== false) || transport(context, route) !== null;
  const below = given.health_endpoint === undefined || endpoint === '/' ? null : url.replace(/\/$/, '') + endpoint;
  const good = (health?.expectedStatus ?? []).filter((status) => status !== 200 && (status < 300 || status > 399));
  const itsOwn = given.check_url === undefined && past ? itself(context, health) + endpoint : null;
  const asked = itsOwn ?? (route ? '' : url);
  return {
    widget: given.widget ?? 'Services',
    checkUrl: given.check_url ?? itsOwn ?? below,
    altStatusCodes: [given.alt_status_codes ?? good].flat(),
    // Glance knows neither the authority nor the name that the backend is trusted for.
    allowInsecure:
      given.allow_insecure ?? (asked.startsWith('https://') && backend !== null && (backend.insecure || backend.trust !== null)),
    timeout: given.timeout ?? null,
  };
}

/** The service without its route. */
const itself = (context: PageContext, health: Health | null): string =>
  direct(context, health?.scheme ?? (context.backend?.scheme === 'https' ? 'https' : 'http'), health?.port);

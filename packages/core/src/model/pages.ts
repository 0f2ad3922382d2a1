import type { Page, Service } from './service.gen.js';
import type { Host, Site } from './site.js';

/** A page of a service, as a service: what everything but containers works on. */
const asService = (service: Service, page: Page): Service => ({ ...service, ...page, deployment: null, pages: [] });

/**
 * A service as its pages, each a service of its own: the first is the service itself, the others have no container.
 * Whoever reads one of these needs not know that a service can have several.
 */
export const pagesOf = (service: Service): Service[] => [service, ...service.pages.map((page) => asService(service, page))];

/** Where a page answers: its own address, else that of its host; null when `hl.yml` has no such host. */
export const addressOf = (
  { address, host }: Pick<Service, 'address' | 'host'>,
  { hosts }: { readonly hosts: { readonly [name: string]: Pick<Host, 'address'> } },
): string | null => address ?? hosts[host]?.address ?? null;

/** What a browser opens to see a page with this route: its first name that is no wildcard; browsers leave the usual port out. */
export function routeUrl(
  { hosts, tls }: { readonly hosts: readonly string[]; readonly tls: object | null },
  site: Pick<Site, 'traefik'> | null,
): string {
  const host = hosts.find((name) => !name.startsWith('*')) ?? hosts[0] ?? '';
  const port = tls ? (site?.traefik?.httpsPort ?? 443) : (site?.traefik?.httpPort ?? 80);
  return `${tls ? 'https' : 'http'}://${host}${port === (tls ? 443 : 80) ? '' : `:${port}`}`;
}

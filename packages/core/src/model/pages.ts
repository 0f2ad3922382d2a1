import type { Page, Service } from './service.gen.js';
import type { Host } from './site.js';

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

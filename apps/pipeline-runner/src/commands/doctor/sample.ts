import type { Service, Site } from '@hl/core';
import { loadService } from '@hl/schema';
import { invalid } from '../../repository/diagnostics.js';
import { serviceText } from '../new/service-text.js';

const name = 'hl-doctor';

/** A service that wants something of every system of the site, one for each host. It is planned, and never deployed. */
export function samples(site: Site): Service[] {
  return Object.keys(site.hosts).map((host) => {
    const container = { host, image: `${name}:none`, port: 65_000, inside: null };
    const page = { subdomain: name, sso: true, tile: true };
    const text = serviceText({ name, category: site.categories[0] ?? '', container, backend: null, page }, site, null);
    const { service, diagnostics } = loadService(text, `${name}.yml`, site, () => null);
    if (service === null) throw invalid(diagnostics);
    return service;
  });
}

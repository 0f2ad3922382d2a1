import type { TraefikSection } from '@hl/core';
import type { Report } from '../diagnostic.js';

/** Where Traefik's spelling is not simply the camel case of ours. */
const special: { readonly [name: string]: string } = {
  custom_browser_xss_value: 'customBrowserXSSValue',
  force_sts_header: 'forceSTSHeader',
};

const camelCase = (name: string): string => special[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** By Traefik's own field names. */
export function headers(given: object, report: Report): TraefikSection['headers'] {
  for (const [name, value] of Object.entries(given)) {
    if (JSON.stringify(value).includes('{{'))
      report.error(
        ['traefik', 'headers', name],
        'template',
        'a header cannot hold {{',
        'Traefik reads that as a template; write the value out.',
      );
  }
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [camelCase(name), value]));
}

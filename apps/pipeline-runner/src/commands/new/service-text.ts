import { isIP } from 'node:net';
import { stringify } from 'yaml';
import type { Site } from '@hl/core';

/** What a first service file says. null: it says nothing of it. */
export interface FirstFile {
  readonly name: string;
  readonly category: string;
  readonly container: {
    readonly host: string;
    readonly image: string;
    readonly port: number | null;
    readonly inside: number | null;
  } | null;
  /** Where a page without a container answers. */
  readonly backend: string | null;
  /** Its route and name; null: nobody opens it in a browser. */
  readonly page: { readonly subdomain: string; readonly sso: boolean; readonly tile: boolean } | null;
}

/** Text of a service file with comments: what the site has no system for is not in it, what was not asked for stands there as a comment. */
export function serviceText(file: FirstFile, site: Site, schema: string | null): string {
  const parts = [...(file.container ? [deployment(file.container)] : []), ...(file.backend === null ? [] : [backend(file.backend)])];
  return [service(file, schema), ...parts, ...(file.page ? sections(file, file.page, site) : [])]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const word = (value: string | number): string => stringify(value, { lineWidth: 0 }).trimEnd();
const titled = (name: string): string =>
  name
    .split('-')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join(' ');

const service = ({ name, category }: FirstFile, schema: string | null): string[] => [
  ...(schema === null ? [] : [`# yaml-language-server: $schema=${schema}`]),
  '# Every key, with its default: docs/reference/service.md. `hl validate` checks this file, `hl plan` shows what it would change.',
  'service:',
  `  name: ${word(name)} # unique here: of the container, its project and its route`,
  `  display_name: ${word(titled(name))}`,
  `  description: ${word(titled(name))} # one sentence`,
  `  category: ${word(category)}`,
  `  # icon: si:${name} # si: Simple Icons, di: Dashboard Icons, sh: selfh.st, mdi: Material Design; or a URL`,
];

const deployment = ({ host, image, port, inside }: NonNullable<FirstFile['container']>): string[] => [
  '# The container, and where it runs. Keys are called as in compose.',
  'deployment:',
  `  target_host: ${word(host)}`,
  `  image: ${word(image)}`,
  ...(port === null ? [] : [`  port: ${port} # on the host`]),
  ...(inside === null ? [] : [`  container_port: ${inside}`]),
  "  # volumes: [./data:/data] # ./ is the service's own directory on the host",
  '  # environment: { TZ: Etc/UTC }',
  '  # secrets: [{ name: API_KEY }] # the value comes from a variable of the run, and never stands here',
  ...(port === null ? [] : ['  # healthcheck: { endpoint: / } # asked from outside, past proxy and login']),
];

const backend = (url: string): string[] => [
  '# Where it answers: a machine that hl does not deploy to. With a certificate of its own: { url, ca_file } or { url, insecure_skip_verify: true }.',
  `backend: ${word(url)}`,
  '# healthcheck: { endpoint: / } # asked there, past proxy and login',
];

function sections(file: FirstFile, { subdomain, sso, tile }: NonNullable<FirstFile['page']>, site: Site): string[][] {
  const { traefik, authentik, glance } = site;
  const hasDns = Object.values(site.dns).some(({ instances }) => instances.length > 0);
  // A record leads to Traefik, else to where the page answers itself.
  const leads = traefik ? traefik.addresses.length > 0 : isIP(placeOf(file, site)) > 0;
  return [
    ...(traefik ? [[`# Its route in Traefik, at this name below ${site.domain}.`, 'traefik:', `  subdomain: ${word(subdomain)}`]] : []),
    ...(hasDns
      ? [['# Its name in DNS: that of the route, unless `hostname` says otherwise.', ...asked(leads, ['dns:', '  enabled: true'])]]
      : []),
    ...(traefik && authentik
      ? [
          [
            '# Its login, by Authentik. Without groups every user may enter.',
            ...asked(sso, ['authentik:', '  method: forward_auth', '  # groups: [family]']),
          ],
        ]
      : []),
    ...(glance
      ? [
          [
            '# Its tile on the dashboard.',
            ...asked(tile, ['glance:', `  bookmark: { group: ${word(titled(file.category))} }`, '  monitor: { widget: Services }']),
          ],
        ]
      : []),
  ];
}

const placeOf = ({ container, backend }: FirstFile, { hosts }: Site): string =>
  container ? (hosts[container.host]?.address ?? '') : URL.canParse(backend ?? '') ? new URL(backend ?? '').hostname : '';

/** Lines that hold, or that wait for somebody to take the signs away. */
const asked = (yes: boolean, lines: readonly string[]): string[] => (yes ? [...lines] : lines.map((line) => `# ${line}`));

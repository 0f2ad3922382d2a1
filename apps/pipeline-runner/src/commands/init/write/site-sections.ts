import type { HostEntry } from '../hosts.js';
import type { Found, FoundDns } from '../look/found.js';
import { flow, word } from './yaml.js';

/** What hl.yml is written from. */
export interface SiteAnswers {
  readonly domain: string;
  readonly categories: readonly string[];
  readonly hosts: readonly HostEntry[];
  /** Names of hosts that are written by their alias of `~/.ssh/config`. */
  readonly byAlias: ReadonlySet<string>;
  readonly found: Found;
  /** The host that keeps the ledger. */
  readonly ledger: string;
  /** IP address of a host; null: not known. */
  readonly ipOf: (host: string) => string | null;
  /** Where editors find its schema; null: not named. */
  readonly schema: string | null;
}

/** A section for each system: it holds when the system was found, else it waits as a comment. */
export const systemSections = (answers: SiteAnswers): string[][] => [
  traefik(answers),
  pihole(answers),
  adguard(answers),
  authentik(answers),
  glance(answers),
];

const off = (lines: readonly string[]): string[] => lines.map((line) => `# ${line}`);

function traefik(answers: SiteAnswers): string[] {
  const { found, hosts, byAlias, ipOf, ledger } = answers;
  const section = (host: string, directory: string, rest: readonly string[]): string[] => [
    'traefik:',
    `  host: ${word(host)}`,
    `  directory: ${word(directory)} # of its file provider: hl writes a file for each service there`,
    ...rest,
  ];
  const api = '  # api: http://192.0.2.20:8080 # to read routes back; where it wants a login, api_credentials names a variable';
  const addresses = (host: string, address: string | null): string[] =>
    !byAlias.has(host) && hosts.find(({ name }) => name === host)?.address === address
      ? []
      : [`  addresses: [${address ?? '192.0.2.20'}] # where it serves: DNS points here`];
  const seen = found.traefik;
  if (seen === null)
    return [
      '# Traefik was not found: there are no routes, and no single sign-on. Where it runs, with a directory for its file provider:',
      ...off(section(ledger, '/etc/traefik/dynamic', [...addresses(ledger, ipOf(ledger)), api])),
    ];
  const { host, container, directory } = seen;
  const at = `Traefik, ${container} on ${host}`;
  const address = seen.ip ?? ipOf(host);
  const rest = [
    ...addresses(host, address),
    ...(seen.file === null ? [] : ['  layout: file', `  file: ${word(seen.file)} # which people may edit, too`]),
    seen.api === null ? api : seen.api.sure ? `  api: ${word(seen.api.url)} # to read routes back` : api.replace(/http\S+/, seen.api.url),
    ...(seen.entrypoint === 'websecure' ? [] : [`  entrypoints: ${flow([seen.entrypoint])}`]),
    ...(seen.httpsPort === null || seen.httpsPort === 443 ? [] : [`  https_port: ${seen.httpsPort}`]),
    ...(seen.httpPort === null || seen.httpPort === 80 ? [] : [`  http_port: ${seen.httpPort}`]),
    `  cert_resolver: ${seen.resolver === null ? '"" # none was found: the certificate that Traefik has' : word(seen.resolver)}`,
  ];
  if (directory === null)
    return [
      `# ${at}, has no directory that routes can be written to: mount one of the host's into it, and start it with`,
      '# --providers.file.directory=<where it is mounted>. Then:',
      ...off(section(host, '/etc/traefik/dynamic', rest)),
    ];
  if (address === null)
    return [`# ${at}, with an address in place of the example's, to which DNS shall point:`, ...off(section(host, directory, rest))];
  return [`# ${at}.`, ...section(host, directory, rest)];
}

function dns(
  name: string,
  key: string,
  servers: readonly FoundDns[],
  secret: string,
  lines: (server: FoundDns) => readonly string[],
): string[] {
  const open = servers.filter(({ url }) => url !== null);
  const [first] = open;
  if (first === undefined) {
    const why =
      servers.length > 0
        ? `${name} runs on ${servers.map(({ host }) => host).join(', ')}, and its page is not published`
        : `${name} was not found`;
    const example = { host: '', url: 'http://192.0.2.53', dns: null, username: null };
    return [`# ${why}. Where it is (${secret}):`, ...off([`${key}:`, ...lines(example)])];
  }
  const where = `# ${name} on ${open.map(({ host }) => host).join(', ')}: ${secret}.`;
  if (open.length === 1) return [where, `${key}:`, ...lines(first)];
  const instances = open.map(
    (server) =>
      `    - ${flow({ url: server.url, ...(server.dns && { dns: server.dns }), ...(server.username && { username: server.username }) })}`,
  );
  return [`${where} The first one is the primary.`, `${key}:`, '  instances:', ...instances];
}

const urlAndDns = ({ url, dns }: FoundDns): string[] => [
  `  url: ${word(url ?? '')}`,
  ...(dns === null ? [] : [`  dns: ${word(dns)} # where it answers questions`]),
];

const pihole = ({ found }: SiteAnswers): string[] =>
  dns('Pi-hole', 'pihole', found.pihole, 'its password is the variable PIHOLE_API_PASSWORD', urlAndDns);

const adguard = ({ found }: SiteAnswers): string[] =>
  dns('AdGuard Home', 'adguard', found.adguard, 'its password is the variable ADGUARD_PASSWORD', (server) => [
    ...urlAndDns(server),
    `  username: ${word(server.username ?? 'admin')}${server.username === null ? ' # as you called it' : ''}`,
  ]);

function authentik({ found }: SiteAnswers): string[] {
  const seen = found.authentik;
  const section = (url: string, browser: string | null): string[] => [
    'authentik:',
    `  url: ${word(url)} # where hl and Traefik reach it`,
    ...(browser === url
      ? []
      : [`  ${browser === null ? '# ' : ''}browser_url: ${word(browser ?? 'https://auth.example.org')} # where browsers reach it`]),
  ];
  const secret = 'its API token is the variable AUTHENTIK_TOKEN';
  if (seen === null || seen.url === null) {
    const why = seen === null ? 'Authentik was not found' : `Authentik runs on ${seen.host}, and is not published`;
    return [`# ${why}. Where it is (${secret}):`, ...off(section('http://192.0.2.30:9000', null))];
  }
  return [`# Authentik on ${seen.host}: ${secret}.`, ...section(seen.url, seen.browserUrl)];
}

function glance(answers: SiteAnswers): string[] {
  const seen = answers.found.glance;
  const section = (host: string, config: string, rest: readonly string[]): string[] => [
    'glance:',
    `  host: ${word(host)}`,
    `  config: ${word(config)} # on that host`,
    ...rest,
  ];
  if (seen === null)
    return [
      '# Glance was not found. Where it runs:',
      ...off(section(answers.ledger, '/opt/glance/config/glance.yml', ['  # url: http://192.0.2.21:8080'])),
    ];
  const { host, container, config, url, page } = seen;
  const rest = [
    ...(url === null ? [] : [`  url: ${word(url)} # to read tiles back`]),
    ...(page === null ? [] : [`  page: ${word(page)} # where tiles go`]),
    ...(container === 'glance' ? [] : [`  restart: ${flow(['docker', 'restart', container])}`]),
  ];
  if (config === null)
    return [
      `# Glance, ${container} on ${host}, keeps its glance.yml inside: mount a directory at /app/config. Then:`,
      ...off(section(host, '/opt/glance/config/glance.yml', rest)),
    ];
  return [`# Glance, ${container} on ${host}.`, ...section(host, config, rest)];
}

import type { DnsServer, DnsServers, Site } from '@hl/core';
import type { Field, Report } from '../diagnostic.js';
import { schemas } from '../schemas.gen.js';
import type { SiteFile } from './site.gen.js';
import { url } from './places.js';

/** Of any DNS system: one whose API asks for no name has no `username`. */
type Section = NonNullable<SiteFile['adguard']>;

interface SectionSchema {
  readonly 'x-role'?: string;
  readonly examples?: readonly { readonly url?: string }[];
  readonly properties?: { readonly password?: { readonly default?: string } };
}

const sections = (schemas['site'] as { readonly properties: { readonly [name: string]: SectionSchema } }).properties;

/** Names of the sections of hl.yml that describe a DNS system: a new one needs no more than its section in the schema. */
export const dnsSections = Object.keys(sections).filter((name) => sections[name]?.['x-role'] === 'dns');

export function dnsOf(input: SiteFile, report: Report): Site['dns'] {
  const given = input as unknown as { readonly [name: string]: Section | undefined };
  const present = dnsSections.flatMap((name) => (given[name] ? [[name, serversOf(name, given[name], report.at(name))] as const] : []));
  return Object.fromEntries(present);
}

function serversOf(name: string, given: Section, field: Field): DnsServers {
  const { url: single, instances } = given;
  if (single === undefined && instances === undefined)
    field.missing('url', `Add url: ${sections[name]?.examples?.[0]?.url ?? 'http://192.0.2.53'} under ${name}.`);
  if (single !== undefined && instances !== undefined) {
    const hint = 'Move the url into the list of instances, as its first entry.';
    field.at('instances').error('either', 'url and instances are both given', hint);
  }
  const password = given.password ?? sections[name]?.properties?.password?.default ?? '';
  const all = instances?.map((instance, index) => [instance, field.at('instances', index)] as const);
  const alone = single === undefined ? [] : [[{ url: single, ...(given.dns && { dns: given.dns }) }, field] as const];
  return {
    instances: (all ?? alone).map(([instance, where]) =>
      server({ password, ...(given.username && { username: given.username }), ...instance }, where),
    ),
    caFile: given.ca_file ?? null,
    insecure: given.insecure ?? false,
    mode: given.mode ?? 'address',
  };
}

function server(given: { url: string; dns?: string; password: string; username?: string }, field: Field): DnsServer {
  const { password, username } = given;
  const page = url(given.url, field.at('url')).replace(/\/(admin|api|control)(\/.*)?$/, '');
  return { url: page, dns: endpoint(given.dns, page, field.at('dns')), password, ...(username !== undefined && { username }) };
}

/** `address`, `address:port` or `[address]:port`; by default the host of the page, port 53. */
function endpoint(given: string | undefined, page: string, field: Field): { address: string; port: number } {
  const bracketless = (text: string) => text.replace(/^\[(.*)\]$/, '$1');
  if (given === undefined) return { address: URL.canParse(page) ? bracketless(new URL(page).hostname) : '', port: 53 };
  const { address = given, port = '53' } = /^(?<address>\[.*\]|[^:]*)(:(?<port>\d+))?$/.exec(given)?.groups ?? {};
  if (Number(port) < 1 || Number(port) > 65535)
    field.error('maximum', `${port} is not a port`, 'Write a number from 1 to 65535, or only the address.');
  return { address: bracketless(address), port: Number(port) };
}

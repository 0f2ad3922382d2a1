import { isIP } from 'node:net';
import type { Site } from '@hl/core';
import { loadSite } from '@hl/schema/site';
import { usageError } from '../../line/usage-error.js';
import { sshLookup } from '../../systems/fleet.js';
import { invalid } from '../../repository/diagnostics.js';
import { standardFolder } from '../schema/refresh.js';
import { howToName, hostsFrom, keysOf, offered, type HostEntry } from './hosts.js';
import { detect } from './look/detect.js';
import type { Found } from './look/found.js';
import { lookAtAll } from './look/look-at-all.js';
import type { Looked } from './look/look.js';
import type { SiteAnswers } from './write/site-sections.js';
import { siteText } from './write/site-text.js';
import type { Given, World } from './world.js';

/** What hl.yml will say, and what was seen on the way. */
export interface Answered {
  readonly answers: SiteAnswers;
  readonly looked: readonly Looked[];
  /** The key of all hosts, when it is not one of the usual ones. */
  readonly keyFile: string | null;
}

/** For private networks, and nobody else's. Source: RFC 8375 */
const domainAtHome = 'home.arpa';
const usualCategories = ['media', 'downloads', 'productivity', 'home', 'monitoring', 'infrastructure', 'utility'];

/**
 * Asks for what was not given, and looks at the hosts in between: what runs there answers some of it.
 *
 * @throws HlError HL_USAGE that names what is missing, when nobody is there to answer
 */
export async function answered(world: World, given: Given): Promise<Answered> {
  if (world.ask === null && !given.yes && (given.hosts.length === 0 || given.domain === undefined))
    throw usageError(
      `hl init needs ${[...(given.hosts.length === 0 ? ['--host'] : []), ...(given.domain === undefined ? ['--domain'] : [])].join(', ')}`,
      `Nobody is there to be asked. ${howToName} With --yes the rest is taken from what is found.`,
    );
  const entries = hostsFrom(await hostWords(world, given), world.config, world.ownAddress);
  const { keyFile, byAlias } = keysOf(entries);
  const environment = world.environment(keyFile === null ? {} : { SSH_KEY_FILE: keyFile });
  const bare = siteOf({ ...nothing, hosts: entries, byAlias, ledger: entries[0]?.name ?? '' }, world);
  const looked = given.look ? await lookAtAll(entries, bare, { ...world, environment, trust: given.trust }) : [];
  const found = detect(looked.map(({ seen }) => seen));
  tellFound(found, given.look, world);

  const domain = given.domain ?? (await domainFor(world, found));
  const categories = given.categories ?? (await categoriesFor(world));
  const addresses = new Map<string, string | null>();
  for (const { name, address } of entries) addresses.set(name, isIP(address) > 0 ? address : await world.resolve(address));
  const sudo = new Set(looked.filter(({ sudo }) => sudo).map(({ seen }) => seen.host));
  const hosts = entries.map((entry): HostEntry => (sudo.has(entry.name) ? { ...entry, sudo: true } : entry));
  const [withDocker] = looked.filter(({ docker, compose }) => docker !== null && compose !== null);
  const end = entries.find(({ name }) => !entries.some(({ jump }) => jump === name));
  const ledger = withDocker?.seen.host ?? end?.name ?? '';
  return {
    answers: {
      domain,
      categories,
      hosts,
      byAlias,
      found,
      ledger,
      ipOf: (host) => addresses.get(host) ?? null,
      schema: `./${standardFolder}/site.schema.json`,
    },
    looked,
    keyFile,
  };
}

/** @throws HlError HL_INVALID when an answer cannot stand in hl.yml */
export function siteOf(answers: SiteAnswers, { configPath, environment }: Pick<World, 'configPath' | 'environment'>): Site {
  const { site, diagnostics } = loadSite(siteText(answers), configPath, { ssh: sshLookup(environment()) });
  if (site === null) throw invalid(diagnostics);
  return site;
}

const nothing: SiteAnswers = {
  domain: domainAtHome,
  categories: ['utility'],
  hosts: [],
  byAlias: new Set(),
  found: { traefik: null, pihole: [], adguard: [], authentik: null, glance: null, domain: null, remarks: [] },
  ledger: '',
  ipOf: () => null,
  schema: null,
};

async function hostWords({ ask, config, ownAddress }: World, { hosts }: Given): Promise<readonly string[]> {
  if (hosts.length > 0) return hosts;
  const known = offered(config);
  if (ask === null) {
    if (known.length === 1) return known;
    const hint = known.length === 0 ? howToName : `~/.ssh/config has ${known.join(', ')}: --host ${known[0]}`;
    throw usageError('hl init --yes needs --host, once for each machine', hint);
  }
  const wrong = (answer: string): string | null => {
    try {
      hostsFrom(words(answer), config, ownAddress);
      return null;
    } catch (error) {
      return `${(error as Error).message}. ${howToName}`;
    }
  };
  const text =
    known.length === 0 ? 'Hosts, e.g. nas=root@192.0.2.11' : `Hosts, with blanks between (~/.ssh/config has ${known.join(', ')})`;
  return words(await ask({ text, otherwise: known[0], wrong }));
}

export const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

async function domainFor({ ask, configPath }: World, { domain }: Found): Promise<string> {
  const otherwise = domain ?? domainAtHome;
  const wrong = (answer: string): string | null =>
    isSite({ domain: answer }, configPath) ? null : 'Write it without scheme and path, e.g. example.org.';
  return (await ask?.({ text: 'Domain, which names of services are completed with', otherwise, wrong })) ?? otherwise;
}

async function categoriesFor({ ask, configPath }: World): Promise<readonly string[]> {
  const otherwise = usualCategories.join(' ');
  const wrong = (answer: string): string | null =>
    isSite({ categories: words(answer) }, configPath) ? null : 'Small letters, digits and dashes, with blanks between.';
  return words((await ask?.({ text: 'Categories of services', otherwise, wrong })) ?? otherwise);
}

function isSite(some: Partial<SiteAnswers>, path: string): boolean {
  const host = { name: 'box', address: '192.0.2.1' };
  return loadSite(siteText({ ...nothing, hosts: [host], ledger: host.name, ...some }), path).site !== null;
}

function tellFound(found: Found, looked: boolean, { print }: World): void {
  const one = (name: string, seen: { readonly host: string } | null): string[] => (seen === null ? [] : [`${name} on ${seen.host}`]);
  const all = [
    ...one('Traefik', found.traefik),
    ...found.pihole.flatMap((server) => one('Pi-hole', server)),
    ...found.adguard.flatMap((server) => one('AdGuard Home', server)),
    ...one('Authentik', found.authentik),
    ...one('Glance', found.glance),
  ];
  if (looked) print.step(all.length === 0 ? 'found none of Traefik, Pi-hole, AdGuard Home, Authentik, Glance' : `found ${all.join(', ')}`);
  for (const { system, host, message, hint } of found.remarks) print.warn(`${system} on ${host} ${message}\n  → ${hint}`);
}

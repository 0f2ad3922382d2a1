import { isRecord } from '@hl/core';
import { schemas } from '../schemas.gen.js';
import { readLoosely } from '../yaml/read.js';
import { serviceReading, siteReading } from '../yaml/reading.js';

/** Names that one homelab has given, each list sorted. */
export interface OwnValues {
  readonly categories: readonly string[];
  readonly hosts: readonly string[];
  readonly services: readonly string[];
  readonly middlewares: readonly string[];
  readonly entrypoints: readonly string[];
  readonly resolvers: readonly string[];
  readonly groups: readonly string[];
  readonly pages: readonly string[];
  readonly bookmarks: readonly string[];
  readonly widgets: readonly string[];
  readonly networks: readonly string[];
}

const parts = (section: string, ...path: string[]): string[][] => [
  [section, ...path],
  ['pages', '*', section, ...path],
];

/** Where a name is found in service files; `*` is every entry. */
const named: { readonly [what in Exclude<keyof OwnValues, 'categories' | 'hosts'>]: readonly string[][] } = {
  services: [['service', 'name']],
  middlewares: parts('traefik', 'middlewares', '*'),
  entrypoints: parts('traefik', 'entrypoints', '*'),
  resolvers: parts('traefik', 'tls', 'cert_resolver'),
  groups: parts('authentik', 'groups', '*'),
  pages: parts('glance', 'page'),
  bookmarks: parts('glance', 'bookmark', 'group'),
  widgets: parts('glance', 'monitor', 'widget'),
  networks: [['deployment', 'networks', '*']],
};

/**
 * The names that stand in hl.yml and in the service files, which may be wrong in other ways.
 *
 * @param site text of hl.yml; null: there is none
 */
export function ownValues(site: string | null, services: readonly string[]): OwnValues {
  const home = site === null ? {} : readLoosely(site, siteReading);
  const files = services.map((text) => readLoosely(text, serviceReading));
  const ofSite = (...path: string[]): string[] => textsAt(home, path);
  const found = Object.entries(named).map(([what, paths]) => [what, files.flatMap((file) => paths.flatMap((path) => textsAt(file, path)))]);
  const inFiles = Object.fromEntries(found) as { readonly [what in keyof typeof named]: string[] };
  const categories = ofSite('categories', '*');
  return {
    categories: distinct(categories.length > 0 ? categories : site === null ? [] : standard),
    hosts: distinct(isRecord(home) && isRecord(home['hosts']) ? Object.keys(home['hosts']) : []),
    services: distinct(inFiles.services),
    middlewares: distinct(inFiles.middlewares),
    entrypoints: distinct([...ofSite('traefik', 'entrypoints', '*'), ...inFiles.entrypoints]),
    resolvers: distinct([...ofSite('traefik', 'cert_resolver'), ...inFiles.resolvers]),
    groups: distinct(inFiles.groups),
    pages: distinct([...ofSite('glance', 'page'), ...inFiles.pages]),
    bookmarks: distinct(inFiles.bookmarks),
    widgets: distinct(inFiles.widgets),
    networks: distinct(inFiles.networks),
  };
}

const standard = (schemas['site'] as { properties: { categories: { default: string[] } } }).properties.categories.default;

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** The texts at a path; the names of a mapping where the path ends in one. */
function textsAt(value: unknown, [first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return typeof value === 'string' && value !== '' ? [value] : [];
  if (Array.isArray(value)) return first === '*' ? value.flatMap((item) => textsAt(item, rest)) : [];
  if (!isRecord(value)) return [];
  if (first !== '*') return Object.hasOwn(value, first) ? textsAt(value[first], rest) : [];
  return rest.length === 0 ? Object.keys(value) : Object.values(value).flatMap((item) => textsAt(item, rest));
}

import { isCollection, LineCounter, parseDocument, visit } from 'yaml';
import { checkPages, checkTypes, checkUsers, record, string, twice } from './check.js';
import { ConfigError } from './text.js';

export interface Page {
  readonly name: string;
  readonly slug: string;
  readonly width: string;
  readonly navigationWidth: string;
  readonly 'head-widgets': readonly Widget[];
  readonly columns: readonly { readonly size: string; readonly widgets: readonly Widget[] }[];
}

export interface Widget {
  readonly type: string;
  readonly title: string | null;
  readonly widgets: readonly Widget[];
  readonly groups: readonly { readonly title: string; readonly links: readonly Link[] }[];
  readonly sites: readonly Site[];
  readonly style: string | null;
  readonly failingOnly: boolean;
  /** Milliseconds for which what was found is shown again. */
  readonly cache: number;
}

export interface Link {
  readonly title: string;
  readonly url: string;
  readonly description: string;
  readonly icon: string | null;
}

export interface Site extends Link {
  readonly checkUrl: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly insecure: boolean;
  readonly altStatusCodes: readonly number[];
  readonly login: { readonly username: string; readonly password: string } | null;
}

export interface Config {
  readonly pages: readonly Page[];
  readonly auth: boolean;
  readonly baseUrl: string;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Reads the text as Glance does: lenient about unknown and missing fields, strict about these. @throws ConfigError */
export function parseConfig(text: string): Config {
  const counter = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: counter, prettyErrors: false, merge: true });
  const lineOf = (offset: number): number => counter.linePos(offset).line;
  for (const { code, pos, message } of document.errors) {
    if (code === 'DUPLICATE_KEY') throw new ConfigError(`yaml: unmarshal errors:\n  ${twice(document, counter, pos[0])}`);
    throw new ConfigError(`yaml: line ${lineOf(pos[0])}: ${message}`);
  }
  visit(document, {
    Map: (_, map) => checkTypes(map, (offset) => lineOf(offset)),
    Scalar(_, { type, source, range }, path) {
      if (type !== 'PLAIN' || !source?.includes('?') || !path.some((node) => isCollection(node) && node.flow)) return;
      throw new ConfigError(`yaml: line ${lineOf(range?.[0] ?? 0)}: did not find expected ',' or '}'`); // Go's parser ends it there
    },
  });
  const data = record(document.toJS({ maxAliasCount: -1 }));
  const config: Config = {
    pages: list(data.pages).map(page),
    auth: Object.keys(record(record(data.auth).users)).length > 0,
    baseUrl: string(record(data.server)['base-url']).replace(/\/+$/, ''),
  };
  if (config.pages.length === 0) throw new ConfigError('no pages configured');
  checkUsers(record(data.auth));
  checkPages(config.pages);
  return config;
}

function page(value: unknown): Page {
  const data = record(value);
  const name = string(data.name);
  return {
    name,
    slug: string(data.slug) || slugOf(name),
    width: string(data.width),
    navigationWidth: string(data['desktop-navigation-width']),
    'head-widgets': list(data['head-widgets']).map(widget),
    columns: list(data.columns).map((column) => ({ size: string(record(column).size), widgets: list(record(column).widgets).map(widget) })),
  };
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\t\n\f\r ]+/g, '-')
    .replace(/^-+|-+$/g, '');

function widget(value: unknown): Widget {
  const data = record(value);
  return {
    type: string(data.type),
    title: data.title === undefined ? null : string(data.title),
    widgets: list(data.widgets).map(widget),
    groups: list(data.groups).map((group) => ({
      title: string(record(group).title),
      links: list(record(group).links).map((item) => link(record(item))),
    })),
    sites: list(data.sites).map((item) => site(record(item))),
    style: data.style === undefined ? null : string(data.style),
    failingOnly: data['show-failing-only'] === true,
    cache: milliseconds(data.cache, '5m'),
  };
}

const link = (data: Record<string, unknown>): Link => ({
  title: string(data.title),
  url: string(data.url),
  description: string(data.description),
  icon: data.icon === undefined ? null : string(data.icon),
});

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(value: unknown, otherwise: string): number {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(string(value) || otherwise) ?? [];
  return Number(amount) * (units[unit] ?? 0);
}

function site(data: Record<string, unknown>): Site {
  const login = record(data['basic-auth']);
  return {
    ...link(data),
    checkUrl: string(data['check-url']) || string(data.url),
    timeout: milliseconds(data.timeout, '3s'),
    insecure: data['allow-insecure'] === true,
    altStatusCodes: list(data['alt-status-codes']).map(Number),
    login: string(login.username) === '' ? null : { username: string(login.username), password: string(login.password) },
  };
}

import { isCollection, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair, YAMLMap } from 'yaml';
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

const types = (
  'calendar calendar-legacy clock weather bookmarks iframe html hacker-news releases videos markets reddit rss monitor twitch-top-games twitch-channels ' +
  'lobsters change-detection repository search extension group dns-stats split-column custom-api docker-containers server-stats to-do'
).split(' ');

type Data = Record<string, unknown>;
const record = (value: unknown): Data => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const string = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

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

/** How Go says that a key is there twice. */
function twice(document: Document, counter: LineCounter, offset: number): string {
  let told = '';
  visit(document, {
    Map(_, { items }) {
      const at = (pair: Pair): number => (pair.key as Node).range?.[0] ?? 0;
      const second = items.find((pair) => at(pair) === offset);
      const first = items.find((pair) => second && String(pair.key) === String(second.key));
      if (!first || !second) return undefined;
      told = `line ${counter.linePos(offset).line}: mapping key "${String(second.key)}" already defined at line ${counter.linePos(at(first)).line}`;
      return visit.BREAK;
    },
  });
  return told;
}

/** What fails while Glance reads values into its own types. */
function checkTypes(map: YAMLMap, lineOf: (offset: number) => number): void {
  const line = (node: unknown): number => lineOf((node as { range?: [number] } | null)?.range?.[0] ?? map.range?.[0] ?? 0);
  for (const key of ['timeout', 'cache']) {
    const duration = map.get(key, true);
    if (isScalar(duration) && duration.value !== null && !/^\d+[smhd]$/.test(String(duration.value)))
      throw new ConfigError(`line ${line(duration)}: invalid duration format: ${String(duration.value)}`);
  }
  const color = map.get('color', true);
  if (isScalar(color) && !/^(?:hsla?\()?\d+(?:\.\d+)?(?: |, ?)+\d+%?(?: |, ?)+\d+%?\)?$/.test(String(color.value)))
    throw new ConfigError(`line ${line(color)}: invalid HSL color format: ${String(color.value)}`);
  const codes = map.get('alt-status-codes', true);
  for (const code of isSeq(codes) ? codes.items : []) {
    if (isScalar(code) && typeof code.value !== 'number')
      throw new ConfigError(`yaml: unmarshal errors:\n  line ${line(code)}: cannot unmarshal !!str \`${String(code.value)}\` into int`);
  }
  const widgets = map.get('widgets', true);
  for (const widget of isSeq(widgets) ? widgets.items : []) {
    const type = isMap(widget) ? string(widget.get('type')) : '';
    if (!types.includes(type)) throw new ConfigError(`line ${line(widget)}: unknown widget type: ${type}`);
  }
}

function checkUsers(auth: Data): void {
  const users = record(auth.users);
  if (Object.keys(users).length > 0 && string(auth['secret-key']) === '')
    throw new ConfigError('secret-key must be set when users are configured');
  for (const [name, user] of Object.entries(users)) {
    const { password, 'password-hash': hash } = record(user);
    if (name.length < 3) throw new ConfigError('usernames must be at least 3 characters');
    if (string(password) === '' && string(hash) === '') throw new ConfigError(`user ${name} must have a password or a password-hash set`);
    if (string(password) !== '' && string(password).length < 6)
      throw new ConfigError(`the password for ${name} must be at least 6 characters`);
  }
}

function checkPages(pages: readonly Page[]): void {
  pages.forEach(({ name, width, navigationWidth, columns }, index) => {
    const nth = `page ${index + 1}`;
    const widths = ['', 'wide', 'slim', 'default'];
    if (name === '') throw new ConfigError(`${nth} has no name`);
    if (!widths.includes(width)) throw new ConfigError(`${nth}: width can only be either wide or slim`);
    if (!widths.includes(navigationWidth)) throw new ConfigError(`${nth}: desktop-navigation-width can only be either wide or slim`);
    if (columns.length === 0) throw new ConfigError(`${nth} has no columns`);
    if (width === 'slim' && columns.length > 2) throw new ConfigError(`${nth} is slim and cannot have more than 2 columns`);
    if (columns.length > 3) throw new ConfigError(`${nth} has more than 3 columns`);
    columns.forEach(({ size }, column) => {
      if (size === 'small' || size === 'full') return;
      throw new ConfigError(`column ${column + 1} of ${nth}: size can only be either small or full`);
    });
    const full = columns.filter(({ size }) => size === 'full').length;
    if (full < 1 || full > 2) throw new ConfigError(`${nth} must have either 1 or 2 full width columns`);
  });
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

const link = (data: Data): Link => ({
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

function site(data: Data): Site {
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

import { isMap, isScalar, isSeq, visit } from 'yaml';
import type { Document, LineCounter, Node, Pair, YAMLMap } from 'yaml';
import { isRecord } from '@hl/core';
import { ConfigError } from './text.js';

export const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
export const string = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

const types = (
  'calendar calendar-legacy clock weather bookmarks iframe html hacker-news releases videos markets reddit rss monitor twitch-top-games twitch-channels ' +
  'lobsters change-detection repository search extension group dns-stats split-column custom-api docker-containers server-stats to-do'
).split(' ');

/** What is checked of a page. */
interface CheckedPage {
  readonly name: string;
  readonly width: string;
  readonly navigationWidth: string;
  readonly columns: readonly { readonly size: string }[];
}

/** How Go says that a key is there twice. */
export function twice(document: Document, counter: LineCounter, offset: number): string {
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
export function checkTypes(map: YAMLMap, lineOf: (offset: number) => number): void {
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

export function checkUsers(auth: Record<string, unknown>): void {
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

export function checkPages(pages: readonly CheckedPage[]): void {
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

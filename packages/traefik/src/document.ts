import type { Json } from '@hl/core';
import { parseAllDocuments, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { isRecord } from './check.js';
import { isNameOf, kindOf, sectionNames } from './spec.js';
import type { RouteConfig, Section } from './spec.js';
import { masked } from './template.js';

/** Of several documents in a file, Traefik reads the first. */
export const firstDocument = (text: string): Document => {
  const options = { merge: true, logLevel: 'silent' } as const;
  const [first] = parseAllDocuments(text, options);
  return first ?? parseDocument(text, options);
};

/** A file of the directory as a configuration; `null` when it cannot be read as YAML (TOML, broken). */
export function parseConfig(text: string): RouteConfig | null {
  const document = firstDocument(masked(text));
  if (document.errors.length > 0) return null;
  const root = safeJs(() => document.toJS({ maxAliasCount: 1000 }) as unknown);
  if (root === null || root === undefined) return { http: null, tcp: null, udp: null, tls: null };
  if (!isRecord(root)) return null;
  const section = (name: string): Section | null => {
    const [, found] = Object.entries(root).find(([key]) => key.toLowerCase() === name) ?? [];
    return isRecord(found) ? (found as { [kind: string]: { [name: string]: { [field: string]: Json } } }) : null;
  };
  return { http: section('http'), tcp: section('tcp'), udp: section('udp'), tls: section('tls') };
}

function safeJs<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // an alias without its anchor, or too many of them
  }
}

/** The part of a configuration that uses names of `key`; `null` when there is none. */
export function using(key: string, config: RouteConfig): RouteConfig | null {
  const part = (section: Section | null): Section | null => {
    const kinds = Object.entries(section ?? {}).flatMap(([written, names]) => {
      const kind = kindOf(written);
      const found = Object.entries(isRecord(names) ? names : {}).filter(([name]) => isNameOf(key, kind, name));
      return found.length > 0 ? [[kind, Object.fromEntries(found)] as const] : [];
    });
    return kinds.length > 0 ? (Object.fromEntries(kinds) as Section) : null;
  };
  const result = { http: part(config.http), tcp: part(config.tcp), udp: part(config.udp), tls: null };
  return sectionNames.some((name) => result[name] !== null) ? result : null;
}

const tomlKey = `(?:[\\w-]+|"[^"]*"|'[^']*')`;
const tomlPath = `${tomlKey}(?:\\s*\\.\\s*${tomlKey})*`;
const tomlLine = new RegExp(`^\\s*(?:\\[+\\s*(${tomlPath})\\s*\\]|(${tomlPath})\\s*=\\s*(.*?)\\s*(?:#.*)?$)`);

/** The same for TOML, by its tables and keys alone: names, and of their fields those that stand on one line as JSON would have them. */
export function parseToml(text: string): RouteConfig {
  const sections = record<{ [kind: string]: { [name: string]: { [field: string]: Json } } }>();
  let table: readonly string[] = [];
  const parts = (path: string | undefined): string[] =>
    (path?.match(new RegExp(tomlKey, 'g')) ?? []).map((part) => part.replace(/^(["'])(.*)\1$/, '$2'));
  for (const line of text.split('\n')) {
    const [, header, assigned, value = ''] = tomlLine.exec(line) ?? [];
    if (header !== undefined) table = parts(header);
    const [section = '', kind = '', name, ...field] = header === undefined ? [...table, ...parts(assigned)] : table;
    if (name === undefined) continue;
    const names = ((sections[section.toLowerCase()] ??= record())[kindOf(kind)] ??= record());
    const fields = (names[name] ??= {});
    const [only, ...deeper] = field;
    const known = deeper.length === 0 && only !== undefined && assigned !== undefined ? literal(value) : undefined;
    if (known !== undefined) fields[only as string] = known;
    else if (only !== undefined && /^tls$/i.test(only)) fields['tls'] = {};
  }
  const { http = null, tcp = null, udp = null } = sections as { [section: string]: Section };
  return { http, tcp, udp, tls: null };
}

/** Any name may be in it. */
const record = <T>(): { [name: string]: T } => Object.create(null) as { [name: string]: T };

function literal(text: string): Json | undefined {
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

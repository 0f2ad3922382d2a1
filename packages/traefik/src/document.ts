import type { Json } from '@hl/core';
import { parse } from 'smol-toml';
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

/** A file of the directory as a configuration; `null` when it cannot be read. */
export function parseConfig(text: string): RouteConfig | null {
  const document = firstDocument(masked(text));
  if (document.errors.length > 0) return null;
  return configFrom(readable(() => document.toJS({ maxAliasCount: 1000 }) as unknown));
}

/** The same for TOML. */
export const parseToml = (text: string): RouteConfig | null => configFrom(readable(() => parse(masked(text))));

function configFrom(root: unknown): RouteConfig | null {
  if (root === null || root === undefined) return { http: null, tcp: null, udp: null, tls: null };
  if (!isRecord(root)) return null;
  const section = (name: string): Section | null => {
    const [, found] = Object.entries(root).find(([key]) => key.toLowerCase() === name) ?? [];
    return isRecord(found) ? (found as { [kind: string]: { [name: string]: { [field: string]: Json } } }) : null;
  };
  return { http: section('http'), tcp: section('tcp'), udp: section('udp'), tls: section('tls') };
}

function readable(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return 'broken'; // for one, an alias without its anchor, or too many of them
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

import { isRecord } from '@hl/core';
import { canonicalConfig } from '@hl/schema/traefik';
import { parse } from 'smol-toml';
import { parseAllDocuments, parseDocument, type Document } from 'yaml';
import { onlyConfig, type RouteConfig } from '../desired/spec.js';
import { masked } from './mask-templates.js';

/** Of several documents in a file, Traefik reads the first. */
export function firstDocument(text: string): Document {
  const options = { merge: true, logLevel: 'silent' } as const;
  return parseAllDocuments(text, options)[0] ?? parseDocument(text, options);
}

/** The plain data of a document. @throws Error for an alias without its anchor, or too many of them */
export const dataOf = (document: Document): unknown => document.toJS({ maxAliasCount: 1000 });

/** A file of the directory as a configuration by Traefik's spelling; `null` when it cannot be read. */
export function parseFile(file: string, text: string): RouteConfig | null {
  try {
    const config = canonicalConfig(/\.toml$/i.test(file) ? parse(masked(text)) : readYaml(masked(text)));
    return isRecord(config) ? onlyConfig(config as Partial<RouteConfig>) : null;
  } catch {
    return null;
  }
}

function readYaml(text: string): unknown {
  const document = firstDocument(text);
  if (document.errors.length > 0) throw document.errors[0];
  return dataOf(document);
}

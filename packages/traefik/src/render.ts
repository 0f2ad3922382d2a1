import { Document, isScalar, visit } from 'yaml';
import { check } from './check.js';
import { sectionNames } from './spec.js';
import type { RouteConfig, RouteSpec } from './spec.js';

const header = (key: string): string => `# Managed by hl (service: ${key}). Do not edit: the next deployment writes this file anew.\n`;

/** The service whose file this is, or `null` when it is not ours. */
export const ownerOf = (text: string): string | null => /^\uFEFF?# Managed by hl \(service: ([a-z0-9][a-z0-9-]*)\)/.exec(text)?.[1] ?? null;

/** Names that no reader of YAML takes for anything else. Go's takes `0b11` for a number and `2026-08-15` for a time. */
const plain = /^(?!(y|n|yes|no|on|off|true|false|null)$)[a-z][\w-]*$/i;

/** YAML of a configuration; every string is quoted, since Go reads some plain ones in its own way. */
export function yamlOf(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && !plain.test(String(key.value))) key.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}

/**
 * The file of a service, as it is written.
 *
 * @throws HlError HL_TRAEFIK_ROUTE when Traefik would reject or disable it
 */
export function render(key: string, spec: RouteSpec): string {
  check(key, spec);
  return `${spec.unmarked ? '' : header(key)}${yamlOf(sectionsOf(spec))}`;
}

/** The sections that hold something. */
export const sectionsOf = (config: RouteConfig): Partial<RouteConfig> =>
  Object.fromEntries(sectionNames.filter((name) => config[name] !== null).map((name) => [name, config[name]]));

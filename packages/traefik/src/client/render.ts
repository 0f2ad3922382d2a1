import { Document, isScalar, visit } from 'yaml';
import { definitionsIn, layers, type RouteSpec } from '../desired/spec.js';
import { validate } from '../desired/validate.js';

/** The line that says whose a file or a definition is. */
export const markOf = (key: string): string => `# Managed by hl (service: ${key})`;

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
  const style = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' } as const;
  return document.toString({ ...style, lineWidth: 0, doubleQuotedMinMultiLineLength: Infinity });
}

/**
 * The file of a service, as it is written.
 *
 * @throws HlError HL_TRAEFIK_ROUTE when Traefik would reject or disable it
 */
export function render(key: string, spec: RouteSpec): string {
  validate(key, spec);
  const sections = [...layers, 'tls' as const].filter((name) => definitionsIn({ [name]: spec[name] ?? null }).length > 0);
  const header = spec.unmarked ? '' : `${markOf(key)}. Do not edit: the next deployment writes this file anew.\n`;
  return `${header}${yamlOf(Object.fromEntries(sections.map((name) => [name, spec[name]])))}`;
}

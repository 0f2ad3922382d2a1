import { isRecord } from '@hl/core';
import { canonicalConfig, configProblems } from '@hl/schema/traefik';
import type { ConfigProblem } from '@hl/schema/traefik';
import { parse as parseToml } from 'smol-toml';
import { isScalar, parseAllDocuments, parseDocument, visit } from 'yaml';
import { render } from './template.js';

export type Tree = { [key: string]: unknown };

/**
 * One file of the provider's directory, as Traefik reads it: first a Go template, then YAML or TOML, then the strict decoder.
 *
 * @throws Error with Traefik's own words; one such file rejects the whole update
 */
export function decode(text: string, file: string): Tree {
  const rendered = render(text, file);
  const root: unknown = /\.toml$/i.test(file) ? parseToml(rendered) : parseYaml(rendered);
  const config = canonicalConfig(root);
  if (!isRecord(config)) throw new Error('yaml: unmarshal errors: cannot unmarshal into map[string]interface {}');
  const [problem] = configProblems(config);
  if (problem) throw new Error(inGo(problem));
  return config;
}

function inGo({ at, kind, value, expected, goType }: ConfigProblem): string {
  const name = String(at.at(-1));
  if (kind === 'empty') return `${name} cannot be a standalone element (type ${goType})`;
  if (kind === 'unknown') return `field not found, node: ${String(value)}`;
  const text = JSON.stringify(String(value));
  if (typeof value === 'object' || expected === 'object')
    return `field ${name}: unexpected value ${JSON.stringify(value)} (type ${goType})`;
  if (expected === 'string') return `time: invalid duration ${text}`;
  return `strconv.${expected === 'boolean' ? 'ParseBool' : 'ParseInt'}: parsing ${text}: invalid syntax`;
}

function parseYaml(text: string): unknown {
  const options = { merge: true, logLevel: 'silent' } as const;
  const document = parseAllDocuments(text, options)[0] ?? parseDocument(text, options); // of several, Go reads the first
  const [error] = document.errors;
  if (error) throw new Error(`yaml: ${error.message.split('\n')[0]}`);
  visit(document, {
    Pair(_, { key }) {
      const type = isScalar(key) && key.type === 'PLAIN' ? goType(key.source ?? '') : null;
      if (type !== null && isScalar(key)) key.value = `<${type} Value>`;
    },
  });
  return document.toJS({ maxAliasCount: 1000 });
}

/** What a plain name is to Go's YAML when it is no text: such a router is then called `<int Value>@file`. */
function goType(name: string): string | null {
  if (/^[-+]?(0b[01_]+|0o?[0-7_]+|0x[\da-f_]+|\d[\d_]*)$/i.test(name)) return 'int';
  if (/^[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(name)) return 'float64';
  if (/^(true|True|TRUE|false|False|FALSE)$/.test(name)) return 'bool';
  return /^\d{4}-\d{1,2}-\d{1,2}$/.test(name) ? 'time.Time' : null;
}

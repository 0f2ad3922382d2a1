import { isScalar, parseAllDocuments, parseDocument, visit } from 'yaml';
import { parse as parseToml } from 'smol-toml';
import { sections } from './shape.js';
import type { Shape } from './shape.js';
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
  if (root === null || root === undefined) return {};
  if (!isTree(root)) throw new Error('yaml: unmarshal errors: cannot unmarshal into map[string]interface {}');
  const result: Tree = {};
  for (const [key, value] of Object.entries(root)) {
    const shape = Object.hasOwn(sections, key.toLowerCase()) ? sections[key.toLowerCase()] : undefined;
    if (shape && value !== null) result[key.toLowerCase()] = element(value, shape, key);
  }
  return result;
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

function element(value: unknown, shape: Shape, name: string): unknown {
  if (shape === 'any') return value;
  if (typeof shape === 'string') return scalar(value, shape, name);
  if ('list' in shape) return items(value).map((item, index) => element(item, shape.list, `[${index}]`));
  if ('fields' in shape && shape.empty && (typeof value === 'boolean' || value === null)) return value ? {} : undefined;
  if ('fields' in shape && shape.empty && isTree(value) && Object.keys(value).length === 0) return {};
  if (value === null || (isTree(value) && Object.keys(value).length === 0)) {
    throw new Error(`${name} cannot be a standalone element (type ${shape.go})`);
  }
  if (!isTree(value)) throw new Error(`field ${name}: unexpected value ${JSON.stringify(value)} (type ${shape.go})`);
  if ('map' in shape) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, element(item, shape.map, key)]));
  const result: Tree = {};
  for (const [key, item] of Object.entries(value)) {
    const known = Object.keys(shape.fields).find((field) => field.toLowerCase() === key.toLowerCase());
    if (known === undefined) throw new Error(`field not found, node: ${key}`);
    const decoded = element(item, shape.fields[known] as Shape, known);
    if (decoded !== undefined) result[known] = decoded;
  }
  return result;
}

function scalar(value: unknown, shape: 'string' | 'int' | 'bool' | 'strings' | 'duration', name: string): unknown {
  if (shape === 'strings') return items(value).map(String);
  if (typeof value === 'object' && value !== null) throw new Error(`field ${name}: unexpected structure`);
  if (shape === 'string') return value === null ? '' : String(value);
  const text = String(value);
  if (shape === 'duration') {
    if (!/^\d+$|^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text)) throw new Error(`time: invalid duration ${JSON.stringify(text)}`);
    return text;
  }
  if (shape === 'bool') {
    if (!/^(true|false|1|0|t|f)$/i.test(text)) throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
    return /^(true|1|t)$/i.test(text);
  }
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  // what is too big for an integer reaches the decoder as a number with an exponent
  if (BigInt(text) > 9223372036854775806n) throw new Error(`strconv.ParseInt: parsing "9.223372036854776e+18": invalid syntax`);
  return Number(text);
}

/** A list may be given as text, with commas between. */
const items = (value: unknown): unknown[] => {
  if (value === null) return [];
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  return Array.isArray(value) ? value : [value];
};

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

import type { Json } from '@hl/core';
import type { Document, ScalarTag } from 'yaml';
import { mapOf, type JsonMap } from './forms/json.js';
import { yaml } from './library.js';
import { overrideTag, resetTag } from './merge/markers.js';

/**
 * The documents of a compose file, of which compose merges each over the ones before it; of a text that is none, nothing.
 * `!reset` and `!override` become markers.
 */
export function readDocuments(text: string): JsonMap[] {
  try {
    const documents = yaml().parseAllDocuments(text, { merge: true, logLevel: 'silent', customTags: (tags) => [...goTags, ...tags] });
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
    return documents.map((document) => {
      mark(document);
      return mapOf(document.toJS() as Json);
    });
  } catch {
    return []; // edited by hand
  }
}

/** Puts a marker in the place of each value that is tagged. */
function mark(document: Document): void {
  const { isScalar, parseDocument, Scalar, visit, YAMLMap } = yaml();
  visit(document, {
    Node(_, node) {
      const { tag } = node as { tag?: string };
      if (tag === resetTag) return document.createNode({ [resetTag]: null });
      if (tag !== overrideTag) return undefined;
      delete (node as { tag?: string }).tag;
      const plain = isScalar(node) && node.type === Scalar.PLAIN ? parseDocument(String(node.source)).contents : node;
      const marker = new YAMLMap<unknown, unknown>();
      marker.set(overrideTag, plain);
      return marker;
    },
  });
}

const number = (test: RegExp, start: number, base: number): ScalarTag => ({
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test,
  resolve: (text) => {
    const digits = text.replaceAll('_', '').replace(/^[-+]/, '').slice(start);
    return (base === 10 ? Number(digits) : Number.parseInt(digits, base)) * (text.startsWith('-') ? -1 : 1);
  },
});

/** Plain scalars that compose, which is written in Go, reads as something else than YAML 1.2 has them. Source: gopkg.in/yaml.v3/resolve.go */
const goTags: ScalarTag[] = [
  number(/^[-+]?0b_*[01][01_]*$/, 2, 2),
  number(/^[-+]?0o_*[0-7][0-7_]*$/, 2, 8),
  number(/^[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*$/, 2, 16),
  number(/^[-+]?0[0-7_]+$/, 0, 8),
  number(/^[-+]?(?=.*_)(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9_]+)?$/, 0, 10),
  {
    tag: 'tag:yaml.org,2002:timestamp',
    default: true,
    test: /^\d{4}-\d\d?-\d\d?(?:[Tt ]\d\d:\d\d:\d\dZ?)?$/,
    resolve: (text) => {
      const [day = '', time = '00:00:00'] = text.split(/[Tt ]/);
      return `${day.replace(/-(\d)(?!\d)/g, '-0$1')} ${time.replace('Z', '')} +0000 UTC`;
    },
  },
];

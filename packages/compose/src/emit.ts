import type { Node, YAMLMap } from 'yaml';
import { emitSimple } from './emit-simple.js';
import type { JsonMap } from './forms/json.js';
import { yaml } from './library.js';
import { overrideTag, resetTag } from './merge/markers.js';

/** Plain for every YAML reader, compose's Go rules included: starts like a word or a path and is no YAML 1.1 keyword. */
const plain = /^(?!(?:y|n|yes|no|on|off|true|false|null|inf|nan)$)[a-z_/][\w./@+-]*(?::[\w./@+-]+)*$/i;

/**
 * YAML that compose reads as it was meant. Compose changes plain scalars that only look like strings (`1_000`, `0o17`,
 * `2024-01-01`), so every string that is not plainly a word is double-quoted; values of environment and labels always are.
 * Markers become the tags that they stand for.
 */
export const emit = (compose: JsonMap): string => emitSimple(compose, plain) || emitAny(compose);

/** The same of whatever can be in a compose file. */
export function emitAny(compose: JsonMap): string {
  const { Document, isNode, isScalar, visit } = yaml();
  const document = new Document(compose, { aliasDuplicateObjects: false });
  visit(document, {
    Map: (_, node) => tagged(node),
    Scalar(_, node) {
      if (typeof node.value === 'string') node.type = plain.test(node.value) ? 'PLAIN' : 'QUOTE_DOUBLE';
    },
  });
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || (key.value !== 'environment' && key.value !== 'labels') || !isNode(value)) return;
      visit(value, {
        Scalar(place, node) {
          if (place !== 'key' && typeof node.value === 'string') node.type = 'QUOTE_DOUBLE';
        },
      });
    },
  });
  return escapeInvisible(document.toString({ lineWidth: 0 }));
}

/** The value behind a marker, with its tag. */
function tagged(marker: YAMLMap): Node | undefined {
  const tag = [resetTag, overrideTag].find((name) => marker.has(name));
  if (tag === undefined) return undefined;
  const value = (tag === overrideTag && (marker.get(tag, true) as Node | undefined)) || new (yaml().Scalar)(null);
  value.tag = tag;
  return value;
}

/** Line separators and control characters, which Go's reader folds or refuses; they can only stand inside double quotes here. */
const escapeInvisible = (text: string): string =>
  text.replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

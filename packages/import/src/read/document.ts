import { HlError } from '@hl/core';
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Remarks } from '../remarks.js';

export type ComposeDocument = Document<YAMLMap, false>;

/** Nodes that aliases stand for: far above what a person writes, more come from aliases of aliases only. */
const sizeLimit = 20_000;

/**
 * A compose file as a tree in which everything stands where it holds: aliases and merge keys are written out, so that its parts
 * can be moved with their comments. Numbers are what compose's YAML reader, Go's, makes of them.
 *
 * @throws HlError HL_IMPORT when it is no compose file
 */
export function readDocument(text: string, path: string, remarks: Remarks): ComposeDocument {
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: remarks.lines, logLevel: 'silent', prettyErrors: false });
  if (parseAllDocuments(text).length > 1) throw notCompose(`${path}: there are several documents in it`, merged);
  const [error] = document.errors;
  if (error) throw notCompose(`${path}:${remarks.lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`);
  writeOutAliases(document, path);
  visit(document, { Map: (_, map) => void writeOutMerges(map) });
  visit(document, { Value: (_, node) => void delete node.anchor });
  const services = isMap(document.contents) ? document.contents.get('services') : null;
  if (!isMap(services) || !services.items.some(({ value }) => isMap(value))) throw notCompose(`${path}: there are no services in it`);
  visit(document, { Scalar: (key, node) => void (key === 'key' ? null : asGoReads(node)) });
  return document as unknown as ComposeDocument;
}

const merged = 'Compose merges them. Import what this prints: docker compose config --no-interpolate';

const notCompose = (message: string, hint = 'Check the file with: docker compose config'): HlError =>
  new HlError('HL_IMPORT', message, { kind: 'input', hint });

function writeOutAliases(document: Document, path: string): void {
  let size = 0;
  visit(document, {
    Alias(_, alias: Alias, ancestors) {
      const target = alias.resolve(document);
      const refuse = (): never => {
        throw notCompose(`${path}: the alias *${alias.source} cannot be written out`);
      };
      if (!target || ancestors.includes(target)) return refuse();
      visit(target, { Node: () => void (++size > sizeLimit && refuse()) });
      return target.clone() as typeof target;
    },
  });
}

const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.source === '<<' && key.type === 'PLAIN';

function writeOutMerges(map: YAMLMap): void {
  const merged = map.items.filter(isMerge).flatMap(({ value }) => (isSeq(value) ? value.items : [value]));
  map.items = map.items.filter((pair) => !isMerge(pair));
  for (const source of merged) {
    if (!isMap(source)) continue;
    writeOutMerges(source);
    for (const pair of source.items) if (!map.has(pair.key)) map.items.push(pair.clone());
  }
}

/** `0440` is octal to Go; YAML 1.2, by which service files are read, takes it for 440. */
function asGoReads(node: { value: unknown; type?: string | null; source?: string; format?: string }): void {
  if (node.type !== 'PLAIN' || node.source === undefined) return;
  if (/^0[0-7]+$/.test(node.source)) [node.value, node.format] = [Number.parseInt(node.source, 8), 'OCT'];
  else if (/^[1-9]\d*(_\d+)+$/.test(node.source)) node.value = Number(node.source.replaceAll('_', ''));
}

/** Comments before a part of a file, wherever the reader has put them. */
export const commentBefore = (...nodes: readonly unknown[]): string | undefined =>
  nodes
    .flatMap((node) => (isPair(node) ? [node.key] : [node]))
    .flatMap((node) => (isNode(node) && node.commentBefore ? [node.commentBefore] : []))
    .join('\n') || undefined;

import { isAlias, type Node, visit } from 'yaml';
import type { GlanceDocument } from '../document/document.js';
import type { Entry } from '../document/entries.js';
import { dashOf, keyOf, lastLineOfItem, start } from '../document/nodes.js';

/** An entry's lines as they stand, to be put elsewhere; null when its lines are not its own, or mean something else there. */
export function verbatim(document: GlanceDocument, { map, list, index }: Entry): readonly string[] | null {
  const [first] = map.items;
  if (list.flow || map.flow || !first || refers(map)) return null;
  const { line, column } = document.at(start(keyOf(first)));
  if (line !== document.at(dashOf(list, index)).line) return null;
  const { origins } = document.expanded;
  const lines = Array.from({ length: lastLineOfItem(document, list, index) - line + 1 }, (_, offset) => document.line(line + offset));
  const isOwn = (text: string, offset: number): boolean =>
    origins[line + offset]?.path === origins[line]?.path && (offset === 0 || text.trim() === '' || text.search(/[^ ]/) >= column);
  return lines.every(isOwn) ? lines.map((text) => text.slice(column)) : null;
}

/** Whether an anchor or an alias is in it. */
function refers(item: Node): boolean {
  let found = false;
  visit(item, { Node: (_, node) => void (found ||= isAlias(node) || node.anchor !== undefined) });
  return found;
}

import { isAlias, isNode, visit } from 'yaml';
import type { Node } from 'yaml';
import type { GlanceDocument } from './document.js';
import type { Entry } from './entries.js';
import { dashOf, lastLine, start } from './position.js';
import type { Written } from './render.js';

/** An entry as it stands, to be put elsewhere; null when its lines are not its own, or mean something else there. */
export function writtenAs(document: GlanceDocument, { item, path }: Entry): Written | null {
  const list = document.seq(document.node(path.slice(0, -1)));
  const [first] = item.items;
  if (!list || list.flow || item.flow || !first || refers(item)) return null;
  const dash = document.at(dashOf(list, path.at(-1) as number));
  const { line, column } = document.at(start(first.key as Node));
  const until = lastLine(document, list, path.at(-1) as number);
  const lines = Array.from({ length: until - line + 1 }, (_, index) => document.line(line + index));
  const { origins } = document.expanded;
  const own = lines.every((text, index) => origins[line + index]?.path === origins[line]?.path && (index === 0 || indented(text, column)));
  return own && line === dash.line ? lines.map((text) => text.slice(column)) : null;
}

const indented = (text: string, column: number): boolean => text.trim() === '' || text.search(/[^ ]/) >= column;

/** Whether an anchor or an alias is in it. */
function refers(item: Node): boolean {
  let found = false;
  visit(item, {
    Node(_, node) {
      if (!isAlias(node) && !(isNode(node) && 'anchor' in node && node.anchor !== undefined)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

import { createHash } from 'node:crypto';
import { treeOf, type ServiceTree } from '../src/tree/tree.js';
import { LazyText } from '../src/text/service-text.js';

/** Service files of a commit by path: a text, or `link` and `module` for what is no file. */
export function tree(files: { readonly [path: string]: string }, knownAs: { readonly [path: string]: string } = {}): ServiceTree {
  const modes: { readonly [kind: string]: string } = { link: '120000', module: '160000' };
  const idOf = (text: string): string => createHash('sha1').update(text).digest('hex');
  const leaves = Object.entries(files).map(([path, text]) => ({ path, mode: modes[text] ?? '100644', id: idOf(text) }));
  const contents = new Map(Object.values(files).map((text) => [idOf(text), new LazyText(Buffer.from(text))]));
  return treeOf(leaves, contents, (path) => knownAs[path]);
}

export const named = (name: string, more = ''): string => `service: { name: ${name} }\n${more}`;
export const on = (host: string): string => `deployment: { target_host: ${host} }\n`;

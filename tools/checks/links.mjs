import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from './files.mjs';

const code = /^```[^]*?^```$|`[^`\n]*`/gm;
const link = /\]\(([^)\s]+)\)/g;

/**
 * Links of what npm shows of a package, which lead nowhere there. npm makes an address of a relative one out of the repository's, and for a package
 * in a folder that is a wrong one. So they are whole; those into the repository are looked up here. Those of the other pages: npm run docs.
 */
export function links(root) {
  const { homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pages = filesIn(root).filter((path) => /^(packages|apps)\/[^/]+\/README\.md$/.test(path));
  const ours = new RegExp(`^${homepage}(?:/-/(?:blob|tree)/main/([^#]*))?(?:#.*)?$`);
  return pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').replace(code, '').matchAll(link)].flatMap(([, to = '']) => {
      if (to.startsWith('#')) return [];
      if (!/^https?:/.test(to)) return [`${page} leads to ${to}: on npm that is nowhere; write ${homepage}/-/blob/main/…`];
      if (!to.startsWith(homepage)) return [];
      const [found, path = ''] = ours.exec(to) ?? [];
      return found !== undefined && existsSync(join(root, path)) ? [] : [`${page} leads to ${to}, which is not there`];
    }),
  );
}

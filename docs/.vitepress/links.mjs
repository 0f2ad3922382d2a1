import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Where a page of the repository stands on the site. */
export const pageOf = (path) =>
  path === 'README.md'
    ? 'index.md'
    : path
        .replace(/^docs\//, '')
        .replace(/^CONTRIBUTING\.md$/, 'contributing.md')
        .replace(/\/README\.md$/, '/index.md')
        .replace(/^(?:packages|apps)\/([^/]+)\/index\.md$/, 'packages/$1.md');

/** The project's address, as package.json says. */
export const homeOf = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).homepage;

/**
 * Links are written as they hold in the repository. On the site those to a page lead to the page, those to any other file to that file in the
 * repository, and a link to nothing ends the build.
 */
export function linksToPages(md, root) {
  // Braces are text here, and none of Vue's.
  for (const kind of ['text', 'code_inline']) {
    const rule = md.renderer.rules[kind];
    md.renderer.rules[kind] = (...args) => rule(...args).replaceAll('{{', '&#123;&#123;');
  }
  md.core.ruler.push('links-to-pages', ({ tokens, env }) => {
    const file = relative(root, env.realPath ?? env.path);
    for (const token of tokens.flatMap(({ children }) => children ?? []))
      if (token.type === 'link_open') token.attrSet('href', target(token.attrGet('href'), file, root));
  });
}

function target(href, file, root) {
  if (/^([a-z]+:|#|\/\/)/i.test(href)) return href;
  const [path = '', hash] = href.split('#');
  const to = relative(root, join(root, dirname(file), decodeURI(path)));
  const sample = /^services(\/|$)/.test(to); // whoever has services of their own has taken ours away
  if (to.startsWith('..') || !(sample || existsSync(join(root, to)))) throw new Error(`${file}: the link ${href} leads nowhere`);
  const end = hash === undefined ? '' : `#${hash}`;
  const page = [to, `${to}/README.md`].find((one) => one.endsWith('.md') && existsSync(join(root, one)));
  return page === undefined ? `${homeOf(root)}/-/blob/main/${to}${end}` : `/${pageOf(page)}${end}`;
}

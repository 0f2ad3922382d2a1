import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { homeOf, linksToPages, pageOf } from './links.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page's first heading. */
const title = (path) => (/^# (.+)$/m.exec(readFileSync(root + path, 'utf8'))?.[1] ?? path).replaceAll('`', '');
const link = (path) => ({ text: title(path), link: `/${pageOf(path).replace(/\.md$/, '')}` });
const all = (folder) =>
  readdirSync(root + folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name }) => link(`${folder}/${name}`));
const packages = readdirSync(`${root}packages`).map((name) => link(`packages/${name}/README.md`));

const guides = {
  'Get started': ['tutorial', 'install', 'start', 'homelab'],
  'Come from elsewhere': ['come-from', 'import'],
  'Every day': ['everyday', 'look', 'report', 'local', 'hosts', 'editor', 'lost-ledger'],
  'Run it': ['gitlab', 'actions', 'watch', 'nx', 'reuse'],
};
const present = new Set(readdirSync(`${root}docs/guides`).map((name) => name.replace(/\.md$/, '')));
const listed = new Set(Object.values(guides).flat());

/** Pages lie beside the folder that has the site's packages, and ask for Vue from where they lie. */
const packagesOfTheSite = {
  name: 'packages-of-the-site',
  enforce: 'pre',
  resolveId(id) {
    return /^vue(\/|$)/.test(id) ? this.resolve(id, fileURLToPath(import.meta.url), { skipSelf: true }) : null;
  },
};

export default defineConfig({
  title: 'hl',
  description: 'GitOps for homelabs: one YAML file a service gives container, route, DNS, SSO and dashboard',
  srcDir: '..',
  outDir: '../.site',
  cacheDir: '../.site/.cache',
  srcExclude: [
    '**/node_modules/**',
    '**/test/**',
    '**/test-real/**',
    '**/dist/**',
    '**/out-tsc/**',
    'tools/**',
    '**/CHANGELOG.md',
    'LICENSE.md',
  ],
  rewrites: (path) => pageOf(path),
  cleanUrls: true,
  metaChunk: true,
  vite: { plugins: [packagesOfTheSite] },
  markdown: { config: (md) => linksToPages(md, root) },
  themeConfig: {
    search: { provider: 'local' },
    socialLinks: [{ icon: 'gitlab', link: homeOf(root) }],
    outline: [2, 3],
    nav: [
      { text: 'Tutorial', link: '/guides/tutorial' },
      { text: 'Reference', link: '/reference/service' },
      { text: 'How it works', link: '/how-it-works' },
      { text: 'Benchmarks', link: '/benchmarks' },
    ],
    sidebar: [
      { text: 'What it is', items: ['README.md', 'docs/how-it-works.md', 'docs/benchmarks.md'].map(link) },
      ...Object.entries(guides).map(([text, names]) => ({
        text,
        items: names.filter((name) => present.has(name)).map((name) => link(`docs/guides/${name}.md`)),
      })),
      // A guide that nobody put into a group is shown all the same.
      { text: 'More', items: [...present].filter((name) => !listed.has(name)).map((name) => link(`docs/guides/${name}.md`)) },
      { text: 'Reference', items: [...all('docs/reference'), link('docs/gallery/README.md'), link('docs/dictionary.md')] },
      { text: 'Packages', collapsed: true, items: packages },
      { text: 'Inside', collapsed: true, items: [link('CONTRIBUTING.md'), link('docs/layout.md'), ...all('docs/decisions')] },
    ],
  },
});

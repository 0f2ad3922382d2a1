import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { linksToPages, pageOf } from '../../../docs/.vitepress/links.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The link as it is on the site, from a page of the repository. */
function onSite(href, page) {
  let rule;
  const rules = { text: () => 'a {{ b }}', code_inline: () => '{{ c }}' };
  linksToPages({ core: { ruler: { push: (_, given) => (rule = given) } }, renderer: { rules } }, root);
  assert.deepEqual([rules.text(), rules.code_inline()], ['a &#123;&#123; b }}', '&#123;&#123; c }}']);
  const token = { type: 'link_open', attrGet: () => href, attrSet: (_, value) => (href = value) };
  rule({ tokens: [{ children: [token] }, {}], env: { realPath: `${root}${page}` } });
  return href;
}

for (const [href, page, expected] of [
  ['docs/dictionary.md', 'README.md', '/dictionary.md'],
  ['packages/core', 'README.md', '/packages/core.md'],
  ['../../CONTRIBUTING.md#rules', 'packages/core/README.md', '/contributing.md#rules'],
  ['../../README.md', 'packages/core/README.md', '/index.md'],
  ['../reference/site.md#hosts', 'docs/guides/look.md', '/reference/site.md#hosts'],
  ['#here', 'README.md', '#here'],
  ['https://example.org/x.md', 'README.md', 'https://example.org/x.md'],
  ['services/media/gone.yml', 'README.md', 'https://gitlab.com/hl-gitops/hl/-/blob/main/services/media/gone.yml'],
  ['../../schemas/', 'docs/guides/look.md', 'https://gitlab.com/hl-gitops/hl/-/blob/main/schemas'],
])
  test(`${href} in ${page}`, () => assert.equal(onSite(href, page), expected));

for (const [href, page] of [
  ['nowhere.md', 'README.md'],
  ['../outside.md', 'README.md'],
  ['docs/dictionary', 'README.md'],
])
  test(`${href} in ${page} leads nowhere, and ends the build`, () =>
    assert.throws(() => onSite(href, page), /README\.md: the link .* leads nowhere/));

test('a page has one place on the site', () => {
  for (const [path, place] of [
    ['README.md', 'index.md'],
    ['docs/gallery/README.md', 'gallery/index.md'],
    ['apps/pipeline-runner/README.md', 'packages/pipeline-runner.md'],
    ['docs/guides/look.md', 'guides/look.md'],
  ])
    assert.equal(pageOf(path), place);
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { links } from '../../checks/links.mjs';

const root = mkdtempSync(join(tmpdir(), 'hl-links-'));
after(() => rmSync(root, { recursive: true }));
const home = 'https://git.example.org/hl';
mkdirSync(join(root, 'packages/a'), { recursive: true });
writeFileSync(join(root, 'package.json'), JSON.stringify({ homepage: home }));

const dead = (to) => [`packages/a/README.md leads to ${to}, which is not there`];
const relative = (to) => [`packages/a/README.md leads to ${to}: on npm that is nowhere; write ${home}/-/blob/main/…`];
for (const [text, expected] of [
  [`[hl](${home}) [a](${home}/-/tree/main/packages/a) [b](${home}/-/blob/main/package.json#L1) [c](#c) [d](https://example.org)`, []],
  ['`[a](b.md)` and\n```md\n[a](b.md)\n```\n', []],
  [`[hl](../../README.md)`, relative('../../README.md')],
  [`[a](scripts/)`, relative('scripts/')],
  [`[a](${home}/-/blob/main/gone.md)`, dead(`${home}/-/blob/main/gone.md`)],
  [`[a](${home}/package.json)`, dead(`${home}/package.json`)],
])
  test(text, () => {
    writeFileSync(join(root, 'packages/a/README.md'), text);
    assert.deepEqual(links(root), expected);
  });

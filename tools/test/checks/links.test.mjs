import assert from 'node:assert/strict';
import { test } from 'node:test';
import { links } from '../../checks/links.mjs';
import { put, scratch } from '../folder.mjs';

const root = scratch();
const home = 'https://git.example.org/hl';
put(root, 'package.json', JSON.stringify({ homepage: home }));

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
    put(root, 'packages/a/README.md', text);
    assert.deepEqual(links(root), expected);
  });

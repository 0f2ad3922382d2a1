import { bytes } from '../../src/text/cut.js';
import { sharesOf, textOf } from '../../src/text/fit.js';
import { html, markdown, terse } from '../../src/text/markup.js';
import { storyOf } from '../../src/text/story.js';
import { exampleRun } from '../support/run.js';
import { huge } from '../support/channels.js';

test('all of a run', () =>
  expect(textOf(storyOf(exampleRun({ planSummary: '1 to add' })), markdown, { max: 4_000 })).toBe(`**✅ Deployment succeeded: metube**
\`01234567\` Add metube — home/lab · main — by Ada
Plan: 1 to add

**Services**
✅ [metube](https://metube.example.org) added: route, record

**Checks**
✅ metube: https

**Stages**
⚠️ verify: one retry
✅ deploy · ✅ dns

**Changes**
• Add metube

[Pipeline](https://gitlab.example.org/home/lab/-/pipelines/7)
1 min 23 s · 1/1 checks passed`));

test('without its headline, and of nothing', () => {
  expect(textOf(storyOf(exampleRun()), terse, { max: 4_000 }, false)).toMatch(/^01234567 Add metube/);
  expect(textOf(storyOf({ result: 'success' }), terse, { max: 4_000 }, false)).toBe('');
});

test.each([
  ['units', terse, 4_096, undefined],
  ['bytes', terse, 4_096, bytes],
  ['bytes of HTML', html, 16_000, bytes],
  ['units of Markdown', markdown, 3_900, undefined],
])('%s: within the limit, and each section names something', (_, markup, max, size) => {
  const text = textOf(storyOf(huge), markup, { max, ...(size === undefined ? {} : { size }) });
  const used = (size ?? ((all: string) => all.length))(text);
  expect(used).toBeLessThanOrEqual(max);
  expect(used).toBeGreaterThan(max / 2);
  for (const some of ['service-0', 'service-1', 'stage 0', 'commit 0']) expect(text).toContain(some);
});

test.each([
  [[], 10, []],
  [[3, 4], 10, [3, 4]],
  [[30, 2, 40], 12, [5, 2, 5]],
  [[9, 9, 9], 10, [3, 3, 4]],
  [[9], -5, [0]],
])('shares of %j in %i', (wanted, room, expected) => expect(sharesOf(wanted, room)).toEqual(expected));

test('what is left out is counted', () => {
  const text = textOf(storyOf({ result: 'success', changelog: Array.from({ length: 30 }, (_, index) => `commit ${index}`) }), terse, {
    max: 120,
  });
  const shown = text.match(/• commit/g)?.length ?? 0;
  expect(shown).toBeGreaterThan(0);
  expect(text).toMatch(new RegExp(`\\(\\+${30 - shown} more\\)$`));
});

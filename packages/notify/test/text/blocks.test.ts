import { blocksOf } from '../../src/text/blocks.js';
import { storyOf } from '../../src/text/story.js';
import { exampleRun } from '../support/run.js';

const text = (text: string, style?: object) => ({ type: 'text', text, ...(style === undefined ? {} : { style }) });
const rich = (...elements: object[]) => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });

test('a run in blocks: what is in them is text or a link, never markup', () =>
  expect(blocksOf(storyOf(exampleRun({ checks: [], changelog: ['<!channel> *x*'] })))).toEqual([
    { type: 'header', text: { type: 'plain_text', text: '✅ Deployment succeeded: metube', emoji: false } },
    rich(text('01234567', { code: true }), text(' Add metube'), text(' — '), text('home/lab · main'), text(' — '), text('by Ada')),
    rich(
      text('Services', { bold: true }),
      text('\n'),
      text('✅ '),
      { type: 'link', url: 'https://metube.example.org', text: 'metube' },
      text(' added: route, record'),
    ),
    rich(text('Stages', { bold: true }), text('\n'), text('⚠️ verify: one retry'), text('\n'), text('✅ deploy · ✅ dns')),
    rich(text('Changes', { bold: true }), text('\n'), text('• <\u200b!channel> *x*')),
    rich({ type: 'link', url: 'https://gitlab.example.org/home/lab/-/pipelines/7', text: 'Pipeline' }),
    { type: 'context', elements: [{ type: 'plain_text', text: '1 min 23 s' }] },
  ]));

test('of nothing there is a headline, even of a blank one', () => {
  expect(blocksOf(storyOf({ result: 'success' }))).toHaveLength(1);
  expect(blocksOf(storyOf({ result: 'success', title: ' ' }))).toMatchObject([{ text: { text: '…' } }]);
});

test('what does not fit is counted', () => {
  const run = exampleRun({ changelog: Array.from({ length: 40 }, () => 'x'.repeat(300)) });
  const last = (blocksOf(storyOf(run)).at(-3) as { elements: { elements: { text: string }[] }[] }).elements[0]?.elements.at(-1);
  expect(last).toEqual(text('… (+29 more)'));
});

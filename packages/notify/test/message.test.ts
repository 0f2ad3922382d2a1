import { message } from '@hl/notify';
import type { RunSummary } from '@hl/notify';
import { discordEmulator } from '@hl/lab/discord';
import { exampleRun, weightOf } from './run.js';

const service = (name: string, over: Partial<RunSummary['services'][number]> = {}): RunSummary['services'][number] => ({
  name,
  action: 'modify',
  status: 'ok',
  ...over,
});
const many = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => one(index));
const fields = (run: RunSummary): Record<string, string> =>
  Object.fromEntries((message(run).embeds?.[0]?.fields ?? []).map(({ name, value }) => [name, value]));

test('tells what changed, with links, stages and checks', () => {
  const { embeds = [], allowed_mentions, files } = message(exampleRun());
  expect(embeds).toHaveLength(1);
  expect(embeds[0]).toMatchObject({
    title: '✅ Deployment succeeded: metube',
    url: 'https://gitlab.example.org/home/lab/-/pipelines/7',
    footer: { text: '1 min 23 s · 1/1 checks passed' },
  });
  expect(fields(exampleRun())).toEqual({
    Services: '✅ [metube](https://metube.example.org) added: route, record',
    Stages: '⚠️ verify: one retry\n✅ deploy · ✅ dns',
    Changes: '• Add metube',
  });
  expect(allowed_mentions).toEqual({ parse: [] });
  expect(files).toBeUndefined();
});

test('a failure says which service, why, and what to do', () => {
  const error = { message: 'port 8082 is taken', hint: 'choose another port' };
  const run = exampleRun({
    result: 'failure',
    services: [service('ok'), service('metube', { status: 'failed', error }), service('late', { status: 'deferred' })],
  });
  expect(message(run).embeds?.[0]?.title).toBe('❌ Deployment failed: metube, late');
  expect(fields(run).Failed).toBe('❌ **metube** changed: port 8082 is taken → choose another port\n⏳ **late** changed (deferred)');
});

test('is pure', () => {
  const run = Object.freeze(exampleRun());
  expect(message(run)).toEqual(message(structuredClone(run)));
});

test('pings nobody and keeps markup as text', () => {
  const run = exampleRun({ commitTitle: '@everyone **look** [here](https://evil.example) <@123>', services: [service('a_b_c')] });
  const text = JSON.stringify(message(run));
  expect(text).not.toContain('@everyone');
  expect(text).not.toContain('<@123>');
  expect(text).toContain('a\\\\_b\\\\_c');
  expect(text).not.toMatch(/[^\\]\[here\]/);
});

test.each<[string, Partial<RunSummary>]>([
  ['nothing at all', { stages: [], services: [], checks: [], changelog: [], title: '' }],
  [
    'blank texts',
    {
      title: '  ',
      commitTitle: ' ',
      author: '',
      changelog: ['', ' '],
      stages: [{ name: ' ', status: 'success' }],
      services: [service('')],
    },
  ],
  [
    '200 services',
    {
      services: many(200, (index) =>
        service(`service-${index}`, { url: `https://service-${index}.example.org`, changes: ['image', 'x'.repeat(90)] }),
      ),
    },
  ],
  [
    '200 failures with long errors',
    {
      result: 'failure',
      services: many(200, (index) =>
        service(`service-${index}`, { status: 'failed', error: { message: 'no '.repeat(400), hint: 'h'.repeat(999) } }),
      ),
    },
  ],
  [
    'everything too long at once',
    {
      title: 't'.repeat(999),
      commitTitle: 'c'.repeat(9999),
      author: 'a'.repeat(999),
      branch: 'b'.repeat(999),
      stages: many(60, (index) => ({ name: `stage ${index}`, status: 'failed', detail: 'd'.repeat(500) })),
      services: [
        ...many(99, (index) => service(`s${index}`)),
        ...many(99, (index) => service(`f${index}`, { status: 'conflict', error: { message: 'e'.repeat(300) } })),
      ],
      checks: many(99, (index) => ({ service: `s${index}`, name: 'https', status: 'fail', detail: 'x'.repeat(200) })),
      changelog: many(300, (index) => `commit ${index} ${'y'.repeat(100)}`),
    },
  ],
  ['emoji on the limit', { title: '🎬'.repeat(200), changelog: many(50, () => '🎬'.repeat(400)) }],
  ['a pipeline URL that is none', { pipelineUrl: 'javascript:alert(1)' }],
  ['a URL with blanks', { pipelineUrl: 'https://exa mple.org/' }],
])('Discord takes it: %s', async (_, over) => {
  const discord = await discordEmulator();
  const { files, ...payload } = message(exampleRun(over));
  const answer = await fetch(`${discord.url}?wait=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'test' },
    body: JSON.stringify(payload),
  });
  expect([answer.status, await answer.json()]).toMatchObject([200, {}]);
  expect(weightOf(payload.embeds as never)).toBeLessThanOrEqual(6000);
  expect(JSON.stringify(payload)).not.toMatch(/\\ud[89ab]../i);
  for (const { name } of files ?? []) expect(name).toBe('report.md');
  await discord.close();
});

test('what is cut is counted, and attached in full', () => {
  const run = exampleRun({ services: many(100, (index) => service(`service-${index}`)) });
  expect(fields(run).Services).toMatch(/… \(\+\d+ more\)$/);
  const [report] = message(run).files ?? [];
  expect(report?.content).toContain('service-99: modify, ok');
});

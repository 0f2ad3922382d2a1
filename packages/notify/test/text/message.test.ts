import { message } from '../../src/text/message.js';
import type { RunSummary } from '../../src/text/run.js';
import { discordEmulator } from '@hl/lab/discord';
import { exampleRun, weightOf } from '../support/run.js';

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
    Checks: '✅ metube: https',
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

const nasty = 'x\u001b[2J\u202e\u009b1m\r\n# head\u0000 **b** @here <@&1> `c` ||s|| [l](http://e) section_start:1:s\r\u001b[0K';

test('nothing is hidden, obeyed, or a line of its own, in the message and in what is attached to it', () => {
  const run = exampleRun({
    ...{ repository: nasty, branch: nasty, commit: nasty, commitTitle: nasty, author: nasty },
    stages: [{ name: nasty, status: 'failed', detail: nasty }],
    services: [
      service(nasty, { url: 'https://a.example/(x)<y>', changes: [nasty] }),
      ...many(40, (index) => service(`${nasty} ${index}`, { status: 'failed', error: { message: nasty, hint: nasty } })),
    ],
    checks: [{ service: nasty, name: nasty, status: 'fail', detail: nasty }],
    changelog: [nasty],
  });
  const { embeds: [embed] = [], files: [report] = [], allowed_mentions } = message(run);
  const texts = [embed?.title, embed?.description, ...(embed?.fields ?? []).map(({ value }) => value)].map((text) => text ?? '');
  expect(texts).toHaveLength(7);
  for (const text of texts) {
    expect(text).not.toMatch(/[^\P{C}\n\u200b]|section_start:1|^# |@here|<@&|(?<!\\)(`c|\*\*b|\|\|s|\[l)/mu);
  }
  expect(allowed_mentions).toEqual({ parse: [] });
  expect(report?.content).not.toMatch(/[^\P{C}\n]|section_start:1|^# head/mu);
  expect(report?.content).toContain(String.raw`x\u001b[2J\u202e\u009b1m # head\u0000 **b**`);
});

test('an address ends no link before its end', () => {
  const run = exampleRun({
    services: [service('a', { url: 'https://a.example/)[b](https://evil.example/x(y)<z>' })],
    pipelineUrl: 'https://g.example/(1)',
  });
  expect(fields(run).Services).toBe('✅ [a](https://a.example/%29[b]%28https://evil.example/x%28y%29%3cz%3e) changed');
  expect(message(run).embeds?.[0]?.description).toContain('[Pipeline](https://g.example/%281%29)');
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
  await using discord = await discordEmulator();
  const { files, ...payload } = message(exampleRun(over));
  const answer = await discord.fetch(`${discord.url}?wait=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'test' },
    body: JSON.stringify(payload),
  });
  expect([answer.status, await answer.json()]).toMatchObject([200, {}]);
  expect(weightOf(payload.embeds as never)).toBeLessThanOrEqual(6000);
  expect(JSON.stringify(payload)).not.toMatch(/\\ud[89ab]../i);
  for (const { name } of files ?? []) expect(name).toBe('report.md');
});

test('what is cut is counted, and attached in full', () => {
  const run = exampleRun({ services: many(100, (index) => service(`service-${index}`)) });
  expect(fields(run).Services).toMatch(/… \(\+\d+ more\)$/);
  const [report] = message(run).files ?? [];
  expect(report?.content).toContain('service-99: modify, ok');
});

test('what is wrong with one page of a service says which', () => {
  const check = { service: 'jellyfin', name: 'route jellyfin-seerr', status: 'fail', detail: '404' } as const;
  const run = exampleRun({ result: 'failure', checks: [check], services: many(100, (index) => service(`service-${index}`)) });
  expect(fields(run).Checks).toBe('❌ jellyfin route jellyfin-seerr: 404');
  expect(message(run).files?.[0]?.content).toContain('- jellyfin route jellyfin-seerr: fail: 404');
});

test('that it went well is enough', () => {
  expect(message({ result: 'success' }).embeds).toMatchObject([{ title: '✅ Deployment succeeded' }]);
});

import { cutLines, cut, escapeMarkdown } from './cut.js';
import { isWebAddress, withinLimits } from './limits.js';
import type { DiscordPayload, Embed, Field } from '../client/payload.js';
import { reportOf } from './report.js';
import type { Given, RunSummary, ServiceSummary } from './run.js';

const colors = { running: 0x3498db, success: 0x2ecc71, warning: 0xf1c40f, failure: 0xe74c3c, rollback: 0x9b59b6 } as const;
const headlines = {
  running: '🔄 Deployment is running',
  success: '✅ Deployment succeeded',
  warning: '⚠️ Deployment finished with warnings',
  failure: '❌ Deployment failed',
  rollback: '↩️ Rolled back',
} as const;
const stageIcons = { success: '✅', warning: '⚠️', failed: '❌', skipped: '⏭️', running: '🔄', pending: '▫️' } as const;
const actions = { add: 'added', modify: 'changed', delete: 'removed', move: 'moved', unchanged: 'unchanged' } as const;
const serviceIcons = { ok: '✅', failed: '❌', deferred: '⏳', conflict: '🚧' } as const;

/** A run as one message: pure, within every limit of Discord's; what had to be left out is attached as `report.md`. */
export function message(given: Given): DiscordPayload {
  const run = { stages: [], services: [], ...given };
  return withinLimits(
    { embeds: [embedOf(run, { description: 400, field: 1000, line: 300 })], allowed_mentions: { parse: [] } },
    [embedOf(run, { description: Infinity, field: Infinity, line: Infinity })],
    reportOf(run),
  );
}

/** Units for each text; together they are less than Discord takes. */
interface Room {
  readonly description: number;
  readonly field: number;
  readonly line: number;
}

const embedOf = (run: RunSummary, room: Room): Embed => ({
  title: run.title ?? headline(run),
  ...(run.pipelineUrl === undefined ? {} : { url: run.pipelineUrl }),
  description: cut(description(run), room.description),
  color: colors[run.result],
  fields: fields(run, room),
  footer: { text: footer(run) },
});

function headline({ result, services }: RunSummary): string {
  const busy = services.filter(({ action, status }) => action !== 'unchanged' || status !== 'ok');
  const counted = result === 'failure' ? busy.filter(({ status }) => status !== 'ok') : busy;
  const names = counted.map(({ name }) => name);
  if (names.length === 0) return headlines[result];
  return `${headlines[result]}: ${names.length > 3 ? `${names.length} services` : names.map(escapeMarkdown).join(', ')}`;
}

function description({ commit = '', commitTitle = '', author, branch, repository, pipelineUrl }: RunSummary): string {
  const id = commit.replace(/[^0-9a-zA-Z]/g, '').slice(0, 8);
  const what = [id === '' ? '' : `\`${id}\``, escapeMarkdown(commitTitle)].filter(Boolean).join(' ');
  const where = [repository, branch].flatMap((part) => (part ? escapeMarkdown(part) : [])).join(' · ');
  const facts = [what, where, author === undefined ? '' : `by ${escapeMarkdown(author)}`].filter(Boolean).join(' — ');
  return [facts, isWebAddress(pipelineUrl) ? link('Pipeline', pipelineUrl) : ''].filter(Boolean).join('\n');
}

function fields(run: RunSummary, { field, line }: Room): Field[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['Failed', run.services.filter(({ status }) => status !== 'ok').map(failed)],
    ['Services', run.services.filter(({ status, action }) => status === 'ok' && action !== 'unchanged').map(done)],
    [
      'Checks',
      (run.checks ?? [])
        .filter(({ status }) => status === 'fail')
        .map(({ service, name, detail }) => `❌ ${escapeMarkdown(service)} ${escapeMarkdown(name)}${because(detail)}`),
    ],
    ['Stages', stages(run)],
    ['Changes', (run.changelog ?? []).map((line) => `• ${escapeMarkdown(line)}`)],
  ];
  return lists.map(([name, lines]) => ({ name, value: cutLines(lines, field, line) })).filter(({ value }) => value !== '');
}

const because = (detail: string | undefined): string => (detail === undefined || detail.trim() === '' ? '' : `: ${escapeMarkdown(detail)}`);

const named = ({ name, url }: ServiceSummary): string =>
  isWebAddress(url) && url.length < 200 ? link(name, url) : `**${escapeMarkdown(name)}**`;

/** No character of the address may end the link before its end, or hide some of it. */
const link = (text: string, url: string): string =>
  `[${escapeMarkdown(text)}](${url.replace(/[^\x21-\x7e]|[()<>]/gu, (char) => `%${Buffer.from(char).toString('hex').match(/../g)?.join('%')}`)})`;

function failed({ error, ...service }: ServiceSummary): string {
  const hint = error?.hint === undefined ? '' : ` → ${escapeMarkdown(error.hint)}`;
  return `${serviceIcons[service.status]} ${named(service)} ${actions[service.action]}${service.status === 'failed' ? '' : ` (${service.status})`}${because(error?.message)}${hint}`;
}

const done = (service: ServiceSummary): string =>
  `${serviceIcons[service.status]} ${named(service)} ${actions[service.action]}${because(service.changes?.join(', '))}`;

/** Those that went well share a line. */
function stages({ stages: all }: RunSummary): string[] {
  const isPlain = ({ status, detail }: RunSummary['stages'][number]): boolean => status === 'success' || (status === 'skipped' && !detail);
  const line = ({ name, status, detail }: RunSummary['stages'][number]): string =>
    `${stageIcons[status]} ${escapeMarkdown(name)}${because(detail)}`;
  const shared = all.filter(isPlain).map(({ name, status }) => line({ name, status }));
  return [...all.filter((stage) => !isPlain(stage)).map(line), ...(shared.length === 0 ? [] : [shared.join(' · ')])];
}

function footer({ durationMs, checks = [] }: RunSummary): string {
  const passed = checks.filter(({ status }) => status === 'pass').length;
  const counted = checks.filter(({ status }) => status !== 'skip').length;
  const parts = [durationMs === undefined ? '' : duration(durationMs), checks.length === 0 ? '' : `${passed}/${counted} checks passed`];
  return parts.filter(Boolean).join(' · ');
}

const duration = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return ms < 1000 ? `${Math.round(ms)} ms` : seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

import { cutLines, cut, escapeMarkdown } from './cut.js';
import { isWebAddress, limits, withinLimits } from './limits.js';
import type { DiscordPayload, Embed, Field } from './payload.js';
import { reportOf } from './report.js';
import type { RunSummary, ServiceSummary } from './run.js';

const colors = { success: 0x2ecc71, warning: 0xf1c40f, failure: 0xe74c3c, rollback: 0x9b59b6 } as const;
const headlines = {
  success: '✅ Deployment succeeded',
  warning: '⚠️ Deployment finished with warnings',
  failure: '❌ Deployment failed',
  rollback: '↩️ Rolled back',
} as const;
const stageIcons = { success: '✅', warning: '⚠️', failed: '❌', skipped: '⏭️' } as const;
const actions = { add: 'added', modify: 'changed', delete: 'removed', move: 'moved', unchanged: 'unchanged' } as const;
const serviceIcons = { ok: '✅', failed: '❌', deferred: '⏳', conflict: '🚧' } as const;

/** A run as one message: pure, within every limit of Discord's; what had to be left out is attached as `report.md`. */
export function message(run: RunSummary): DiscordPayload {
  const wished: Embed = {
    title: run.title ?? headline(run),
    ...(run.pipelineUrl !== undefined && isWebAddress(run.pipelineUrl) ? { url: run.pipelineUrl } : {}),
    description: description(run),
    color: colors[run.result],
    fields: fields(run, Infinity),
    ...footer(run),
  };
  const cutShort = {
    ...wished,
    title: cut(wished.title ?? '', limits.title),
    description: cut(wished.description ?? '', 400),
    fields: fields(run, 1000),
  };
  const whole = JSON.stringify(withinLimits({ embeds: [wished] })) === JSON.stringify(withinLimits({ embeds: [cutShort] }));
  const files = whole ? [] : [{ name: 'report.md', content: reportOf(run) }];
  return withinLimits({ embeds: [cutShort], allowed_mentions: { parse: [] }, ...(files.length > 0 ? { files } : {}) });
}

function headline({ result, services }: RunSummary): string {
  const busy = services.filter(({ action, status }) => action !== 'unchanged' || status !== 'ok');
  const counted = result === 'failure' ? busy.filter(({ status }) => status !== 'ok') : busy;
  const names = counted.map(({ name }) => name);
  if (names.length === 0) return headlines[result];
  return `${headlines[result]}: ${names.length > 3 ? `${names.length} services` : names.map(escapeMarkdown).join(', ')}`;
}

function description({ commit, commitTitle, author, branch, repository, pipelineUrl }: RunSummary): string {
  const where = [repository, branch].filter(Boolean).map((part) => escapeMarkdown(part as string));
  const what = [
    commit === undefined ? '' : `\`${commit.replace(/[^0-9a-zA-Z]/g, '').slice(0, 8)}\``,
    commitTitle === undefined ? '' : escapeMarkdown(commitTitle),
  ].filter((part) => part !== '' && part !== '``');
  const lines = [what.join(' '), where.join(' · '), author === undefined ? '' : `by ${escapeMarkdown(author)}`];
  const pipeline = pipelineUrl !== undefined && isWebAddress(pipelineUrl) ? link('Pipeline', pipelineUrl) : '';
  return [lines.filter(Boolean).join(' — '), pipeline].filter(Boolean).join('\n');
}

/** `max`: units for one field's value. */
function fields(run: RunSummary, max: number): Field[] {
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
  return lists
    .map(([name, lines]) => ({ name, value: cutLines(lines, max, max === Infinity ? Infinity : 300) }))
    .filter(({ value }) => value !== '');
}

const because = (detail: string | undefined): string => (detail === undefined || detail.trim() === '' ? '' : `: ${escapeMarkdown(detail)}`);

const named = ({ name, url }: ServiceSummary): string =>
  url !== undefined && isWebAddress(url) && url.length < 200 ? link(name, url) : `**${escapeMarkdown(name)}**`;

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
  const plainOnes = all.filter(({ status, detail }) => status === 'success' || (status === 'skipped' && !detail));
  const told = all.filter((stage) => !plainOnes.includes(stage));
  const line = plainOnes.map(({ name, status }) => `${stageIcons[status]} ${escapeMarkdown(name)}`).join(' · ');
  return [
    ...told.map(({ name, status, detail }) => `${stageIcons[status]} ${escapeMarkdown(name)}${because(detail)}`),
    ...(line === '' ? [] : [line]),
  ];
}

function footer({ durationMs, checks = [] }: RunSummary): { footer?: { text: string } } {
  const passed = checks.filter(({ status }) => status === 'pass').length;
  const parts = [
    durationMs === undefined ? '' : duration(durationMs),
    checks.length === 0 ? '' : `${passed}/${checks.filter(({ status }) => status !== 'skip').length} checks passed`,
  ];
  const text = parts.filter(Boolean).join(' · ');
  return text === '' ? {} : { footer: { text } };
}

const duration = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return ms < 1000 ? `${Math.round(ms)} ms` : seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

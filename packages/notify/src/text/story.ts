import { groupBy } from '@hl/core';
import { isWebAddress } from './limits.js';
import type { Given, RunSummary, ServiceSummary } from './run.js';

/** A piece of a line, as plain text: a channel's markup is put around it later. */
export type Span = string | { readonly text: string; readonly as: 'bold' | 'code' } | { readonly text: string; readonly url: string };
export type Line = readonly Span[];

export interface Section {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** A run as people are told of it, in no markup and of any length. What came from outside stands in it as it came. */
export interface Story {
  readonly result: RunSummary['result'];
  readonly headline: string;
  /** What was pushed, where, by whom; what the plan was. */
  readonly facts: readonly Line[];
  /** What matters most comes first. */
  readonly sections: readonly Section[];
  /** The pipeline first. Web addresses only; a part of one would lead nowhere. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly footer: string;
}

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
const checkIcons = { fail: '❌', pass: '✅', skip: '⏭️' } as const;

export function storyOf(given: Given): Story {
  const run = { stages: [], services: [], ...given };
  const links = [...(run.pipelineUrl === undefined ? [] : [{ label: 'Pipeline', url: run.pipelineUrl }]), ...(run.links ?? [])];
  return {
    result: run.result,
    headline: run.title ?? headline(run),
    facts: facts(run),
    sections: sections(run),
    links: links.filter(({ url }) => isWebAddress(url) && new URL(url).href.length <= 300).slice(0, 5),
    footer: footer(run),
  };
}

function headline({ result, services, recovered = false }: RunSummary): string {
  const busy = services.filter(({ action, status }) => action !== 'unchanged' || status !== 'ok');
  const counted = result === 'failure' ? busy.filter(({ status }) => status !== 'ok') : busy;
  const said = recovered && result === 'success' ? '✅ Recovered, deployment succeeded' : headlines[result];
  if (counted.length === 0) return said;
  return `${said}: ${counted.length > 3 ? `${counted.length} services` : counted.map(({ name }) => name).join(', ')}`;
}

function facts({ commit = '', commitTitle, author, branch, repository, planSummary, next }: RunSummary): Line[] {
  const id = commit.replace(/[^0-9a-zA-Z]/g, '').slice(0, 8);
  const parts: Line[] = [
    [...(id === '' ? [] : [{ text: id, as: 'code' } as const]), commitTitle?.trim() ? `${id === '' ? '' : ' '}${commitTitle.trim()}` : ''],
    [[repository, branch].filter((one) => one?.trim()).join(' · ')],
    [author?.trim() ? `by ${author}` : ''],
  ];
  const told = parts.filter((part) => part.some((span) => typeof span !== 'string' || span.trim() !== ''));
  const pushed = told.flatMap((part, index) => (index === 0 ? part : [' — ', ...part]));
  return [pushed, planSummary ? [`Plan: ${planSummary}`] : [], next ? [next] : []].filter((line) => line.length > 0);
}

function sections(run: RunSummary): Section[] {
  const { services, rolledBack = [], changelog = [] } = run;
  const all: readonly Section[] = [
    { name: 'Failed', lines: services.filter(({ status }) => status !== 'ok').map(failed) },
    {
      name: 'Rolled back',
      lines: rolledBack.map(({ service, healthy, reason }) => [
        healthy ? '↩️ ' : '❌ ',
        { text: service, as: 'bold' },
        `${healthy ? ' is back at what ran before, and healthy' : ' was taken back, and is not healthy'}${because(reason)}`,
      ]),
    },
    { name: 'Services', lines: services.filter(({ status, action }) => status === 'ok' && action !== 'unchanged').map(done) },
    { name: 'Checks', lines: checks(run) },
    { name: 'Stages', lines: stages(run) },
    { name: 'Changes', lines: changelog.map((line) => [`• ${line}`]) },
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

const because = (detail: string | undefined): string => (detail === undefined || detail.trim() === '' ? '' : `: ${detail}`);

const named = ({ name, url }: ServiceSummary): Span =>
  isWebAddress(url) && url.length < 200 ? { text: name, url } : { text: name, as: 'bold' };

function failed({ error, ...service }: ServiceSummary): Line {
  const status = service.status === 'failed' ? '' : ` (${service.status})`;
  const hint = error?.hint === undefined ? '' : ` → ${error.hint}`;
  return [`${serviceIcons[service.status]} `, named(service), ` ${actions[service.action]}${status}${because(error?.message)}${hint}`];
}

const done = (service: ServiceSummary): Line => [
  `${serviceIcons[service.status]} `,
  named(service),
  ` ${actions[service.action]}${because(service.changes?.join(', '))}`,
];

/** What failed has a line of its own; the rest is a line for each service and result. */
function checks({ checks: all = [] }: RunSummary): Line[] {
  const lines = all
    .filter(({ status }) => status === 'fail')
    .map(({ service, name, detail }): Line => [`${checkIcons.fail} ${service} ${name}${because(detail)}`]);
  for (const status of ['pass', 'skip'] as const) {
    const byService = groupBy(
      all.filter((one) => one.status === status),
      ({ service }) => service,
    );
    for (const [service, found] of byService) lines.push([`${checkIcons[status]} ${service}: ${found.map(({ name }) => name).join(', ')}`]);
  }
  return lines;
}

/** Those of which there is nothing more to say share a line. */
function stages({ stages: all }: RunSummary): Line[] {
  const isPlain = ({ status, detail }: RunSummary['stages'][number]): boolean =>
    status === 'success' || (!['warning', 'failed'].includes(status) && !detail);
  const line = ({ name, status, detail, ms }: RunSummary['stages'][number]): string =>
    `${stageIcons[status]} ${name}${ms === undefined ? '' : ` ${duration(ms)}`}${because(detail)}`;
  const shared = all.filter(isPlain).map(({ detail: _, ...stage }) => line(stage));
  return [...all.filter((stage) => !isPlain(stage)).map((stage) => [line(stage)]), ...(shared.length === 0 ? [] : [[shared.join(' · ')]])];
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

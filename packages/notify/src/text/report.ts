import { printable } from '@hl/core';
import type { RunSummary } from './run.js';

/** All of a run, nothing left out, as Markdown: what is attached when a message is too short for it. At most 1 000 000 units. */
export function reportOf(run: RunSummary): string {
  const { title, result, repository, branch, commit, commitTitle, author, pipelineUrl, planSummary, next } = run;
  const { stages, services, checks = [], changelog = [], rolledBack = [], links = [] } = run;
  const because = (text: string | undefined): string => (text ? `: ${text}` : '');
  const sections: Record<string, readonly string[]> = {
    Services: services.map(({ name, action, status, url, changes, error }) => {
      const hint = error?.hint ? ` → ${error.hint}` : '';
      return `${name}: ${action}, ${status}${url ? ` (${url})` : ''}${because(changes?.join(', '))}${error ? ` — ${error.message}${hint}` : ''}`;
    }),
    'Rolled back': rolledBack.map(({ service, healthy, reason }) => `${service}: ${healthy ? 'healthy' : 'not healthy'}${because(reason)}`),
    Checks: checks.map(({ service, name, status, detail }) => `${service} ${name}: ${status}${because(detail)}`),
    Stages: stages.map(({ name, status, detail, ms }) => `${name}: ${status}${ms === undefined ? '' : `, ${ms} ms`}${because(detail)}`),
    Changes: changelog,
    Links: links.map(({ label, url }) => `${label}: ${url}`),
  };
  const facts = [repository, branch, commit, commitTitle, author, pipelineUrl, planSummary, next].filter((fact) => fact !== undefined);
  const lists = Object.entries(sections).filter(([, lines]) => lines.length > 0);
  const blocks = lists.map(([name, lines]) => `## ${name}\n\n${lines.map((line) => `- ${oneLine(line)}\n`).join('')}`);
  return [`# ${oneLine(title ?? result)}\n`, ...(facts.length > 0 ? [`${oneLine(facts.join(' · '))}\n`] : []), ...blocks]
    .join('\n')
    .slice(0, 1_000_000);
}

const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' '));

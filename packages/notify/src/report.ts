import { printable } from '@hl/core';
import type { RunSummary } from './run.js';

/** All of a run, nothing left out, as Markdown: what is attached when a message is too short for it. At most 1 000 000 units. */
export function reportOf(run: RunSummary): string {
  const { title, result, stages, services, checks = [], changelog = [] } = run;
  const section = (name: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`## ${name}`, '', ...lines.map((line) => `- ${oneLine(line)}`), ''];
  const detail = (text: string | undefined): string => (text ? `: ${text}` : '');
  const facts = [run.repository, run.branch, run.commit, run.commitTitle, run.author, run.pipelineUrl].filter((fact) => fact !== undefined);
  return [
    `# ${oneLine(title ?? result)}`,
    '',
    ...(facts.length > 0 ? [oneLine(facts.join(' · ')), ''] : []),
    ...section(
      'Services',
      services.map(
        ({ name, action, status, url, changes, error }) =>
          `${name}: ${action}, ${status}${url ? ` (${url})` : ''}${detail(changes?.join(', '))}${error ? ` — ${error.message}${error.hint ? ` → ${error.hint}` : ''}` : ''}`,
      ),
    ),
    ...section(
      'Checks',
      checks.map(({ service, name, status, detail: why }) => `${service} ${name}: ${status}${detail(why)}`),
    ),
    ...section(
      'Stages',
      stages.map(({ name, status, detail: why }) => `${name}: ${status}${detail(why)}`),
    ),
    ...section('Changes', changelog),
  ]
    .join('\n')
    .slice(0, 1_000_000);
}

const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' '));

import { isRecord, type FailureFile, type PlanFile } from '@hl/core';
import { plain, planMarkdown } from '../text/markdown.js';
import type { GitLab } from './gitlab.js';

export interface NoteText {
  readonly plan: PlanFile | null;
  readonly failures: readonly FailureFile[];
  /** Of the site file: each has a note of its own. */
  readonly config: string;
  readonly commit: string;
  readonly pipelineUrl?: string | undefined;
  /** Where the whole plan is. */
  readonly artifactUrl?: string | undefined;
}

/** Characters: GitLab takes a million, nobody reads them. */
const most = 50_000;

/** First line of our note; nobody sees it. */
export const marker = (config: string): string => `<!-- hl: the plan of ${config.replace(/[^\w./]/g, '_')} -->`;

/** What a merge request is told. Pure. */
export function noteText({ plan, failures, config, commit, pipelineUrl, artifactUrl }: NoteText): string {
  const failed = failures.map(
    ({ stage, error }) => `**${plain(stage)}** failed: ${plain(error.message)}${error.hint ? ` ${plain(error.hint)}` : ''}`,
  );
  const body = plan === null ? ['### Deployment plan', '', 'There is none.', ...failed].join('\n') : cut(planMarkdown(plan), artifactUrl);
  const source = `Of commit ${commit.slice(0, 8)}${config === 'hl.yml' ? '' : `, by ${plain(config)}`}${pipelineUrl === undefined ? '' : `, [pipeline](${pipelineUrl})`}.`;
  return [marker(config), body, source, ''].join('\n');
}

function cut(text: string, url: string | undefined): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, text.lastIndexOf('\n', most));
  const open = (kept.match(/^```/gm) ?? []).length % 2 === 1;
  return `${kept}${open ? '\n```' : ''}\n\nThe rest is cut off: ${url === undefined ? 'plan.md of the job has it all' : `[the whole plan](${url})`}.\n`;
}

/**
 * Tells a merge request, in one note: made once, then edited.
 *
 * @param quiet do not begin with a note that has nothing to tell
 */
export async function tell(
  gitlab: GitLab,
  mergeRequest: string,
  config: string,
  body: string,
  quiet: boolean,
): Promise<'made' | 'edited' | 'left'> {
  const notes = `/merge_requests/${encodeURIComponent(mergeRequest)}/notes`;
  const [found, me] = [await gitlab.all(`${notes}?sort=asc&order_by=created_at`), await gitlab.self()];
  // Somebody else's that begins like ours is not ours to edit.
  const own = found
    .filter(isRecord)
    .find(
      ({ body: text, author }) => typeof text === 'string' && text.startsWith(marker(config)) && isRecord(author) && author['id'] === me,
    );
  if (own === undefined) {
    if (quiet) return 'left';
    await gitlab.post(notes, { body });
    return 'made';
  }
  if (own['body'] === body) return 'left';
  await gitlab.put(`${notes}/${String(own['id'])}`, { body });
  return 'edited';
}

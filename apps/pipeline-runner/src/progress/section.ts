/** Lines that belong together, as a section of GitLab's job log that is folded until somebody opens it. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** Milliseconds since 1970; GitLab shows the time between. */
  readonly from: number;
  readonly to: number;
}

/**
 * A writer of sections. Each is one text from its start to its end: nothing of another host comes between, and none stays open.
 * Names hold letters, digits, `_`, `.`, `-`, and none comes twice in a job.
 *
 * Source: https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
 */
export function gitlabSections(): (section: Section) => string {
  const used = new Set<string>();
  return ({ name, title, lines, from, to }) => {
    const safe = name.replace(/[^A-Za-z0-9_.-]/g, '_');
    let id = safe;
    for (let again = 2; used.has(id); again += 1) id = `${safe}_${again}`;
    used.add(id);
    const seconds = (ms: number): number => Math.floor(ms / 1_000);
    return [
      `\u001b[0Ksection_start:${seconds(from)}:${id}[collapsed=true]\r\u001b[0K${title}\n`,
      ...lines.map((line) => `${line}\n`),
      `\u001b[0Ksection_end:${seconds(to)}:${id}\r\u001b[0K\n`,
    ].join('');
  };
}

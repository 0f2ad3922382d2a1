import type { RunSummary } from '../../src/text/run.js';

/** A run with something of everything; `over` changes what a test is about. */
export const exampleRun = (over: Partial<RunSummary> = {}): RunSummary => ({
  result: 'success',
  repository: 'home/lab',
  branch: 'main',
  commit: '0123456789abcdef0123456789abcdef01234567',
  commitTitle: 'Add metube',
  author: 'Ada',
  pipelineUrl: 'https://gitlab.example.org/home/lab/-/pipelines/7',
  stages: [
    { name: 'deploy', status: 'success' },
    { name: 'dns', status: 'success' },
    { name: 'verify', status: 'warning', detail: 'one retry' },
  ],
  services: [{ name: 'metube', action: 'add', status: 'ok', url: 'https://metube.example.org', changes: ['route', 'record'] }],
  checks: [{ service: 'metube', name: 'https', status: 'pass' }],
  durationMs: 83_000,
  changelog: ['Add metube'],
  ...over,
});

/** All texts that Discord counts toward its 6000. */
export const weightOf = (
  embeds: readonly {
    title?: string;
    description?: string;
    footer?: { text: string };
    fields?: readonly { name: string; value: string }[];
  }[],
): number =>
  embeds
    .flatMap(({ title = '', description = '', footer, fields = [] }) => [
      title,
      description,
      footer?.text ?? '',
      ...fields.flatMap(({ name, value }) => [name, value]),
    ])
    .join('').length;

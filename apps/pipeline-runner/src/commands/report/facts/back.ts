import type { WayBack } from '@hl/report';

/** How one goes back: by a command, and by the manual job where there is a pipeline of GitLab. @param to a revision; undefined: before the last run */
export function wayBack(service: string, pipelineUrl: string | undefined, to?: number): WayBack {
  const command = `hl rollback ${service}${to === undefined ? '' : ` --to ${to}`}`;
  if (pipelineUrl === undefined || !pipelineUrl.includes('/-/pipelines/')) return { command };
  return {
    command,
    job: { name: 'rollback', url: pipelineUrl, variables: { SERVICE: service, ...(to === undefined ? {} : { TO: String(to) }) } },
  };
}

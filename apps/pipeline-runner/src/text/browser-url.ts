import { pagesOf, type PlanFile, type Service } from '@hl/core';

/** Where a browser finds it; undefined: it has no route of its own. */
export function browserUrl(service: Service | null): string | undefined {
  const { hosts = [], scheme = 'tcp' } = service?.traefik ?? {};
  const [host] = hosts.filter((name) => !name.startsWith('*'));
  return host !== undefined && (scheme === 'http' || scheme === 'https') ? `https://${host}` : undefined;
}

/**
 * Links to what was deployed, for the page of the job.
 *
 * Source: https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsannotations
 */
export function annotations({ services }: PlanFile): string {
  const links = services.flatMap(({ after }) =>
    after === null
      ? []
      : pagesOf(after).flatMap((page) => {
          const url = browserUrl(page);
          return url === undefined
            ? []
            : [{ external_link: { label: page.name === after.name ? after.name : `${after.name}: ${page.name}`, url } }];
        }),
  );
  return `${JSON.stringify({ Services: links })}\n`;
}

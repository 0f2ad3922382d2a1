import { pagesOf, routeUrl, type PlanFile, type Service, type Site } from '@hl/core';

/** Where a browser finds it; undefined: it has no route of its own. */
export function browserUrl(service: Service | null, site: Pick<Site, 'traefik'> | null): string | undefined {
  const { traefik = null } = service ?? {};
  const named = traefik?.hosts.some((name) => !name.startsWith('*')) && /^https?$/.test(traefik.scheme);
  return traefik !== null && named ? routeUrl(traefik, site) : undefined;
}

/**
 * Links to what was deployed, for the page of the job.
 *
 * Source: https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsannotations
 */
export function annotations({ services }: PlanFile, site: Pick<Site, 'traefik'>): string {
  const links = services.flatMap(({ after }) =>
    after === null
      ? []
      : pagesOf(after).flatMap((page) => {
          const url = browserUrl(page, site);
          return url === undefined
            ? []
            : [{ external_link: { label: page.name === after.name ? after.name : `${after.name}: ${page.name}`, url } }];
        }),
  );
  return `${JSON.stringify({ Services: links })}\n`;
}

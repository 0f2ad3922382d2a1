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
 * @param jobUrl of the job whose artifact the report is; undefined: no link to that
 *
 * Source: https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsannotations
 */
export function annotations({ services }: PlanFile, site: Pick<Site, 'traefik'>, jobUrl?: string): string {
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
  const report = { external_link: { label: 'Homelab report', url: `${jobUrl}/artifacts/file/.hl/report/index.html` } };
  return `${JSON.stringify({ Services: links, ...(jobUrl === undefined ? {} : { Report: [report] }) })}\n`;
}

import { isRecord, type PlanFile, type Site, type VerificationFile } from '@hl/core';
import { browserUrl } from '../text/browser-url.js';
import type { GitLab } from './gitlab.js';

export interface Deployed {
  readonly plan: PlanFile;
  readonly verification: VerificationFile;
  readonly branch: string;
  readonly site: Pick<Site, 'traefik'> | null;
}

/**
 * One environment a service, with its address, and the deployment of this commit in it as it was verified; the one of a removed service
 * is stopped. Through the API, since the names are only known when the plan is made; and of deployments that jobs make, GitLab lets no older
 * pipeline make one, so that neither a job that was taken over nor a rollback could end as they should.
 *
 * @returns lines about what was done
 */
export async function tellEnvironments(gitlab: GitLab, { plan, verification, branch, site }: Deployed): Promise<string[]> {
  const failed = new Set(verification.checks.filter(({ status }) => status === 'fail').map(({ service }) => service));
  const lines: string[] = [];
  for (const { name: service, after } of plan.services) {
    const name = `service/${service}`;
    const [found] = ((await gitlab.get(`/environments?name=${encodeURIComponent(name)}`)) as unknown[]).filter(isRecord);
    if (after === null) {
      if (found === undefined || found['state'] === 'stopped' || failed.has(service)) continue;
      await gitlab.post(`/environments/${String(found['id'])}/stop`, { force: true });
      lines.push(`${name} is stopped`);
      continue;
    }
    const url = browserUrl(after, site);
    const address = url === undefined ? {} : { external_url: url };
    if (found === undefined) await gitlab.post('/environments', { name, tier: 'production', ...address });
    else if (url !== undefined && found['external_url'] !== url) await gitlab.put(`/environments/${String(found['id'])}`, address);
    const status = failed.has(service) ? 'failed' : 'success';
    await gitlab.post('/deployments', { environment: name, sha: plan.commit, ref: branch, tag: false, status });
    lines.push(`${name}: ${status}${url === undefined ? '' : `, ${url}`}`);
  }
  return lines;
}

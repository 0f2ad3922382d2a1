import { HlError, type Service } from '@hl/core';
import { credentials } from './authentik.js';
import { fromAuthentik, oidcSecrets } from '../oidc.js';
import type { Opening } from '../opening.js';
import type { System } from '../system.js';

/** Containers: one endpoint for each Docker host. */
export const compose: System = {
  name: 'compose',
  job: 'deploy',
  breaks: 5,
  secrets: () => [],
  outside: async ({ hosts }) => ({ hosts }),
  endpoints: ({ hosts }) =>
    Object.entries(hosts).map(([host, { kind, parallel, revisions }]) => ({
      label: host,
      onlyOn: host,
      concerns: (service) => service.deployment !== null && service.host === host,
      owns: ({ system, key }) => system === 'compose' && key[host.length] === '/' && key.startsWith(host),
      async owned({ remote }, _, services) {
        const { marksOn } = await import('../../rebuild/host-marks.js');
        const { marks, failures } = await marksOn({ remote }, [host], services);
        const [failure] = failures;
        if (failure) throw new HlError(failure.error.code, failure.error.message, failure.error);
        return marks.map(({ service, place }) => {
          const spec = { project: service, installPath: place === '' ? `/opt/${service}` : place };
          return { system: 'compose', key: `${host}/${service}`, service, spec };
        });
      },
      async open(opening) {
        const { compose } = await import('@hl/deployer');
        const { sopsDecrypt } = await import('@hl/sops');
        const decrypt = sopsDecrypt({ cwd: opening.cwd, env: opening.variables });
        return compose({
          host,
          remote: opening.remote(host),
          content: opening.content,
          secrets: opening.secrets,
          decrypt: async (file) => {
            const values = await decrypt(file);
            Object.values(values).forEach(opening.hide);
            return values;
          },
          kind: kind === 'swarm' ? 'swarm' : 'docker',
          commit: opening.commit,
          parallel,
          revisions,
          progress: (service, step) => opening.onStep(host, service, step),
        });
      },
    })),
};

/** What the containers of these services get: from the environment, and from Authentik as far as that has it by now. */
export async function secretsOf(services: readonly Service[], opening: Opening): Promise<Opening['secrets']> {
  const sources = services
    .flatMap(({ deployment }) => (deployment?.secrets ?? []).map(({ source }) => source))
    .filter((source) => !fromAuthentik(source));
  return {
    ...Object.fromEntries(sources.map((source) => [source, opening.secret(source)])),
    ...(await oidcSecrets(services, () => credentials(opening)).catch(() => ({}))), // what Authentik does not tell is not known yet
  };
}

import type { Context } from '../context.js';
import { serviceCalled } from '../repository/service-called.js';

/** Prints exactly the compose.yml that would be written. */
export async function render({ repository, site, print }: Context, name: string): Promise<{ code: number }> {
  const service = serviceCalled(name, repository);
  const { render: composeOf } = await import('@hl/deployer');
  const compose = composeOf(service, site.hosts[service.host]?.kind === 'swarm' ? 'swarm' : 'docker');
  print.text(compose);
  print.data({ service, compose });
  return { code: 0 };
}

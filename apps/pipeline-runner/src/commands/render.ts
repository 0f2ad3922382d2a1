import type { Context } from '../context.js';
import { invalid, unknownService } from '../repository/diagnostics.js';

/** Prints exactly the compose.yml that would be written. */
export async function render({ repository, site, print }: Context, name: string): Promise<{ code: number }> {
  const { services, diagnostics } = repository.load();
  const service = services.find((candidate) => candidate.name === name);
  if (!service) throw diagnostics.some(({ severity }) => severity === 'error') ? invalid(diagnostics) : unknownService(name);
  const { render: composeOf } = await import('@hl/deployer');
  const compose = composeOf(service, site.hosts[service.host]?.kind === 'swarm' ? 'swarm' : 'docker');
  print.text(compose);
  print.data({ service, compose });
  return { code: 0 };
}

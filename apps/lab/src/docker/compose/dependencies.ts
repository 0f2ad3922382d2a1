import { setTimeout as sleep } from 'node:timers/promises';
import { project as projectOf, service as serviceOf } from '../engine/container.js';
import type { Container } from '../engine/container.js';
import type { Engine } from '../engine/engine.js';
import { ComposeError } from './error.js';
import type { ComposeProject } from './file.js';
import type { ComposeService } from './service.js';

/** Services after those that they depend on. */
export function inOrder(services: readonly ComposeService[]): ComposeService[] {
  const done: ComposeService[] = [];
  const visit = (service: ComposeService): void => {
    if (done.includes(service)) return;
    for (const { service: name } of service.dependsOn) {
      const other = services.find((each) => each.name === name);
      if (other && other !== service) visit(other);
    }
    if (!done.includes(service)) done.push(service);
  };
  services.forEach(visit);
  return done;
}

/** The container of a compose service. */
export const current = (engine: Engine, project: string, service: string): Container | undefined =>
  [...engine.containers.values()].find((container) => projectOf(container) === project && serviceOf(container) === service);

/** Waits until a dependency is as `condition` asks. */
export async function waitFor(
  engine: Engine,
  project: ComposeProject,
  service: ComposeService,
  name: string,
  condition: string,
  lines: string[],
): Promise<void> {
  const container = current(engine, project.name, name);
  if (!container || condition === 'service_started') return;
  lines.push(`Container ${container.name}  Waiting`);
  for (let tries = 0; tries < 500; tries += 1) {
    if (condition === 'service_healthy' && container.health === 'healthy') return void lines.push(`Container ${container.name}  Healthy`);
    if (condition === 'service_healthy' && container.health === null && container.state === 'running')
      throw new ComposeError(`dependency failed to start: container ${container.name} has no healthcheck configured`, 1);
    if (condition === 'service_healthy' && (container.health === 'unhealthy' || container.state === 'exited')) {
      lines.push(`Container ${container.name}  Error`);
      throw new ComposeError(
        container.state === 'exited'
          ? `dependency failed to start: container ${container.name} exited (${container.exitCode})`
          : `dependency failed to start: container ${container.name} is unhealthy`,
        1,
      );
    }
    if (condition === 'service_completed_successfully' && container.state === 'exited') {
      if (container.exitCode === 0) return void lines.push(`Container ${container.name}  Exited`);
      throw new ComposeError(`service ${JSON.stringify(name)} didn't complete successfully: exit ${container.exitCode}`, 1);
    }
    await sleep(10);
  }
  throw new ComposeError(`dependency failed to start: container ${container.name} is not ready for ${service.name}`, 1);
}

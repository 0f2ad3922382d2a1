import { mapOf } from '@hl/compose';
import type { Deployment } from '@hl/core';
import { drop } from '../check/drop.js';
import { keysFor } from '../check/keys.js';
import type { Context, DeploymentContext } from '../service/context.js';
import { publishes } from './effective.js';
import { sharesNetwork } from './ports.js';

type Given = DeploymentContext['deployment'];
type Key = keyof Given & string;

const besideFile = keysFor('beside-file');
const inStack = keysFor('stack');

/** With a compose file of one's own, what of the section goes for it; the rest is told, with what to write instead. */
export function besideOwnFile(context: Context, given: Given, file: string): Given {
  const { input, report } = context;
  const main = given.compose_service ?? input.service.name;
  const field = report.at('deployment');
  const why = 'with compose_file: the file says all of its containers';
  const hint = (key: string): string => instead(key, file, main);
  const rest = drop(
    given,
    (Object.keys(given) as Key[]).filter((key) => !besideFile.has(key)),
    field,
    why,
    hint,
  );
  if (input.watchtower) {
    const hint = `Write it under services.${main} in ${file}: labels: { com.centurylinklabs.watchtower.enable: "false" }.`;
    report.at('watchtower').key().warn('no-effect', 'watchtower has no effect with compose_file', hint);
  }
  const { healthcheck } = rest;
  return healthcheck
    ? {
        ...rest,
        healthcheck: drop(healthcheck, ['test', 'start_interval', 'disable'], field.at('healthcheck'), why, (key) =>
          hint(`healthcheck.${key}`),
        ),
      }
    : rest;
}

/** What does not go together in a rendered container, on an engine of that kind. */
export function checkTogether({ input, deployment: given, report, site }: DeploymentContext, deployment: Deployment): void {
  const { container, networkMode } = deployment;
  const field = report.at('deployment');
  const keys = Object.keys(given);
  if (given.restart !== undefined && given.restart_policy !== undefined)
    field.at('restart').key().error('either', 'restart and restart_policy are the same', 'Keep one of them.');
  if (given.network_mode !== undefined && given.networks !== undefined && Object.keys(given.networks).length > 0)
    field.at('networks').error('either', `networks do not go with network_mode: ${given.network_mode}`, 'Remove one of the two.');
  checkShared(networkMode, keys, field);
  const { port } = given;
  if (
    port !== undefined &&
    given.address === undefined &&
    networkMode?.startsWith('service:') &&
    !publishes(input.service.name, deployment, port)
  ) {
    const hint = `Publish it under services.${networkMode.slice(8)}.ports: the container has that one's network.`;
    field.at('port').warn('unpublished', `nothing is published on port ${port} of the host`, hint);
  }
  const copies = Number(container['scale'] ?? mapOf(container['deploy'])['replicas'] ?? 1);
  if (copies > 1 && site.hosts[given.target_host]?.kind !== 'swarm') {
    const hint = 'Describe the others under deployment.services, or run it on a host of kind swarm.';
    field.at('scale' in container ? 'scale' : 'deploy').error('scale', `${copies} containers cannot have one name`, hint);
  }
  if (site.hosts[given.target_host]?.kind === 'swarm') checkSwarm(given, Object.keys(container), field);
}

const instead = (key: string, file: string, main: string): string => {
  if (key === 'image') return `Remove the line; ${file} names it.`;
  if (key === 'services') return `Write the containers under services in ${file}.`;
  if (key === 'container_port') return `Remove the line; ports in ${file} say it.`;
  const word = key === 'restart_policy' ? 'restart' : key;
  return `Write ${word} under services.${main} in ${file}, or under deployment.compose.`;
};

type Field = ReturnType<Context['report']['at']>;

/** What Docker refuses, or cannot do, of a container in a network that is not its own. */
function checkShared(mode: string | null, keys: readonly string[], field: Field): void {
  if (!sharesNetwork(mode)) return;
  const others = mode === 'host' ? ['links', 'mac_address'] : ['hostname', 'dns', 'extra_hosts', 'expose', 'links', 'mac_address'];
  for (const key of others.filter((key) => keys.includes(key) && mode !== 'none')) {
    const hint = mode === 'host' ? 'Remove one of the two.' : 'Write it for the container whose network it is.';
    field.at(key).key().error('either', `${key} does not go with network_mode: ${mode}`, hint);
  }
  const nowhere = ['port', 'container_port', 'expose', 'dns', 'dns_opt', 'dns_search', 'links', 'mac_address', 'extra_hosts'];
  for (const key of nowhere.filter((key) => keys.includes(key) && mode === 'none'))
    field
      .at(key)
      .key()
      .warn('no-effect', `${key} has no effect with network_mode: none`, 'Remove the line, or give the container a network.');
}

/** What a Swarm does not know. */
function checkSwarm(given: DeploymentContext['deployment'], container: readonly string[], field: Field): void {
  const hint = 'Remove it, or run the service on a host of kind docker.';
  const refuse = (key: string, what = key): void => field.at(key).key().error('swarm', `a Swarm does not know ${what}`, hint);
  const ours = new Set(['healthcheck', 'ports', 'secrets']);
  for (const key of container.filter((key) => !inStack.has(key) && !ours.has(key))) {
    if (key === 'container_name') field.at(key).key().warn('no-effect', 'a Swarm names containers itself', 'Remove the line.');
    else if (key !== 'scale') refuse(key);
  }
  if (given.privileged) refuse('privileged', 'privileged containers');
  if (given.devices?.length) refuse('devices');
  if (given.depends_on !== undefined)
    field.at('depends_on').key().warn('no-effect', 'a Swarm starts all containers at once', 'Remove the line.');
  const mode = given.network_mode;
  if (mode !== undefined && mode !== 'host' && mode !== 'bridge') refuse('network_mode', `network_mode: ${mode}`);
  if (mode === 'bridge')
    field.at('network_mode').warn('no-effect', 'a Swarm gives each container a network of its own kind', 'Remove the line.');
}

import { mapOf, type JsonMap } from '@hl/compose';
import { isRecord } from '@hl/core';
import { keysFor } from '../check/keys.js';
import type { Field } from '../diagnostic.js';

const words = (text: string): readonly string[] => text.split(' ');

/** What `docker stack deploy` reads and leaves out. Source: docker/cli, cli/compose/types/types.go, UnsupportedProperties and DeprecatedProperties */
const leftOut = words(
  'build cgroup_parent container_name depends_on devices domainname expose external_links ipc links mac_address network_mode pid privileged restart security_opt shm_size userns_mode',
);
/** Keys of our own section, which the schema does not say of a stack because they are rendered. */
const rendered = words('image command entrypoint environment volumes networks ports labels secrets healthcheck user cap_add');
const known = new Set([...keysFor('stack'), ...rendered]);

/**
 * What a Swarm does not make of a container in compose's words.
 *
 * @param ours it is rendered, which says some of it in a stack's words, and refuses what nobody would want left out
 */
function checkContainer(container: JsonMap, field: Field, ours: boolean): void {
  const hint = 'Remove it, or run the service on a host of kind docker.';
  for (const [key, value] of Object.entries(container)) {
    const here = field.at(key).key();
    const said = ours && (['restart', 'scale'].includes(key) || (key === 'network_mode' && value === 'host'));
    const wanted = ['privileged', 'devices', 'network_mode'].includes(key) && value !== false && value !== 'bridge';
    if (known.has(key) || key.startsWith('x-') || said) continue;
    if (ours && wanted) here.error('swarm', `a Swarm does not know ${key}`, hint);
    else if (key === 'depends_on' && isRecord(value) && !ours)
      here.error('swarm', 'a Swarm takes depends_on as a list only, and starts all containers at once', 'Remove it.');
    else if (leftOut.includes(key) || (ours && key === 'pull_policy')) {
      const instead = key === 'restart' ? 'Write deploy: { restart_policy: { condition: any } }.' : hint;
      here.warn('no-effect', `a Swarm leaves ${key} out`, instead);
    } else here.error('swarm', `a Swarm does not know ${key}`, hint);
  }
}

/** Of each container, by its key. */
export function checkInSwarm(services: JsonMap, field: Field, ours: boolean): void {
  for (const [key, container] of Object.entries(services)) checkContainer(mapOf(container), field.at(key), ours);
}

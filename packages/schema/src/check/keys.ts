import { schemas } from '../schemas.gen.js';

interface Node {
  readonly 'x-goes-to'?: readonly string[];
  readonly properties?: { readonly [name: string]: Node };
}

const all = Object.entries((schemas['service'] as Node).properties?.['deployment']?.properties ?? {});

/**
 * Keys under `deployment` by what the schema says of them: handed on to a `container` as they are; known to a `stack` of a Swarm, too
 * (docker/cli, cli/compose/schema/data/config_schema_v3.13.json, less what `stack deploy` leaves out); good `beside-file`, a compose file of one's own.
 */
export const keysFor = (place: 'container' | 'stack' | 'beside-file'): ReadonlySet<string> =>
  new Set(all.flatMap(([key, node]) => (node['x-goes-to']?.includes(place) ? [key] : [])));

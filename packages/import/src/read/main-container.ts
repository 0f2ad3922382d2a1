import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { labelsOf } from '../labels/labels.js';
import { portEntries } from './ports.js';

/** One entry of a compose file's `services`. */
export interface Container {
  readonly key: string;
  /** Moves as it is, with its comments. */
  readonly pair: Pair;
  readonly node: YAMLMap;
}

export const containersOf = (services: YAMLMap): Container[] =>
  services.items.flatMap((pair) =>
    isMap(pair.value) ? [{ key: isScalar(pair.key) ? String(pair.key.value) : '', pair, node: pair.value }] : [],
  );

const stores =
  /(^|[/_-])(postgres|postgis|pgvecto|vectorchord|mysql|mariadb|redis|valkey|mongo|memcached|rabbitmq|elasticsearch|meilisearch|tika|gotenberg|influxdb|minio|dragonfly)/i;

/** Which container the service is about, and why. Nobody says so in a compose file. */
export function mainContainer(containers: readonly Container[], project: string): { main: Container; why: string } {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const reasons = containers.map((container) => {
    const { key, node } = container;
    const labels = labelsOf(node);
    const image = String(node.get('image') ?? '');
    const found: [number, string][] = [];
    if (labels.names('traefik.').some((name) => name.includes('.routers.'))) found.push([16, 'it has a route']);
    if (labels.names('homepage.').length + labels.names('glance.').length > 0) found.push([8, 'it has a tile']);
    if ([key, String(node.get('container_name') ?? '')].some((name) => plain(name) === plain(project)))
      found.push([6, 'it is called as the project is']);
    else if (
      plain(
        image
          .replace(/[:@].*$/, '')
          .split('/')
          .at(-1) ?? '',
      ) === plain(project)
    )
      found.push([5, 'its image is called as the project is']);
    if (/(^|[-_])(server|web|webserver|app|frontend|main)$/.test(key)) found.push([3, 'its name says so']);
    if (portEntries(node).some(({ published, protocol }) => published !== null && protocol === 'tcp'))
      found.push([2, 'it publishes a port']);
    if (stores.test(image) || stores.test(key)) found.push([-20, 'it is no database']);
    return { container, score: found.reduce((sum, [points]) => sum + points, 0), why: found[0]?.[1] ?? 'it is the first one' };
  });
  const best = reasons.reduce((one, other) => (other.score > one.score ? other : one));
  return { main: best.container, why: best.why };
}

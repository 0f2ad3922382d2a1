import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { labelsOf } from '../labels/labels.js';
import { imageName } from '../single-container.js';
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

const text = ({ node }: Container, key: string): string => String(node.get(key) ?? '');
const isSame = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  return a === b;
};

const isCalled = (one: Container, project: string): boolean => [one.key, text(one, 'container_name')].some((name) => isSame(name, project));

/** What speaks for a container: points, and the words for it. */
const reasons: readonly (readonly [number, string, (one: Container, project: string) => boolean])[] = [
  [
    16,
    'it has a route',
    ({ node }) =>
      labelsOf(node)
        .names('traefik.')
        .some((name) => name.includes('.routers.')),
  ],
  [8, 'it has a tile', ({ node }) => ['homepage.', 'glance.'].some((prefix) => labelsOf(node).names(prefix).length > 0)],
  [6, 'it is called as the project is', isCalled],
  [5, 'its image is called as the project is', (one, project) => !isCalled(one, project) && isSame(imageName(text(one, 'image')), project)],
  [3, 'its name says so', ({ key }) => /(^|[-_])(server|web|webserver|app|frontend|main)$/.test(key)],
  [2, 'it publishes a port', ({ node }) => portEntries(node).some((one) => one.published !== null && one.protocol === 'tcp')],
  [-20, 'it is no database', (one) => stores.test(text(one, 'image')) || stores.test(one.key)],
];

/** Which container the service is about, and why. Nobody says so in a compose file. */
export function mainContainer(containers: readonly Container[], project: string): { main: Container; why: string } {
  const rated = containers.map((main) => {
    const found = reasons.filter(([, , holds]) => holds(main, project));
    return { main, score: found.reduce((sum, [points]) => sum + points, 0), why: found[0]?.[1] ?? 'it is the first one' };
  });
  return rated.reduce((one, other) => (other.score > one.score ? other : one));
}

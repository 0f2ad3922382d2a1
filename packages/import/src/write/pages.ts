import type { JsonMap } from '@hl/compose';
import { isMap, isSeq, YAMLSeq } from 'yaml';
import { labelsOf } from '../labels/labels.js';
import { tileOf, type Tile } from '../labels/tiles.js';
import { routesOf, type Route } from '../labels/traefik.js';
import type { ComposeDocument } from '../read/document.js';
import type { Remarks } from '../remarks.js';
import type { Container } from '../read/main-container.js';
import { pageEntry, portEntries, type PortEntry } from '../read/ports.js';

/** Pages that the labels of a project's containers ask for. */
export interface Pages {
  /** The service's own route and tile. */
  readonly route: Route | null;
  readonly tile: Tile;
  /** Where the main container is reached; null: nothing listens. */
  readonly port: number | null;
  readonly containerPort: number | null;
  /** Entry of `ports` that hl publishes by itself. */
  readonly entry: PortEntry | null;
  /** As our file has them. */
  readonly further: { readonly [name: string]: JsonMap };
}

interface Around {
  readonly document: ComposeDocument;
  readonly domain: string | null;
  readonly remarks: Remarks;
}

/** Takes the labels of pages out of all containers, and publishes the ports that Traefik reached over a Docker network so far. */
export function pagesOf(main: Container, sides: readonly Container[], around: Around): Pages {
  const { domain, remarks } = around;
  const all = [main, ...sides];
  const tile = tileOf(labelsOf(main.node), remarks);
  const [route = null, ...more] = routesOf(labelsOf(main.node), domain, remarks);
  const own = reached(main, all, route?.port ?? null, around, true);
  const further: Record<string, JsonMap> = {};
  const add = (container: Container, one: Route | null, at: Reached | null, found: Tile = { glance: null }): void => {
    const { displayName, description, icon, glance } = found;
    const name = pageName(one && container === main ? one.name : container.key, further);
    further[name] = {
      ...(displayName && { display_name: displayName }),
      ...(description && { description }),
      ...(icon && { icon }),
      container: container.key,
      ...(at && { port: at.port }),
      ...(one && { traefik: one.section }),
      ...(glance && { glance }),
    };
  };
  for (const one of more) add(main, one, reached(main, all, one.port ?? route?.port ?? null, around));
  for (const side of sides) {
    const found = tileOf(labelsOf(side.node), remarks);
    const routes = routesOf(labelsOf(side.node), domain, remarks);
    for (const [index, one] of routes.entries()) add(side, one, reached(side, all, one.port, around), index === 0 ? found : undefined);
    const at = routes.length === 0 && found.glance !== null ? reached(side, all, null, around) : null;
    if (routes.length === 0 && hasPage(side, found, at, remarks)) add(side, null, at, found);
  }
  const glance = route || hasPage(main, tile, own, remarks) ? tile.glance : null;
  const { port = null, target = null, entry = null } = own ?? {};
  return { route, tile: { ...tile, glance }, port, containerPort: target, entry, further };
}

/** Whether a tile has something to open. */
function hasPage({ key, pair }: Container, { glance }: Tile, at: Reached | null, remarks: Remarks): boolean {
  const has = glance !== null && (at !== null || 'url' in glance || glance['enabled'] === false);
  if (glance !== null && !has)
    remarks.add('warning', pair.key, `the tile of ${key} has nothing to open, so there is none`, 'Write glance: { url: https://… }.');
  return has;
}

interface Reached {
  /** On the host. */
  readonly port: number;
  readonly target: number;
  readonly entry: PortEntry | null;
}

/** @param target in the container, when a route says so */
function reached(
  container: Container,
  all: readonly Container[],
  target: number | null,
  { document, remarks }: Around,
  isMain = false,
): Reached | null {
  const mode = String(container.node.get('network_mode') ?? '');
  const owner = /^service:(.*)$/.exec(mode)?.[1];
  const holder = all.find(({ key }) => key === owner) ?? container;
  const entries = portEntries(holder.node);
  const found =
    target === null ? pageEntry(entries) : entries.find((one) => one.target === target && one.published !== null && one.protocol === 'tcp');
  if (found) {
    // A long form may say more than `port` and `container_port` can.
    const isSimple = found.hostIp === null && !isMap(found.node) && !hasOwnAddress(container, document);
    const ours = isMain && holder === container && isSimple;
    return { port: found.published as number, target: found.target as number, entry: ours ? found : null };
  }
  if (target === null) return null;
  if (mode === 'host') return { port: target, target, entry: null };
  const taken = new Set(all.flatMap(({ node }) => portEntries(node)).map(({ published }) => published));
  let port = target < 1024 ? target + 8000 : target;
  while (taken.has(port)) port += 1;
  const hint = 'Traefik goes to the host and its port: choose another port where this one is taken there.';
  const message = `port ${target} of ${container.key} is published now, as ${port}: so far Traefik reached it over a Docker network`;
  remarks.add('warning', container.pair.key, message, hint);
  if (!isMain || holder !== container) {
    const ports = holder.node.get('ports');
    const list = isSeq(ports) ? ports : new YAMLSeq();
    list.add(document.createNode(`${port}:${target}`));
    holder.node.set('ports', list);
  }
  return { port, target, entry: null };
}

/** On a network where nothing is published, beside one where it is: hl goes to the address, and others to the port. */
function hasOwnAddress({ node }: Container, document: ComposeDocument): boolean {
  const joined = node.get('networks');
  const drivers = isMap(joined) ? joined.items.map(({ key }) => document.getIn(['networks', String(key), 'driver'])) : [];
  return drivers.length > 1 && drivers.some((driver) => driver === 'macvlan' || driver === 'ipvlan');
}

function pageName(wanted: string, taken: object): string {
  const plain = wanted.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const base = plain.replace(/^-|-$/g, '') || 'page';
  let name = base;
  for (let number = 2; Object.hasOwn(taken, name); number++) name = `${base}-${number}`;
  return name;
}

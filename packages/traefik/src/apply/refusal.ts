import { equal, HlError, type Change, type ErrorKind, type Refusal } from '@hl/core';
import type { Access } from '../access.js';
import type { EntryPoints } from '../client/api.js';
import type { Inventory } from '../client/layout/inventory.js';
import { listOf, qualified } from '../client/snapshot.js';
import { definitionsIn, idOf, layers, onlyConfig, type Definition, type Layer, type RouteSpec } from '../desired/spec.js';
import { validate } from '../desired/validate.js';
import { placeOf, stoppedBy, type FileFault } from '../observe/faults.js';
import { holderOf, holderOfHost, inTheWay, type Holder } from '../observe/holder.js';
import { rivals } from '../observe/rivals.js';
import { faultsIn, stateOf, type State } from '../observe/state.js';

type Route = Change<RouteSpec>;

/** What decides whether a change can be written, as it is now. */
export interface Circumstances extends State {
  readonly entryPoints: EntryPoints | null;
  readonly faults: readonly FileFault[];
  /** What is about to be written, all of it at once. */
  readonly coming: readonly Definition[];
}

export async function circumstancesOf(access: Access, changes: readonly Route[]): Promise<Circumstances> {
  const state = await stateOf(access);
  const entryPoints = (await access.api?.entryPoints()) ?? null;
  const faults = await faultsIn(access, state.inventory.files, state.snapshot);
  return { ...state, entryPoints, faults, coming: changes.flatMap(({ after }) => definitionsIn(after ?? {})) };
}

/** Changes that Traefik would not take up, told before anything is written. */
export async function refusals(access: Access, changes: readonly Route[]): Promise<Refusal[]> {
  const now = await circumstancesOf(access, changes);
  return changes.flatMap((change) => {
    const error = refusalOf(change, access.layout.fileOf(change.key), now);
    return error === null ? [] : [{ key: change.key, error: error.toJSON() }];
  });
}

/** Why a change must not be written, or `null`. `file`: where it belongs. */
export function refusalOf({ key, before, after }: Route, file: string, now: Circumstances): HlError | null {
  const { directory, inventory, faults, others } = now;
  const broken = faults.filter((fault) => fault.sure && fault.file !== file);
  if (broken.length > 0) {
    const places = broken.map((fault) => placeOf(fault, directory)).join(', ');
    const message = `Traefik cannot take up the route of ${key}: ${stoppedBy(broken)}`;
    return refuse('BLOCKED', 'refused', message, `Mend or remove ${places}; nothing was written.`);
  }
  if (after === null) return null;
  try {
    validate(key, after);
  } catch (error) {
    return HlError.from(error);
  }
  const found = inventory.find(key);
  if (found && !found.ours && found.file === file && !found.whole) return taken(key, holderOf(found, file, directory));
  const elsewhere = inventory.elsewhere(key);
  if (elsewhere) return taken(key, holderOf(elsewhere, file, directory));
  const obstacle = found ? null : inTheWay(key, [after], now);
  if (obstacle) return taken(key, obstacle);
  // what was there before the change is not its doing
  const known = new Set(before ? rivals(key, before, others) : []);
  const rival = rivals(key, after, others).find((one) => !known.has(one));
  if (rival) return taken(key, holderOfHost(rival, directory));
  return missingEntryPoint(key, after, now) ?? missingMiddleware(key, after, now);
}

const refuse = (code: string, kind: ErrorKind, message: string, hint?: string): HlError =>
  new HlError(`HL_TRAEFIK_${code}`, message, { kind, ...(hint === undefined ? {} : { hint }) });

const taken = (key: string, { holder, hint }: Holder): HlError =>
  refuse('TAKEN', 'conflict', `what ${key} needs is held by ${holder}`, hint);

export const changedMeanwhile = (file: string): HlError =>
  refuse('CHANGED', 'conflict', `${file} was changed by somebody else in this moment`, 'Nothing was overwritten; run again.');

/** Whether the service's part of the files is not what it was when the change was made. */
export function isChanged({ key, before }: Route, file: string, inventory: Inventory): boolean {
  const found = inventory.find(key);
  return found?.file === file && found.config !== null && !(before && equal(found.config, onlyConfig(before)));
}

function missingEntryPoint(key: string, after: RouteSpec, { entryPoints }: Circumstances): HlError | null {
  if (entryPoints === null) return null;
  const unknown = namedBy(after, 'entryPoints').filter(([section, one]) => entryPoints.get(one)?.udp !== (section === 'udp'));
  const [first] = unknown;
  if (first === undefined) return null;
  const udp = first[0] === 'udp';
  const names = [...new Set(unknown.map(([, name]) => name))];
  const known = [...entryPoints].filter(([, one]) => one.udp === udp).map(([name]) => name);
  return refuse(
    'ENTRYPOINT',
    'input',
    `${key}: Traefik has no ${udp ? 'UDP ' : ''}entryPoint ${names.join(', ')} (it has ${known.join(', ') || 'none'})`,
    names.includes('web')
      ? 'Name one of these in traefik.entrypoints; redirect_http sits on web, so without it redirect in the static configuration.'
      : 'Name one of these in traefik.entrypoints of the service file or of hl.yml.',
  );
}

/** What Traefik does not show may yet come from a file that it has not loaded, or with the route of a neighbour. */
function missingMiddleware(key: string, after: RouteSpec, { inventory, snapshot, coming }: Circumstances): HlError | null {
  if (snapshot === null) return null;
  const written = new Set([...inventory.definitions, ...coming].map((one) => `${idOf(one)}@file`));
  const wrong = namedBy(after, 'middlewares').flatMap(([section, one]) => {
    const name = qualified(one);
    const shown = snapshot.names(section, 'middlewares').get(name);
    if (shown?.['status'] === 'disabled') return [`${name} is disabled: ${[shown['error'] ?? 'no reason given'].flat().join(', ')}`];
    return shown === undefined && !written.has(idOf({ section, kind: 'middlewares', name })) ? [`there is no middleware ${name}`] : [];
  });
  if (wrong.length === 0) return null;
  return refuse(
    'MIDDLEWARE',
    'input',
    `${key}: Traefik would not serve the route: ${[...new Set(wrong)].join('; ')}`,
    'Correct traefik.middlewares of the service file, or define the middleware in Traefik first; nothing was written.',
  );
}

/** What the routers name in a list, with the section that they are in. */
const namedBy = (config: RouteSpec, field: 'entryPoints' | 'middlewares'): [Layer, string][] =>
  layers.flatMap((section) =>
    Object.values(config[section]?.['routers'] ?? {}).flatMap((fields) =>
      listOf(fields[field]).map((name): [Layer, string] => [section, name]),
    ),
  );

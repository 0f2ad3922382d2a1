import { equal, HlError } from '@hl/core';
import type { Change, Refusal } from '@hl/core';
import { check } from './check.js';
import type { EntryPoints } from './client.js';
import { readFiles } from './directory.js';
import type { Files } from './directory.js';
import { findFaults, stopped } from './faults.js';
import type { Fault } from './faults.js';
import { holderElsewhere, holderOf, holderOfHost } from './holder.js';
import type { Holder } from './holder.js';
import { isWhole } from './observe.js';
import { rivals } from './rivals.js';
import type { Router } from './rivals.js';
import { routersOfOthers } from './routers.js';
import type { Snapshot } from './snapshot.js';
import { configOf, eachDefinition, kindOf } from './spec.js';
import type { RouteConfig, RouteSpec } from './spec.js';
import type { World } from './world.js';

type Route = Change<RouteSpec>;

/** What decides whether a change can be written, as it is now. */
export interface Circumstances {
  readonly files: Files;
  readonly snapshot: Snapshot | null;
  readonly entryPoints: EntryPoints | null;
  /** Only those that are sure. */
  readonly faults: readonly Fault[];
  readonly others: readonly Router[];
}

export async function circumstances(world: World): Promise<Circumstances> {
  const { remote, directory, api, layout } = world;
  const files = await readFiles(remote, directory);
  const [snapshot, entryPoints] = [(await api?.snapshot()) ?? null, (await api?.entryPoints()) ?? null];
  const faults = (await findFaults(world, files, snapshot)).filter(({ sure }) => sure);
  return { files, snapshot, entryPoints, faults, others: routersOfOthers(layout, files, snapshot) };
}

/** Changes that Traefik would not take up, told before anything is written. */
export async function refusals(world: World, changes: readonly Route[]): Promise<Refusal[]> {
  const now = await circumstances(world);
  return changes.flatMap((change) => {
    const error = refusal(world, change, now);
    return error === null ? [] : [{ key: change.key, error: error.toJSON() }];
  });
}

/** Why a change must not be written, or `null`. */
export function refusal(world: World, { key, before, after }: Route, now: Circumstances): HlError | null {
  const { layout, directory } = world;
  const { files, faults, others, entryPoints } = now;
  const file = layout.fileOf(key);
  const broken = faults.filter((fault) => fault.file !== file);
  if (broken.length > 0) return blocked(key, directory, broken);
  if (after === null) return null;
  try {
    check(key, after);
  } catch (error) {
    return HlError.from(error);
  }
  const found = layout.find(files, [key]).get(key);
  if (found && !found.ours && found.file === file && !isWhole(key, found)) return taken(key, holderOf(found, file, directory, false));
  const elsewhere = layout.elsewhere(files)(key);
  if (elsewhere) return taken(key, holderOf(elsewhere, file, directory, true));
  if (!found && now.snapshot?.names('http', 'routers').has(`${key}@file`)) return taken(key, holderElsewhere(key, directory));
  const known = new Set(found === undefined || before === null ? [] : rivals(key, before, others));
  const [rival] = rivals(key, after, others).filter((one) => !known.has(one));
  if (rival) return taken(key, holderOfHost(rival, directory));
  return missingEntryPoint(key, after, entryPoints) ?? missingMiddleware(key, after, world, now);
}

/** Files of others that this Traefik is sure to reject. */
function blocked(key: string, directory: string, broken: readonly Fault[]): HlError {
  const place = broken.map(({ file, line }) => `${directory}/${file}${line === null ? '' : `:${line}`}`).join(', ');
  return new HlError('HL_TRAEFIK_BLOCKED', `Traefik cannot take up the route of ${key}: ${stopped(broken)}`, {
    kind: 'refused',
    hint: `Mend or remove ${place}; nothing was written.`,
  });
}

function taken(key: string, { holder, hint }: Holder): HlError {
  return new HlError('HL_TRAEFIK_TAKEN', `what ${key} needs is held by ${holder}`, { kind: 'conflict', ...(hint ? { hint } : {}) });
}

export const meanwhile = (file: string): HlError =>
  new HlError('HL_TRAEFIK_CHANGED', `${file} was changed by somebody else in this moment`, {
    kind: 'conflict',
    hint: 'Nothing was overwritten; run again.',
  });

/** Whether the service's part of the files is not what it was when the change was made. */
export function changedSince({ layout }: World, files: Files, { key, before }: Route): boolean {
  const found = layout.find(files, [key]).get(key);
  return found?.file === layout.fileOf(key) && found.config !== null && !(before && equal(configOf(found.config), configOf(before)));
}

function missingEntryPoint(key: string, after: RouteConfig, entryPoints: EntryPoints | null): HlError | null {
  if (entryPoints === null) return null;
  const unknown = namedBy(after, 'entryPoints').filter(([section, one]) => entryPoints.get(one)?.udp !== (section === 'udp'));
  const [first] = unknown;
  if (first === undefined) return null;
  const protocol = first[0] === 'udp' ? 'UDP ' : '';
  const names = [...new Set(unknown.map(([, name]) => name))];
  const known = [...entryPoints].filter(([, { udp }]) => udp === (first[0] === 'udp')).map(([name]) => name);
  return new HlError(
    'HL_TRAEFIK_ENTRYPOINT',
    `${key}: Traefik has no ${protocol}entryPoint ${names.join(', ')} (it has ${known.join(', ') || 'none'})`,
    {
      kind: 'input',
      hint: names.includes('web')
        ? 'Name one of these in traefik.entrypoints; redirect_http sits on web, so without it redirect in the static configuration.'
        : 'Name one of these in traefik.entrypoints of the service file or of hl.yml.',
    },
  );
}

/** What Traefik does not show may yet come from a file that it has not loaded. */
function missingMiddleware(key: string, after: RouteConfig, { layout }: World, { files, snapshot }: Circumstances): HlError | null {
  if (snapshot === null) return null;
  const written = new Set([after, ...[...layout.others(files), ...layout.own(files)].map(({ config }) => config)].flatMap(middlewaresOf));
  const wrong = namedBy(after, 'middlewares').flatMap(([section, one]) => {
    const name = one.includes('@') ? one : `${one}@file`;
    const shown = snapshot.names(section, 'middlewares').get(name);
    if (shown?.['status'] === 'disabled') return [`${name} is disabled: ${[shown['error'] ?? 'no reason given'].flat().join(', ')}`];
    return shown === undefined && !written.has(`${section} ${name}`) ? [`there is no middleware ${name}`] : [];
  });
  if (wrong.length === 0) return null;
  return new HlError('HL_TRAEFIK_MIDDLEWARE', `${key}: Traefik would not serve the route: ${[...new Set(wrong)].join('; ')}`, {
    kind: 'input',
    hint: 'Correct traefik.middlewares of the service file, or define the middleware in Traefik first; nothing was written.',
  });
}

type Layer = 'http' | 'tcp' | 'udp';

/** What the routers name in a list, with the section that they are in. */
function namedBy(config: RouteConfig, field: 'entryPoints' | 'middlewares'): [Layer, string][] {
  const found: [Layer, string][] = [];
  eachDefinition(config, (section, kind, _, fields) => {
    const names = fields[field];
    if (kind === 'routers' && section !== 'tls' && Array.isArray(names))
      found.push(...names.map((one): [Layer, string] => [section, String(one)]));
  });
  return found;
}

function middlewaresOf(config: RouteConfig): string[] {
  const found: string[] = [];
  eachDefinition(config, (section, kind, name) => {
    if (kindOf(kind) === 'middlewares') found.push(`${section} ${name}@file`);
  });
  return found;
}

import { equal, HlError } from '@hl/core';
import type { Change } from '@hl/core';
import { check } from './check.js';
import { using } from './document.js';
import type { EntryPoints } from './client.js';
import type { Found } from './layout.js';
import { configOf, eachDefinition } from './spec.js';
import type { RouteSpec } from './spec.js';

export interface Circumstances {
  /** Where the service's definitions belong. */
  readonly file: string;
  /** What is under its names now. */
  readonly found: Found | undefined;
  /** Another file that has its names. */
  readonly taken: Found | null;
  readonly entryPoints: EntryPoints | null;
}

/** Why a change must not be written, or `null`. */
export function refusal({ key, before, after }: Change<RouteSpec>, { file, found, taken, entryPoints }: Circumstances): HlError | null {
  if (found?.file === file && found.config && !(before && equal(configOf(found.config), configOf(before)))) return meanwhile(file);
  if (after === null) return null;
  try {
    check(key, after);
  } catch (error) {
    return HlError.from(error);
  }
  if (found && !found.ours && found.file === file && found.config && !equal(using(key, found.config), found.config)) {
    return new HlError('HL_TRAEFIK_TAKEN', `${file} defines more than the names of ${key}: taking it over would lose the rest`, {
      kind: 'conflict',
      hint: 'Move the other definitions to a file of another name first.',
    });
  }
  if (taken) {
    return new HlError('HL_TRAEFIK_TAKEN', `${taken.file} already defines names that ${key} needs`, {
      kind: 'conflict',
      hint: `Remove them from ${taken.file}, or rename the service.`,
    });
  }
  const unknown = entryPoints === null ? [] : wantedBy(after).filter((one) => !entryPoints.has(one));
  if (unknown.length === 0) return null;
  const known = [...(entryPoints ?? new Map()).keys()].join(', ');
  return new HlError('HL_TRAEFIK_ENTRYPOINT', `${key}: Traefik has no entryPoint ${unknown.join(', ')} (it has ${known})`, {
    kind: 'input',
    hint: unknown.includes('web')
      ? 'Name one of these in traefik.entrypoints; redirect_http sits on web, so without it redirect in the static configuration.'
      : 'Name one of these in traefik.entrypoints of the service file or of hl.yml.',
  });
}

export const meanwhile = (file: string): HlError =>
  new HlError('HL_TRAEFIK_CHANGED', `${file} was changed by somebody else in this moment`, {
    kind: 'conflict',
    hint: 'Nothing was overwritten; run again.',
  });

function wantedBy(spec: RouteSpec): string[] {
  const wanted = new Set<string>();
  eachDefinition(spec, (_, kind, __, { entryPoints }) => {
    if (kind === 'routers' && Array.isArray(entryPoints)) for (const one of entryPoints) wanted.add(String(one));
  });
  return [...wanted];
}

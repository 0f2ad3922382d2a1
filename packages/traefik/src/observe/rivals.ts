import { isRecord } from '@hl/core';
import { alternativesOf, covers, shareHost, type Alternative } from '@hl/schema/traefik';
import type { Layer, RouteConfig } from '../desired/spec.js';
import type { Router } from './routers.js';

type Fields = { readonly [field: string]: unknown };

/** Those of `others` that would take, or lose, requests that the service's own router is for. */
export function rivals(key: string, spec: Partial<RouteConfig>, others: readonly Router[]): Router[] {
  return others.filter((other) =>
    (['http', 'tcp', 'udp'] as const).some((section) => {
      const own = spec[section]?.['routers']?.[key];
      return own !== undefined && shareEntryPoint(own, other.fields) && collide(section, own, other);
    }),
  );
}

function collide(section: Layer, own: Fields, { section: theirs, fields, served, redirects }: Router): boolean {
  if (section === 'udp' || theirs === 'udp') return section === theirs; // nothing but the entryPoint tells them apart
  const secure = isRecord(fields['tls']);
  if (section === theirs && served && isRecord(own['tls']) !== secure) return false;
  if (redirects && !secure && isRecord(own['tls'])) return false;
  const [wanted, found] = [alternatives(own), alternatives(fields)];
  // what TCP routers name is theirs before HTTP is looked at
  if (section !== theirs) return wanted.some((one) => found.some((other) => shareHost(one, other)));
  const [mine, given] = [weight(own), weight(fields)];
  const equals = mine.byLength && given.byLength;
  return wanted.some((one) =>
    found.some(
      (other) => covers(other, one) && (given.priority >= mine.priority || (equals && shareHost(one, other) && covers(one, other))),
    ),
  );
}

/** Without a list a router is on all entryPoints that are default ones. */
function shareEntryPoint(own: Fields, theirs: Fields): boolean {
  const [a, b] = [own['entryPoints'], theirs['entryPoints']].map((value) => (value === undefined ? [] : [value].flat().map(String)));
  return !a?.length || !b?.length || a.some((one) => b.includes(one));
}

/** Where nobody says more, Traefik takes the length in bytes; what answers for all names of TCP comes last. */
function weight({ rule, priority, priorityStr }: Fields): { readonly priority: number; readonly byLength: boolean } {
  const length = rule === 'HostSNI(`*`)' ? -1 : Buffer.byteLength(String(rule ?? ''));
  const given = Number(priorityStr ?? priority ?? 0) || length;
  return { priority: given, byLength: given === length };
}

/** Each router is compared with many. */
const known = new WeakMap<Fields, readonly Alternative[]>();

function alternatives(router: Fields): readonly Alternative[] {
  const found = known.get(router) ?? alternativesOf(String(router['rule'] ?? ''));
  known.set(router, found);
  return found;
}

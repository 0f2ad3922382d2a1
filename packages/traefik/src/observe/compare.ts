import { isRecord } from '@hl/core';
import type { EntryPoints } from '../client/api.js';
import { listOf, qualified, type Shown, type Snapshot } from '../client/snapshot.js';
import { definitionsIn, idOf, type Definition, type Fields, type RouteConfig, type RouteSpec } from '../desired/spec.js';

export interface Judgement {
  /** `missing`: not served as written (yet). `disabled`: loaded, and Traefik does not serve it. `live`: served. */
  readonly state: 'missing' | 'disabled' | 'live';
  /** Traefik's own errors and warnings; why it is missing. */
  readonly notes: readonly string[];
  /** Every detail of middlewares and services is as written, too. */
  readonly exact: boolean;
}

/** Whether Traefik serves what is written. Judged by `status`, as `using` is also there on disabled routers. */
export function judge(config: Partial<RouteConfig>, snapshot: Snapshot, entryPoints: EntryPoints | null): Judgement {
  const looks = definitionsIn(config).flatMap((one) => {
    const what = titles[one.kind];
    return what === undefined ? [] : [{ what: `${what} ${one.name}`, fields: one.fields, served: servedAs(one, snapshot, entryPoints) }];
  });
  const missing = looks.filter(({ served }) => served.length === 0).map(({ what }) => what);
  if (missing.length > 0) return { state: 'missing', notes: missing, exact: false };
  const notes = looks.flatMap(({ what, served }) =>
    served.flatMap(({ status, error }) => {
      const disabled = status === 'disabled';
      const given = listOf(error).map((one) => ({ disabled, note: `${what}: ${one}` }));
      return disabled && given.length === 0 ? [{ disabled, note: `${what} is disabled` }] : given;
    }),
  );
  const errors = notes.filter(({ disabled }) => disabled).map(({ note }) => note);
  if (errors.length > 0) return { state: 'disabled', notes: errors, exact: true };
  const exact = looks.every(({ what, fields, served }) => what.startsWith('router') || contains(served[0], fields));
  return { state: 'live', notes: notes.map(({ note }) => note), exact };
}

const titles: { readonly [kind: string]: string | undefined } = { routers: 'router', services: 'service', middlewares: 'middleware' };

/** What the API shows for a definition; empty: it does not serve it as it is written. */
function servedAs(definition: Definition, snapshot: Snapshot, entryPoints: EntryPoints | null): readonly Shown[] {
  const { section, kind, name, fields } = definition;
  if (kind === 'routers') {
    const served = [...variants(definition, snapshot).values()];
    const on = served.flatMap((one) => listOf(one['entryPoints']));
    const isWhole = listOf(fields['entryPoints']).every((one) => on.includes(one));
    return isWhole && served.every((one) => isSameRouter(fields, one, entryPoints)) ? served : [];
  }
  const shown = snapshot.names(section, kind).get(`${name}@file`);
  return shown && targetOf(fields) === targetOf(shown) ? [shown] : [];
}

/** Routers of `before` that Traefik still serves though `after` has them no more. Under the same name there may be somebody else's by now. */
export function leftovers(before: RouteSpec | null, after: Partial<RouteConfig> | null, snapshot: Snapshot): string[] {
  const kept = new Set(definitionsIn(after ?? {}).map(idOf));
  const gone = definitionsIn(before ?? {}).filter((one) => one.kind === 'routers' && !kept.has(idOf(one)));
  return gone.flatMap((one) => {
    const isStill = ({ rule, service }: Shown): boolean =>
      rule === one.fields['rule'] && qualified(String(service)) === qualified(String(one.fields['service']));
    return [...variants(one, snapshot)].filter(([, shown]) => isStill(shown) || !before?.live).map(([name]) => name);
  });
}

/** Whether Traefik still shows something of `before` that `after` has no more, such as a header: it has not read the file anew. */
export function outdated(before: Partial<RouteConfig> | null, after: Partial<RouteConfig>, snapshot: Snapshot): boolean {
  const wanted = new Map(definitionsIn(after).map((one) => [idOf(one), one.fields]));
  return definitionsIn(before ?? {}).some((one) => {
    const shown = snapshot.names(one.section, one.kind).get(`${one.name}@file`);
    const now = wanted.get(idOf(one));
    return now !== undefined && shown !== undefined && contains(shown, one.fields) && !contains(withDefaults(now), one.fields);
  });
}

/** With what Traefik takes where nothing is said, as far as we ever say it. */
function withDefaults(fields: Fields): Fields {
  const { loadBalancer } = fields;
  const check = isRecord(loadBalancer) && isRecord(loadBalancer['healthCheck']) ? loadBalancer['healthCheck'] : null;
  return {
    priority: Buffer.byteLength(String(fields['rule'])),
    ...fields,
    ...(check ? { loadBalancer: { ...(loadBalancer as Fields), healthCheck: { interval: '30s', timeout: '5s', ...check } } } : {}),
  };
}

/** What is served for a router, but for copies that are none of it. */
function variants({ section, name, fields }: Definition, snapshot: Snapshot): ReadonlyMap<string, Shown> {
  const wanted = listOf(fields['entryPoints']);
  const isCopy = ({ rule, entryPoints }: Shown): boolean =>
    rule === fields['rule'] && (wanted.length === 0 || listOf(entryPoints).every((one) => wanted.includes(one)));
  return new Map([...snapshot.variants(section, name)].filter(([served, shown]) => served === `${name}@file` || isCopy(shown)));
}

function isSameRouter({ rule, service, middlewares, priority, tls }: Fields, shown: Shown, entryPoints: EntryPoints | null): boolean {
  const uses = listOf(middlewares).map((name) => qualified(name));
  const served = listOf(shown['middlewares']).map((name) => qualified(name));
  const given = listOf(shown['entryPoints']).some((one) => entryPoints?.get(one)?.tls ?? true);
  return (
    (rule === undefined || rule === shown['rule']) &&
    qualified(String(service)) === qualified(String(shown['service'])) &&
    (priority === undefined || Number(priority) === Number(shown['priority'] ?? shown['priorityStr'])) &&
    (isRecord(tls) ? isRecord(shown['tls']) && contains(shown['tls'], tls) : given || !isRecord(shown['tls'])) &&
    // an entryPoint's own middlewares come first
    served.slice(served.length - uses.length).join() === uses.join()
  );
}

/** Where a load balancer or forwardAuth sends to, as text. */
function targetOf({ loadBalancer, forwardAuth }: Shown): string {
  const servers = isRecord(loadBalancer) && Array.isArray(loadBalancer['servers']) ? loadBalancer['servers'] : [];
  return [...servers, forwardAuth]
    .filter(isRecord)
    .map(({ url, address }) => url ?? address)
    .join();
}

/** All of `wanted` is in `shown`; what is empty need not be shown. */
function contains(shown: unknown, wanted: unknown): boolean {
  if (isRecord(wanted)) return Object.entries(wanted).every(([name, value]) => contains(isRecord(shown) ? shown[name] : undefined, value));
  if (Array.isArray(wanted))
    return Array.isArray(shown) && shown.length === wanted.length && wanted.every((item, index) => contains(shown[index], item));
  if (shown === undefined) return wanted === null || wanted === false || wanted === 0 || wanted === '';
  return normal(String(shown)) === normal(String(wanted));
}

/** Without the provider; durations in milliseconds, since Go prints `60s` as `1m0s`. */
function normal(text: string): string {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return text.replace(/@file$/, '');
  const factors: { readonly [unit: string]: number } = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  return `${parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (factors[unit] ?? 0), 0)} ms`;
}

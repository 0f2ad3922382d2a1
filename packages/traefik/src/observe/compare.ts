import { isRecord } from '@hl/core';
import type { EntryPoints } from '../client/api.js';
import { listOf, qualified } from '../client/snapshot.js';
import type { Shown, Snapshot } from '../client/snapshot.js';
import { configOf, definitionsIn, idOf } from '../desired/spec.js';
import type { Definition, Fields, RouteConfig, RouteSpec } from '../desired/spec.js';

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
  const found = definitionsIn(config).flatMap((one) => look(one, snapshot, entryPoints) ?? []);
  const missing = found.filter(({ served }) => served.length === 0).map(({ what }) => what);
  if (missing.length > 0) return { state: 'missing', notes: missing, exact: false };
  const errorsOf = (disabled: boolean): string[] =>
    found.flatMap(({ what, served }) =>
      served
        .filter(({ status }) => (status === 'disabled') === disabled)
        .flatMap(({ error }) => {
          const given = listOf(error).map((one) => `${what}: ${one}`);
          return disabled && given.length === 0 ? [`${what} is disabled`] : given;
        }),
    );
  const errors = errorsOf(true);
  if (errors.length > 0) return { state: 'disabled', notes: errors, exact: true };
  return { state: 'live', notes: errorsOf(false), exact: found.every(({ exact }) => exact) };
}

interface Look {
  readonly what: string;
  /** Empty: not served as written. */
  readonly served: readonly Shown[];
  readonly exact: boolean;
}

function look(definition: Definition, snapshot: Snapshot, entryPoints: EntryPoints | null): Look | null {
  const { section, kind, name, fields } = definition;
  const shown = snapshot.names(section, kind).get(`${name}@file`);
  if (kind === 'routers') {
    const served = [...variants(definition, snapshot).values()];
    const all = served.flatMap((one) => listOf(one['entryPoints']));
    const same =
      listOf(fields['entryPoints']).every((one) => all.includes(one)) && served.every((one) => sameRouter(fields, one, entryPoints));
    return { what: `router ${name}`, served: same ? served : [], exact: true };
  }
  if (kind === 'services') {
    const exact = contains(shown, fields) && optional.every((field) => has(fields, field) === has(shown, field));
    return { what: `service ${name}`, served: shown && serversOf(fields) === serversOf(shown) ? [shown] : [], exact };
  }
  if (kind === 'middlewares')
    return {
      what: `middleware ${name}`,
      served: shown && addressOf(fields) === addressOf(shown) ? [shown] : [],
      exact: contains(shown, fields),
    };
  return null;
}

/** Routers of `before` that Traefik still serves though `after` has them no more. Under the same name there may be somebody else's by now. */
export function leftovers(before: RouteSpec | null, after: Partial<RouteConfig> | null, snapshot: Snapshot): string[] {
  const kept = new Set(definitionsIn(after ?? {}).map(idOf));
  return definitionsIn(before ?? {})
    .filter((one) => one.kind === 'routers' && !kept.has(idOf(one)))
    .flatMap((one) => {
      const { fields } = one;
      const isStill = ({ rule, service }: Shown): boolean =>
        rule === fields['rule'] && qualified(String(service)) === qualified(String(fields['service']));
      return [...variants(one, snapshot)].flatMap(([name, shown]) => (isStill(shown) || !before?.live ? [name] : []));
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

/** What the API serves from the file provider under these names, though no file that we see defines it. */
export function servedUnder(names: readonly Omit<Definition, 'fields'>[], snapshot: Snapshot): RouteConfig | null {
  const served = names.flatMap((one) => {
    const shown = snapshot.names(one.section, one.kind).get(`${one.name}@file`);
    return shown ? [{ ...one, fields: shown as Fields }] : [];
  });
  return served.length > 0 ? configOf(served) : null;
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
  const all = [...snapshot.variants(section, name)].filter(
    ([served, { rule, entryPoints }]) =>
      served === `${name}@file` || (rule === fields['rule'] && (wanted.length === 0 || wanted.includes(String(listOf(entryPoints)[0])))),
  );
  return new Map(all);
}

function sameRouter(wanted: Fields, shown: Shown, entryPoints: EntryPoints | null): boolean {
  const { rule, service, middlewares, priority, tls } = wanted;
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

/** Where a load balancer sends to, as text. */
function serversOf({ loadBalancer }: { readonly [field: string]: unknown }): string {
  const servers = isRecord(loadBalancer) && Array.isArray(loadBalancer['servers']) ? loadBalancer['servers'] : [];
  return servers
    .filter(isRecord)
    .map(({ url, address }) => url ?? address)
    .join();
}

/** Fields of a load balancer that Traefik shows only when they are set. */
const optional = ['sticky', 'healthCheck', 'serversTransport'] as const;
const has = (fields: { readonly [field: string]: unknown } | undefined, field: string): boolean =>
  isRecord(fields?.['loadBalancer']) && fields['loadBalancer'][field] !== undefined;

const addressOf = ({ forwardAuth }: { readonly [field: string]: unknown }): unknown =>
  isRecord(forwardAuth) ? forwardAuth['address'] : undefined;

/** All of `wanted` is in `shown`; what is empty need not be shown. */
function contains(shown: unknown, wanted: unknown): boolean {
  if (isRecord(wanted)) return Object.entries(wanted).every(([name, value]) => contains(isRecord(shown) ? shown[name] : undefined, value));
  if (Array.isArray(wanted))
    return Array.isArray(shown) && shown.length === wanted.length && wanted.every((item, index) => contains(shown[index], item));
  if (shown === undefined) return wanted === null || wanted === false || wanted === 0 || wanted === '';
  return normal(String(shown)) === normal(String(wanted));
}

/** Without the provider; durations as Go counts them, since it prints `60s` as `1m0s`. */
function normal(text: string): string {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return text.replace(/@file$/, '');
  const factors = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  let total = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(h|ms|m|s)/g)) total += Number(count) * factors[unit as keyof typeof factors];
  return `${total} ms`;
}

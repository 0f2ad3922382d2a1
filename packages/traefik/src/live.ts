import { isRecord } from './check.js';
import type { EntryPoints } from './client.js';
import type { Shown, Snapshot } from './snapshot.js';
import { eachDefinition } from './spec.js';
import type { RouteConfig, RouteSpec } from './spec.js';

export interface Judgement {
  /** `missing`: not served as written (yet). `disabled`: loaded, and Traefik does not serve it. `live`: served. */
  readonly state: 'missing' | 'disabled' | 'live';
  /** Traefik's own errors and warnings; why it is missing. */
  readonly notes: readonly string[];
  /** Every detail of middlewares and services is as written, too. */
  readonly exact: boolean;
}

type Section = keyof RouteConfig;
type Fields = { readonly [field: string]: unknown };

/** Whether Traefik serves what is written. Judged by `status`, as `using` is also there on disabled routers. */
export function judge(config: RouteConfig, snapshot: Snapshot, entryPoints: EntryPoints | null): Judgement {
  const missing: string[] = [];
  const errors: string[] = [];
  const warnings: string[] = [];
  const inexact: string[] = [];
  const weigh = (what: string, { status, error }: Shown): void => {
    const said = (Array.isArray(error) ? error : []).map((one) => `${what}: ${String(one)}`);
    if (status === 'disabled') errors.push(...(said.length > 0 ? said : [`${what} is disabled`]));
    else warnings.push(...said);
  };
  eachDefinition(config, (section, kind, name, fields) => {
    if (kind === 'routers') {
      const served = variants(section, name, fields, snapshot);
      const all = served.flatMap(({ shown }) => strings(shown['entryPoints']));
      const wanted = strings(fields['entryPoints']);
      if (
        served.length === 0 ||
        wanted.some((one) => !all.includes(one)) ||
        !served.every(({ shown }) => sameRouter(fields, shown, entryPoints))
      ) {
        missing.push(`router ${name}`);
      } else for (const { shown } of served) weigh(`router ${name}`, shown);
    } else if (kind === 'services') {
      const shown = snapshot.names(section, kind).get(`${name}@file`);
      if (!shown || !sameServers(fields, shown)) missing.push(`service ${name}`);
      else {
        weigh(`service ${name}`, shown);
        if (!contains(shown, fields) || optional.some((field) => has(fields, field) !== has(shown, field))) inexact.push(`service ${name}`);
      }
    } else if (kind === 'middlewares') {
      const shown = snapshot.names(section, kind).get(`${name}@file`);
      if (!shown || addressOf(fields) !== addressOf(shown)) missing.push(`middleware ${name}`);
      else {
        weigh(`middleware ${name}`, shown);
        if (!contains(shown, fields)) inexact.push(`middleware ${name}`);
      }
    }
  });
  if (missing.length > 0) return { state: 'missing', notes: missing, exact: false };
  if (errors.length > 0) return { state: 'disabled', notes: errors, exact: true };
  return { state: 'live', notes: warnings, exact: inexact.length === 0 };
}

/** Routers of `before` that Traefik still serves though `after` has them no more. Under the same name there may be somebody else's by now. */
export function leftovers(before: RouteSpec | null, after: RouteConfig | null, snapshot: Snapshot): string[] {
  const found: string[] = [];
  if (before === null) return found;
  eachDefinition(before, (section, kind, name, fields) => {
    if (kind !== 'routers' || after?.[section]?.[kind]?.[name] !== undefined) return;
    for (const { name: served, shown } of variants(section, name, fields, snapshot)) {
      const same = shown['rule'] === fields['rule'] && qualified(String(shown['service'])) === qualified(String(fields['service']));
      if (same || !before.live) found.push(served);
    }
  });
  return found;
}

/** Whether Traefik still shows something of `before` that `after` has no more, such as a header: it has not read the file anew. */
export function outdated(before: RouteConfig | null, after: RouteConfig, snapshot: Snapshot): boolean {
  let found = false;
  eachDefinition(before ?? after, (section, kind, name, fields) => {
    const wanted = after[section]?.[kind]?.[name];
    const shown = snapshot.names(section, kind).get(`${name}@file`);
    if (wanted && shown && contains(shown, fields) && !contains(withDefaults(wanted), fields)) found = true;
  });
  return found;
}

/** With what Traefik takes where nothing is said, as far as we ever say it. */
function withDefaults(fields: Fields): Fields {
  const { loadBalancer } = fields;
  const check = isRecord(loadBalancer) && isRecord(loadBalancer['healthCheck']) ? loadBalancer['healthCheck'] : null;
  return {
    priority: String(fields['rule']).length,
    ...fields,
    ...(check ? { loadBalancer: { ...(loadBalancer as Fields), healthCheck: { interval: '30s', timeout: '5s', ...check } } } : {}),
  };
}

/** A router by its name; on an entryPoint with TLS or middlewares of its own it may be called `<entryPoint>-<name>` instead. */
function variants(section: Section, name: string, fields: Fields, snapshot: Snapshot): { name: string; shown: Shown }[] {
  const own = snapshot.names(section, 'routers').get(`${name}@file`);
  const wanted = strings(fields['entryPoints']);
  const copies = (section === 'http' ? snapshot.copies(`${name}@file`) : []).filter(
    ({ entryPoint, shown }) => shown['rule'] === fields['rule'] && (wanted.length === 0 || wanted.includes(entryPoint)),
  );
  return [
    ...(own ? [{ name: `${name}@file`, shown: own }] : []),
    ...copies.map(({ entryPoint, shown }) => ({ name: `${entryPoint}-${name}@file`, shown })),
  ];
}

function sameRouter(wanted: Fields, shown: Shown, entryPoints: EntryPoints | null): boolean {
  const uses = strings(wanted['middlewares']).map(qualified);
  const served = strings(shown['middlewares']).map(qualified);
  const tls = isRecord(wanted['tls']);
  const given = strings(shown['entryPoints']).some((one) => entryPoints?.get(one)?.tls ?? true);
  return (
    (wanted['rule'] === undefined || wanted['rule'] === shown['rule']) &&
    qualified(String(wanted['service'])) === qualified(String(shown['service'])) &&
    (wanted['priority'] === undefined || Number(wanted['priority']) === Number(shown['priority'] ?? shown['priorityStr'])) &&
    (tls ? isRecord(shown['tls']) && contains(shown['tls'], wanted['tls']) : given || !isRecord(shown['tls'])) &&
    // an entryPoint's own middlewares come first
    served.slice(served.length - uses.length).join() === uses.join()
  );
}

function sameServers(wanted: Fields, shown: Shown): boolean {
  const servers = (fields: Fields): unknown[] => {
    const balancer = fields['loadBalancer'];
    return isRecord(balancer) && Array.isArray(balancer['servers'])
      ? balancer['servers'].filter(isRecord).map(({ url, address }) => url ?? address)
      : [];
  };
  return servers(wanted).join() === servers(shown).join();
}

/** Fields of a load balancer that Traefik shows only when they are set. */
const optional = ['sticky', 'healthCheck', 'serversTransport'] as const;
const has = (fields: Fields, field: string): boolean => isRecord(fields['loadBalancer']) && fields['loadBalancer'][field] !== undefined;

const addressOf = (fields: Fields): unknown => (isRecord(fields['forwardAuth']) ? fields['forwardAuth']['address'] : undefined);

/** All of `wanted` is in `shown`; case of names and spelling of scalars do not count, and what is empty need not be shown. */
function contains(shown: unknown, wanted: unknown): boolean {
  if (isRecord(wanted)) {
    const byName = new Map(isRecord(shown) ? Object.entries(shown).map(([name, value]) => [name.toLowerCase(), value]) : []);
    return Object.entries(wanted).every(([name, value]) => contains(byName.get(name.toLowerCase()), value));
  }
  if (Array.isArray(wanted))
    return Array.isArray(shown) && shown.length === wanted.length && wanted.every((item, index) => contains(shown[index], item));
  if (shown === undefined) return /^(false|f|0|null|)$/i.test(String(wanted));
  if (typeof shown === 'boolean') return /^(true|t|1)$/i.test(String(wanted)) === shown;
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

const qualified = (name: string): string => (name.includes('@') ? name : `${name}@file`);
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

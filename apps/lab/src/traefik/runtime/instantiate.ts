import { isIP } from 'node:net';
import { isRecord } from '@hl/core';
import { goExpressionProblem } from '@hl/schema/traefik';
import type { Tree } from '../provider/decode.js';
import type { Named } from '../provider/file-provider.js';
import { qualify } from './model.js';
import type { Shown } from './model.js';

function fault(shown: Shown, error: string): string {
  shown.error = [...new Set([...(shown.error ?? []), error])];
  shown.status = 'disabled';
  return error;
}

/** What the constructor of a kind of middleware says of its options; null: it takes them. */
const constructors: { readonly [kind: string]: (options: Tree) => string | null } = {
  headers(options) {
    if (Object.values(options).every(isZero)) return 'headers configuration not valid';
    for (const pattern of list(options['accessControlAllowOriginListRegex'])) {
      const error = regexpError(pattern);
      if (error !== null) return `error occurred during origin parsing: ${error}`;
    }
    return null;
  },
  redirectRegex: ({ regex }) => regexpError(String(regex ?? '')),
  ipAllowList({ sourceRange }) {
    const ranges = list(sourceRange);
    if (ranges.length === 0) return 'sourceRange is empty, IPAllowLister not created';
    const bad = ranges.find((range) => isIP(range.split('/')[0] ?? '') === 0);
    return bad === undefined
      ? null
      : `cannot parse CIDRs [${ranges.join(' ')}]: parsing CIDR trusted IPs <nil>: invalid CIDR address: ${bad}`;
  },
};

/** Builds a middleware as a router does that uses it, and marks those that are at fault. */
export function middlewareError(name: string, all: readonly Shown[], within: readonly string[] = []): string | null {
  const shown = all.find((one) => one.name === name);
  if (shown === undefined) return `middleware ${JSON.stringify(name)} does not exist`;
  if (within.includes(name))
    return fault(shown, `could not instantiate middleware ${name}: recursion detected in ${[...within, name].join('->')}`);
  const kinds = Object.keys(shown).filter((kind) => isRecord(shown[kind]));
  if (kinds.length > 1)
    return fault(
      shown,
      'cannot create middleware: multi-types middleware not supported, consider declaring two different pieces of middleware instead',
    );
  const [kind = ''] = kinds;
  const options = shown[kind] as Tree;
  if (kind === 'plugin')
    return fault(shown, `invalid middleware ${JSON.stringify(name)} configuration: invalid middleware type or middleware does not exist`);
  if (kind === 'chain') {
    for (const member of list(options['middlewares'])) {
      const error = middlewareError(member, all, [...within, name]);
      if (error !== null) return fault(shown, error);
    }
    return null;
  }
  const error = constructors[kind]?.(options) ?? null;
  return error === null ? null : fault(shown, error);
}

/** The same for a service. `within`: the service that it is a member of, or the router. */
export function serviceError(name: string, all: readonly Shown[], transports: Named | null, within: readonly string[] = []): string | null {
  if (name.endsWith('@internal')) return null;
  const shown = all.find((one) => one.name === name);
  if (shown === undefined) return `the service ${JSON.stringify(name)} does not exist`;
  if (within.includes(name))
    return fault(shown, `could not instantiate service ${name}: recursion detected in ${[...within, name].join('->')}`);
  for (const member of members(shown)) {
    const error = serviceError(qualify(member), all, transports, [...within, name]);
    if (error !== null) return fault(shown, error);
  }
  const balancer = shown['loadBalancer'];
  if (!isRecord(balancer)) return null;
  const transport = balancer['serversTransport'];
  if (transports !== null && transport !== undefined && !transports.has(String(transport).replace(/@file$/, '')))
    return fault(
      shown,
      'serverStatus' in shown // of HTTP, that is
        ? `servers transport not found ${qualify(String(transport))}`
        : `no transport configuration found for "${qualify(String(transport))}"`,
    );
  for (const { url } of (balancer['servers'] as { url?: string }[] | undefined) ?? []) {
    if (url !== undefined && !URL.canParse(url))
      return fault(shown, `error parsing server URL ${url}: parse ${JSON.stringify(url)}: invalid URL`);
  }
  return null;
}

function members({ weighted, mirroring, failover }: Shown): string[] {
  const named = (value: unknown): string[] => (isRecord(value) && value['name'] !== undefined ? [String(value['name'])] : []);
  if (isRecord(weighted)) return ((weighted['services'] as unknown[] | undefined) ?? []).flatMap(named);
  if (isRecord(mirroring)) return [String(mirroring['service']), ...((mirroring['mirrors'] as unknown[] | undefined) ?? []).flatMap(named)];
  if (isRecord(failover)) return [failover['service'], failover['fallback']].filter((one) => one !== undefined).map(String);
  return [];
}

/** Go's zero value: as good as not there. */
const isZero = (value: unknown): boolean =>
  value === false || value === 0 || value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function regexpError(pattern: string): string | null {
  const problem = goExpressionProblem(pattern);
  return problem === null ? null : `error parsing regexp: ${problem}`;
}

import { createHash } from 'node:crypto';
import { isRecord } from '@hl/core';
import type { Tree } from '../provider/decode.js';
import type { Named } from '../provider/file-provider.js';
import { qualify } from './model.js';
import type { Shown } from './model.js';

/** Middlewares or services as the API shows them, with what Traefik takes where nothing is said. */
export function withDefaults(names: Named, layer: 'http' | 'tcp' | 'udp'): Shown[] {
  return [...names].map(([name, tree]) => {
    const [type = ''] = Object.keys(tree);
    const balancer = tree['loadBalancer'] as Tree | undefined;
    const servers = (balancer?.['servers'] as Tree[] | undefined) ?? [];
    const http = layer === 'http' && balancer;
    return {
      ...withGivenDefaults(tree, `${name}@file`),
      ...(http ? { loadBalancer: balancerDefaults(balancer, `${name}@file`) } : {}),
      status: 'enabled',
      name: `${name}@file`,
      provider: 'file',
      type: type.toLowerCase(),
      ...(http ? { serverStatus: Object.fromEntries(servers.map(({ url }) => [String(url), 'UP'])) } : {}),
    };
  });
}

/** What the API shows of middlewares and services although nobody wrote it. */
function withGivenDefaults(tree: Tree, name: string): Tree {
  const added: { readonly [kind: string]: (given: Tree) => Tree } = {
    forwardAuth: (given) => ({ maxBodySize: -1, ...given }),
    compress: (given) => ({ encodings: ['gzip', 'br', 'zstd'], ...given }),
    mirroring: (given) => ({ mirrorBody: true, maxBodySize: -1, ...given }),
    chain: (given) => ({ ...given, middlewares: ((given['middlewares'] as string[] | undefined) ?? []).map(qualify) }),
    weighted: (given) => (isRecord(given['sticky']) ? { ...given, sticky: stickyDefaults(given['sticky'], name) } : given),
  };
  return Object.fromEntries(Object.entries(tree).map(([kind, value]) => [kind, isRecord(value) ? (added[kind]?.(value) ?? value) : value]));
}

function stickyDefaults(sticky: Tree, name: string): Tree {
  const generated = `_${createHash('sha1').update(name).digest('hex').slice(0, 5)}`;
  return isRecord(sticky['cookie']) ? { ...sticky, cookie: { name: generated, path: '/', ...sticky['cookie'] } } : sticky;
}

function balancerDefaults(balancer: Tree, name: string): Tree {
  const check = balancer['healthCheck'] as Tree | undefined;
  const durations = check && { interval: goDuration(check['interval'] ?? '30s'), timeout: goDuration(check['timeout'] ?? '5s') };
  return {
    strategy: 'wrr',
    passHostHeader: true,
    responseForwarding: { flushInterval: '100ms' },
    ...balancer,
    ...(isRecord(balancer['sticky']) ? { sticky: stickyDefaults(balancer['sticky'], name) } : {}),
    ...(check ? { healthCheck: { mode: 'http', followRedirects: true, ...check, ...durations } } : {}),
  };
}

/** As Go prints it: `90s` is `1m30s`. */
function goDuration(value: unknown): string {
  const seconds = /^(\d+)s?$/.exec(String(value))?.[1];
  if (seconds === undefined || Number(seconds) < 60) return /s$|m$|h$/.test(String(value)) ? String(value) : `${String(value)}s`;
  const [hours, minutes] = [Math.floor(Number(seconds) / 3600), Math.floor(Number(seconds) / 60) % 60];
  return `${hours > 0 ? `${hours}h` : ''}${minutes}m${Number(seconds) % 60}s`;
}

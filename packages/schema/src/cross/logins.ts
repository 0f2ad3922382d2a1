import { pagesOf, type Service } from '@hl/core';
import { hostsOfRule } from '../rule/rule.js';
import { placeOf } from './claims.js';
import type { Tell } from './positions.js';

/** An outpost knows an application by its host name alone, so what is asked of visitors there is the same under every path. */
export function checkLogins(services: readonly Service[], tell: Tell): void {
  const first = new Map<string, { readonly service: Service; readonly page: Service }>();
  for (const service of services) {
    for (const page of pagesOf(service)) {
      const { authentik, traefik } = page;
      if (!authentik || !traefik || authentik.method === 'oidc' || authentik.level === 'domain') continue;
      for (const host of new Set([...traefik.hosts, ...(traefik.rule === null ? [] : hostsOfRule(traefik.rule))])) {
        const other = first.get(host);
        if (other === undefined) first.set(host, { service, page });
        else {
          const differs = (['method', 'groups', 'skipPathRegex'] as const).find(
            (key) => sorted(authentik[key]) !== sorted(other.page.authentik?.[key]),
          );
          if (differs === undefined) continue;
          const key = differs === 'skipPathRegex' ? 'skip_path_regex' : differs;
          const given = { method: true, groups: authentik.groups.length > 0, skipPathRegex: authentik.skipPathRegex.length > 0 }[differs];
          const message = `${host} has one sign-in, and ${other.page.name} (${other.service.path}) wants other ${key}`;
          const hint = `Give one of them a host name of its own, or write the same ${key} in both: then they are one application.`;
          tell(service, ...placeOf(service, page), 'authentik', ...(given ? [key] : [])).error('same-login', message, hint);
        }
      }
    }
  }
}

const sorted = (value: unknown): string => JSON.stringify(Array.isArray(value) ? [...new Set(value)].sort() : value);

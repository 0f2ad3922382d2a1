import type { Named } from '../provider/file-provider.js';
import type { EntryPoints, Shown } from './model.js';

/** An empty list is none. */
export const listed = (value: unknown): string[] | undefined => (Array.isArray(value) && value.length > 0 ? value.map(String) : undefined);

/** An entryPoint with TLS or middlewares of its own gives each router on it a copy; with several entryPoints under another name. */
export function modelled(routers: Named, entryPoints: EntryPoints): Named {
  const result: Named = new Map();
  for (const [name, router] of routers) {
    const wanted = listed(router['entryPoints']) ?? Object.keys(entryPoints).filter((one) => !entryPoints[one]?.udp);
    const plain: string[] = [];
    for (const one of wanted) {
      const model = entryPoints[one];
      if (!model?.tls && !model?.middlewares) plain.push(one);
      else {
        const middlewares = [...(model.middlewares ?? []), ...((router['middlewares'] as string[] | undefined) ?? [])];
        const tls = router['tls'] ?? model.tls;
        result.set(wanted.length > 1 ? `${one}-${name}` : name, {
          ...router,
          entryPoints: [one],
          ...(middlewares.length > 0 ? { middlewares } : {}),
          ...(tls ? { tls } : {}),
        });
      }
    }
    if (plain.length > 0) result.set(name, { ...router, entryPoints: plain });
  }
  return result;
}

const highest = '9223372036854775806';

/** Routers of Traefik's own, for entryPoints that redirect. */
export function internalRouters(entryPoints: EntryPoints): Shown[] {
  return Object.entries(entryPoints).flatMap(([name, { redirectTo }]) =>
    redirectTo === undefined
      ? []
      : [
          {
            entryPoints: [name],
            middlewares: [`redirect-${name}-to-${redirectTo}@internal`],
            service: 'noop@internal',
            rule: 'HostRegexp(`^.+$`)',
            priority: Number(highest),
            status: 'enabled',
            using: [name],
            name: `${name}-to-${redirectTo}@internal`,
            provider: 'internal',
            priorityStr: highest,
          },
        ],
  );
}

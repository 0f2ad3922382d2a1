import type { Runtime } from './runtime.js';

/** Watches what each configuration exposes: a host that is or was behind forwardAuth must never have been open. */
export function exposure(): { readonly everOpen: string[]; see(runtime: Runtime): void } {
  const [open, guarded]: [Set<string>, Set<string>] = [new Set(), new Set()];
  const everOpen: string[] = [];
  return {
    everOpen,
    see(runtime) {
      for (const { shown, rule } of runtime.routes) {
        const uses = new Set((shown['middlewares'] as string[] | undefined) ?? []);
        const used = runtime.http.middlewares.filter(({ name }) => uses.has(name));
        const service = String(shown['service']).replace(/@file$/, '');
        const url = serverOf(runtime, service);
        if (used.some((one) => one['redirectScheme'])) continue; // nothing of the service is behind it
        for (const host of rule.hosts) {
          if (used.some((one) => one['forwardAuth'])) guarded.add(host);
          else if (!addressesOf(runtime).has(url)) open.add(host); // the outpost guards itself
        }
      }
      for (const host of open) if (guarded.has(host) && !everOpen.includes(host)) everOpen.push(host);
    },
  };
}

const serverOf = (runtime: Runtime, service: string): string => {
  const found = runtime.http.services.find(({ name }) => name === `${service}@file`);
  const [server] = ((found?.['loadBalancer'] as { servers?: { url: string }[] } | undefined)?.servers ?? []) as { url: string }[];
  return originOf(server?.url ?? '');
};

const addressesOf = (runtime: Runtime): Set<string> =>
  new Set(
    runtime.http.middlewares.flatMap((one) => {
      const address = (one['forwardAuth'] as { address?: string } | undefined)?.address;
      return address === undefined ? [] : [originOf(address)];
    }),
  );

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

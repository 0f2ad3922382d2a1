import type { Runtime, Shown } from '../runtime/model.js';

/** Watches what each configuration exposes: a host that is or was behind forwardAuth must never have been open. */
export function exposure(): { readonly everOpen: string[]; see(runtime: Runtime): void } {
  const [open, guarded]: [Set<string>, Set<string>] = [new Set(), new Set()];
  const everOpen: string[] = [];
  return {
    everOpen,
    see(runtime) {
      const outposts = addressesOf(runtime);
      const middlewares = new Map(runtime.http.middlewares.map((one) => [one.name, one]));
      const services = new Map(runtime.http.services.map((one) => [one.name, one]));
      for (const { shown, rule } of runtime.routes) {
        const used = ((shown['middlewares'] as string[] | undefined) ?? []).flatMap((name) => middlewares.get(name) ?? []);
        const service = String(shown['service']);
        const url = serverOf(services.get(service.includes('@') ? service : `${service}@file`));
        if (used.some((one) => one['redirectScheme'])) continue; // nothing of the service is behind it
        for (const host of rule.hosts) {
          if (used.some((one) => one['forwardAuth'])) guarded.add(host);
          else if (!outposts.has(url)) open.add(host); // the outpost guards itself
        }
      }
      for (const host of open) if (guarded.has(host) && !everOpen.includes(host)) everOpen.push(host);
    },
  };
}

const serverOf = (service: Shown | undefined): string => {
  const [server] = ((service?.['loadBalancer'] as { servers?: { url: string }[] } | undefined)?.servers ?? []) as { url: string }[];
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

import type { Tree } from '../provider/decode.js';
import type { Named } from '../provider/file-provider.js';
import { listed } from './entry-points.js';
import { middlewareError, serviceError } from './instantiate.js';
import { qualify } from './model.js';
import type { EntryPoints, Shown } from './model.js';
import { compileRule } from './rule.js';
import type { Rule } from './rule.js';

export interface Surroundings {
  readonly entryPoints: EntryPoints;
  readonly transports: { readonly http: Named; readonly tcp: Named };
  readonly tlsOptions: Named;
}

export interface Built {
  readonly shown: Shown;
  /** null: of UDP, or one that Traefik cannot read. */
  readonly rule: Rule | null;
  /** EntryPoints that it is on. */
  readonly using: readonly string[];
  readonly priority: number;
}

type Known = { readonly services: Shown[]; readonly middlewares: Shown[] };

/** Makes routers as Traefik does; what they use is marked as used, and as at fault. */
export function routerBuilder({ entryPoints, transports, tlsOptions }: Surroundings) {
  return (name: string, router: Tree, known: Known, layer: 'http' | 'tcp' | 'udp'): Built => {
    const missing: string[] = [];
    const faults: string[] = [];
    const usable = Object.keys(entryPoints).filter((one) => (entryPoints[one]?.udp ?? false) === (layer === 'udp'));
    const wanted = listed(router['entryPoints']) ?? usable;
    const using = wanted.filter((one) => usable.includes(one));
    for (const one of wanted.filter((one) => !usable.includes(one))) missing.push(`entryPoint "${one}" doesn't exist`);
    if (using.length === 0) faults.push('no valid entryPoint for this router');
    const uses = ((router['middlewares'] as string[] | undefined) ?? []).map(qualify);
    const service = router['service'] === '' ? undefined : (router['service'] as string | undefined);
    const text = String(router['rule'] ?? '');
    const tls = router['tls'] as Tree | undefined;
    let rule: Rule | null = null;
    for (const one of uses) faults.push(...present(middlewareError(one, known.middlewares)));
    faults.push(...present(serviceFault(name, service, known.services, layer === 'udp' ? null : transports[layer])));
    if (layer === 'tcp' && !tls && /HostSNI(Regexp)?\((?!.\*)/i.test(text))
      faults.push(`invalid rule: ${JSON.stringify(text)} , has HostSNI matcher, but no TLS on router`);
    try {
      rule = layer === 'udp' ? null : compileRule(text, layer);
    } catch (error) {
      faults.push((error as Error).message);
    }
    const options = String(tls?.['options'] ?? 'default').replace(/@file$/, '');
    if (options !== 'default' && !tlsOptions.has(options)) faults.push(`building router handler: unknown TLS options: ${qualify(options)}`);

    const full = `${name}@file`;
    for (const used of [
      ...known.services.filter((found) => service !== undefined && found.name === qualify(service)),
      ...known.middlewares.filter((found) => uses.includes(found.name)),
    ]) {
      used['usedBy'] = [...((used['usedBy'] as string[] | undefined) ?? []), full];
    }
    const everyName = layer === 'tcp' && text === 'HostSNI(`*`)';
    const priority = Number(router['priority'] ?? 0) || (everyName ? -1 : Buffer.byteLength(text));
    const shownPriority = using.length === 0 ? 0 : priority;
    const errors = [...missing, ...faults];
    const shown: Shown = {
      entryPoints: wanted,
      ...(uses.length > 0 ? { middlewares: uses } : {}),
      ...(service === undefined ? {} : { service }),
      ...(layer === 'udp' ? {} : { rule: text, priority: shownPriority }),
      ...(tls ? { tls: { options: 'default', ...tls } } : {}),
      ...(layer === 'http' ? { observability: { accessLogs: true, metrics: true, tracing: true, traceVerbosity: 'minimal' } } : {}),
      ...(errors.length > 0 ? { error: errors } : {}),
      status: faults.length > 0 ? 'disabled' : missing.length > 0 ? 'warning' : 'enabled',
      ...(using.length > 0 ? { using } : {}),
      name: full,
      provider: 'file',
      ...(layer === 'udp' ? {} : { priorityStr: String(shownPriority) }),
    };
    return { shown, rule, using, priority };
  };
}

const present = (error: string | null): string[] => (error === null ? [] : [error]);

/** What follows an @ in the router's name counts as its provider. */
function serviceFault(router: string, service: string | undefined, services: readonly Shown[], transports: Named | null): string | null {
  if (service === undefined) return 'the service is missing on the router';
  const provider = router.includes('@') ? `${router.slice(router.indexOf('@') + 1)}@file` : 'file';
  return serviceError(service.includes('@') ? service : `${service}@${provider}`, services, transports);
}

import { sha256, type Json, type Service } from '@hl/core';
import { effectiveOf, projectOf } from '../deployment/effective.js';
import { moved } from './positions.js';

/** A container of a service, by the name that Docker knows it by. */
interface Provider {
  readonly service: Service;
  readonly container: string;
}

/** Of each container name, whose it is, host by host. */
function providersOf(services: readonly Service[]): ReadonlyMap<string, readonly Provider[]> {
  const found = new Map<string, Provider[]>();
  for (const service of services) {
    const { name, deployment } = service;
    if (!deployment) continue;
    for (const [key, { container_name: called }] of effectiveOf(name, deployment).containers) {
      const container = typeof called === 'string' ? called : `${projectOf(name, deployment)}-${key}-1`;
      const others = found.get(container);
      if (others === undefined) found.set(container, [{ service, container }]);
      else others.push({ service, container });
    }
  }
  return found;
}

/** Worked out when the first asks: few services use another's network. */
function whenAsked<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Names of the containers whose network those of a service use, by `network_mode: container:…`. */
function usedBy({ name, deployment }: Service): readonly string[] {
  if (!deployment) return none;
  let modes: Json[] | undefined; // hardly any has one
  if (deployment.networkMode !== null) modes = [deployment.networkMode];
  for (const { network_mode: mode } of effectiveOf(name, deployment).containers.values()) if (mode !== undefined) (modes ??= []).push(mode);
  return modes?.flatMap((mode) => (typeof mode === 'string' ? (/^container:(.+)$/.exec(mode)?.[1] ?? []) : [])) ?? none;
}

const none: readonly string[] = [];

/**
 * Services that use the network of another one's container on the same host, with that noted: `networkOf`, and a dependency. The
 * fingerprint is of all that the provider deploys, so that whoever uses its network is made anew with it. Pure; the same when done twice.
 */
export function linkNetworks(services: readonly Service[]): Service[] {
  const all = whenAsked(() => providersOf(services));
  const linked = new Map<Service, Service>();
  const link = (service: Service, behind: readonly Service[]): Service => {
    const { name, host, deployment } = service;
    const known = linked.get(service);
    if (known || !deployment || behind.includes(service)) return known ?? service;
    const used = usedBy(service);
    if (used.length === 0) return service;
    const others = used.flatMap((container) =>
      (all().get(container) ?? []).filter((one) => one.service.host === host && one.service.name !== name),
    );
    const [first] = others;
    if (!first) return service;
    const provider = link(first.service, [...behind, service]);
    const networkOf = {
      service: provider.name,
      container: first.container,
      fingerprint: sha256(JSON.stringify(provider.deployment)).slice(0, 16),
    };
    const dependsOnServices = [...new Set([...deployment.dependsOnServices, ...others.map((one) => one.service.name)])];
    const result = { ...service, deployment: { ...deployment, networkOf, dependsOnServices } };
    linked.set(service, result);
    moved(service, result);
    return result;
  };
  return services.map((service) => link(service, []));
}

/** Services that use the network of a container which is on another host only, with whose it is. */
export function elsewhere(services: readonly Service[]): (Provider & { readonly user: Service })[] {
  const all = whenAsked(() => providersOf(services));
  return services.flatMap((user) =>
    usedBy(user).flatMap((container) => {
      const found = all().get(container) ?? [];
      return found.some((one) => one.service.host === user.host) ? [] : found.slice(0, 1).map((one) => ({ ...one, user }));
    }),
  );
}

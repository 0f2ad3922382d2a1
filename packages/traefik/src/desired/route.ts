import { HlError, type Resource, type Service, type Site, type TraefikSection } from '@hl/core';
import { httpRoute } from './http-route.js';
import { sniRule } from './hosts.js';
import { backendOf, backendTls, entryPointsOf, inUrl, priority, tlsOf } from './router-fields.js';
import type { RouteSpec, Section } from './spec.js';
import { validate } from './validate.js';

/** What a service wants in Traefik: all its routers, services and middlewares, as one resource under its name. Pure. */
export function desiredRoute(service: Service, site: Site, outpostUrl: string | null): Resource<RouteSpec>[] {
  const { name, traefik: wanted } = service;
  if (wanted === null) return [];
  const nothing = { http: null, tcp: null, udp: null, tls: null, live: true };
  const spec =
    wanted.scheme === 'tcp' || wanted.scheme === 'udp'
      ? { ...nothing, [wanted.scheme]: layer4Route(service, wanted, site) }
      : { ...nothing, http: httpRoute(service, wanted, site, outpostUrl) };
  // a host or outpost that the site does not know (any more): planning its removal must still work, writing it is refused
  if (!JSON.stringify(spec).includes('.not-in-hl-yml.invalid')) validate(name, spec);
  return [{ system: 'traefik', key: name, service: name, spec }];
}

function layer4Route(service: Service, wanted: TraefikSection, site: Site): Section {
  const { name, authentik } = service;
  if (authentik !== null && authentik.method !== 'oidc') {
    throw new HlError('HL_TRAEFIK_SSO', `${name}: a ${wanted.scheme} route cannot be put behind Authentik`, {
      kind: 'input',
      hint: 'Disable the authentik section, or use scheme http or https.',
    });
  }
  const tls = tlsOf(wanted);
  const rule = {
    rule: wanted.rule ?? (tls ? sniRule(wanted.hosts) : 'HostSNI(`*`)'),
    ...(wanted.middlewares.length > 0 ? { middlewares: [...wanted.middlewares] } : {}),
    ...priority(wanted.priority),
    ...(tls ? { tls } : {}),
  };
  const backend = backendOf(service, site);
  const address = `${inUrl(backend)}:${wanted.port}`;
  // Go takes no name to check from an address of TCP, and without one it refuses every certificate
  const toTls = wanted.scheme === 'tcp' && wanted.trust && { serverName: backend, ...backendTls(wanted) };
  const loadBalancer = toTls ? { servers: [{ address, tls: true }], serversTransport: name } : { servers: [{ address }] };
  return {
    routers: { [name]: { ...entryPointsOf(wanted), service: name, ...(wanted.scheme === 'tcp' ? rule : {}) } },
    services: { [name]: { loadBalancer } },
    ...(toTls && { serversTransports: { [name]: { tls: toTls } } }),
  };
}

import type { Service, Site, TraefikSection } from '@hl/core';
import { addressOf } from './router-fields.js';
import { namesOf, type Fields } from './spec.js';

/** Where requests go to, and how Traefik watches and remembers it. */
export function loadBalancer(service: Service, wanted: TraefikSection, site: Site): Fields {
  const { name } = service;
  const cookie = { name: `hl_${name.replaceAll('-', '_')}`, httpOnly: true, ...(wanted.tls === null ? {} : { secure: true }) };
  return {
    servers: [{ url: `${wanted.scheme}://${addressOf(service, site)}:${wanted.port}` }],
    ...(wanted.sticky ? { sticky: { cookie } } : {}),
    ...(wanted.healthCheck ? { healthCheck: healthCheck(service, wanted) } : {}),
    ...(ownTransport(wanted) ? { serversTransport: namesOf(name).serversTransports.main } : {}),
  };
}

/** The backend's certificate is not looked at: that takes a transport of its own. */
export const ownTransport = ({ scheme, insecureSkipVerify }: TraefikSection): boolean => scheme === 'https' && insecureSkipVerify;

function healthCheck({ health }: Service, wanted: TraefikSection): Fields {
  if (health === null) return { path: '/' };
  const [status] = health.expectedStatus;
  const unusual = health.expectedStatus.length === 1 && status !== undefined && (status < 200 || status > 399);
  return {
    path: health.endpoint,
    interval: `${health.interval}s`,
    timeout: `${health.timeout}s`,
    ...(health.scheme === wanted.scheme ? {} : { scheme: health.scheme }),
    ...(health.port === wanted.port ? {} : { port: health.port }),
    ...(health.hostHeader === null ? {} : { hostname: health.hostHeader }),
    ...(Object.keys(health.headers).length > 0 ? { headers: { ...health.headers } } : {}),
    ...(health.followRedirects ? {} : { followRedirects: false }),
    ...(unusual ? { status } : {}),
  };
}

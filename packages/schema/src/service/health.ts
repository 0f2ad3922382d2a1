import type { Health, PublishedPort } from '@hl/core';
import type { Context } from './context.js';

/** From `deployment.healthcheck`, with the older spellings folded in. */
export function healthSection({ input, report }: Context, ports: readonly PublishedPort[]): Health | null {
  const { healthcheck, healthcheck_path, healthcheck_status, port } = input.deployment;
  const path = healthcheck_path ?? input.traefik?.healthcheck_path;
  const status = healthcheck_status ?? input.traefik?.healthcheck_status;
  const given = healthcheck ?? (path === undefined && status === undefined ? null : {});
  if (given === null || given.enabled === false) return null;
  if (given.port !== undefined && given.port !== port && ports.length > 0 && !ports.some(({ host }) => host === given.port)) {
    const inner = ports.find(({ container }) => container === given.port);
    const hint = inner
      ? `It is the port inside the container; on the host that is ${inner.host}.`
      : 'Leave it out to check the main port, or publish it under deployment.ports.';
    report.at('deployment', 'healthcheck', 'port').warn('unpublished', `nothing is published on port ${given.port} of the host`, hint);
  }
  return {
    scheme: given.scheme ?? 'http',
    endpoint: given.endpoint ?? path ?? '/',
    port: given.port ?? port,
    hostHeader: given.host ?? null,
    headers: given.headers ?? {},
    expectedStatus: [given.expected_status ?? status ?? 200].flat(),
    bodyContains: given.body_contains ?? null,
    followRedirects: given.follow_redirects ?? false,
    interval: given.interval ?? 30,
    timeout: given.timeout ?? 10,
    startPeriod: given.start_period ?? 0,
    retries: given.retries ?? 3,
  };
}

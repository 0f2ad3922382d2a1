import type { Health } from '@hl/core';
import { outerOf } from '../deployment/ports.js';
import { seconds } from './duration.js';
import type { Field } from '../diagnostic.js';
import type { ServiceFile } from '../service/service.gen.js';
import { isOpen, portOf, type PageContext } from './context.js';

/** Keys that a test inside the container has as well; the others ask from outside. */
const ofTest = /^(test|disable|interval|timeout|retries|start_period|start_interval)$/;

/** What is asked from outside, and where that is written; for the first page under `deployment` or at the top. */
export function healthGiven({ input, report }: Pick<PageContext, 'input' | 'report'>): { given: ServiceFile['healthcheck']; field: Field } {
  const own = input.deployment?.healthcheck;
  const asked = own && (!('test' in own || 'disable' in own) || Object.keys(own).some((key) => !ofTest.test(key))) ? own : undefined;
  const field = report.at('healthcheck');
  if (input.healthcheck && asked) {
    const hint = 'Keep one of them; a test inside the container stays under deployment.healthcheck.';
    field.key().error('either', 'the request of the health check is in deployment.healthcheck too', hint);
  }
  return input.healthcheck ? { given: input.healthcheck, field } : { given: asked, field: report.at('deployment', 'healthcheck') };
}

/** With the older spellings folded in. */
export function healthSection(context: PageContext): Health | null {
  const { port, backend, deployed } = context;
  const path = older(context, 'healthcheck_path', 'endpoint');
  const status = older(context, 'healthcheck_status', 'expected_status');
  const { field } = context.check;
  const given = context.check.given ?? (path === undefined && status === undefined ? null : {});
  if (given === null || given.enabled === false) return null;
  if (given.port !== undefined && given.port !== port && !isOpen(context, given.port)) {
    const inner = deployed && outerOf(deployed, given.port);
    const hint =
      inner === null
        ? 'Leave it out to check the main port, or publish it under deployment.ports.'
        : `It is the port inside the container; on the host that is ${inner}.`;
    field.at('port').warn('unpublished', `nothing is published on port ${given.port} of the host`, hint);
  }
  return {
    scheme: given.scheme ?? (backend?.scheme === 'https' ? 'https' : 'http'),
    endpoint: given.endpoint ?? path ?? '/',
    port: given.port ?? portOf(context),
    hostHeader: given.host ?? null,
    headers: given.headers ?? {},
    expectedStatus: [given.expected_status ?? status ?? 200].flat(),
    bodyContains: given.body_contains ?? null,
    followRedirects: given.follow_redirects ?? false,
    interval: seconds(given.interval, field.at('interval'), 1) ?? 30,
    timeout: seconds(given.timeout, field.at('timeout'), 1) ?? 10,
    startPeriod: seconds(given.start_period, field.at('start_period'), 0) ?? 0,
    retries: given.retries ?? 3,
  };
}

/** What an older key says, unless a newer one does. */
function older<K extends 'healthcheck_path' | 'healthcheck_status'>(context: PageContext, key: K, newer: 'endpoint' | 'expected_status') {
  const { olderCheck, given, check, report, field } = context;
  if (olderCheck[key] === undefined && given.traefik?.[key] === undefined) return undefined;
  const places = [
    { value: olderCheck[key], at: report.at('deployment', key) },
    { value: given.traefik?.[key], at: field.at('traefik', key) },
  ].filter(({ value }) => value !== undefined);
  const [first, ...others] = places;
  const said = check.given?.[newer] !== undefined;
  for (const { at } of said ? places : others)
    at.key().warn('no-effect', `${key} is an older spelling of ${newer}, which is there too`, 'Remove the line.');
  return said ? undefined : first?.value;
}

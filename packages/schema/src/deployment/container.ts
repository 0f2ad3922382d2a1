import { problemsOf, type JsonMap } from '@hl/compose';
import { isRecord, type Deployment, type Json } from '@hl/core';
import { notOneOf } from '../check/show.js';
import { schemas } from '../schemas.gen.js';
import type { DeploymentContext } from '../service/context.js';

interface Node {
  readonly 'x-compose'?: true;
  readonly properties?: { readonly [name: string]: Node };
}

/** Keys of a container that hl only hands on, in compose's words. */
const handedOn = Object.entries((schemas['service'] as Node).properties?.['deployment']?.properties ?? {})
  .filter(([, node]) => node['x-compose'])
  .map(([key]) => key);

/** Seconds as a number are ours; compose wants a unit. */
const duration = (value: Json): Json => (typeof value === 'number' ? `${value}s` : value);

/** What else compose knows of a container. */
export function containerSection(
  { deployment: given, report }: DeploymentContext,
  ports: Json[],
  mounted: Json[],
): Deployment['container'] {
  const field = report.at('deployment');
  const written = given as unknown as JsonMap;
  const { pull_policy: pull, healthcheck } = given;
  const { test, interval, timeout, retries, start_period, start_interval, disable } = (healthcheck ?? {}) as JsonMap;
  if (test === undefined && disable === undefined && start_interval !== undefined)
    field
      .at('healthcheck', 'start_interval')
      .warn('no-effect', 'start_interval is for a test inside the container', 'Add test, or remove the line.');
  const times = { interval, timeout, start_period, start_interval };
  const own = {
    test,
    retries,
    disable,
    ...Object.fromEntries(Object.entries(times).map(([key, value]) => [key, value === undefined ? value : duration(value)])),
  };
  const inside = test === undefined && disable === undefined ? {} : { healthcheck: defined(own) };
  checkNames(given.configs as Json | undefined, given.compose?.['configs'], 'configs', field.at('configs'));
  if (given.profiles !== undefined) {
    const hint = 'Remove the line: hl starts every container of a service.';
    field.at('profiles').key().error('profiles', 'a container with profiles would not be started', hint);
  }
  for (const [key, why] of Object.entries({ develop: 'docker compose watch', attach: 'docker compose up in the foreground' }))
    if (written[key] !== undefined)
      field.at(key).key().warn('no-effect', `${key} is for ${why}, which hl does not start`, 'Remove the line.');
  return defined({
    ...Object.fromEntries(handedOn.map((key) => [key, written[key]])),
    ...inside,
    ...(pull !== undefined && !['missing', 'always', 'never', 'if_not_present'].includes(pull) ? { pull_policy: pull } : {}),
    ...(ports.length > 0 ? { ports } : {}),
    ...(mounted.length > 0 ? { secrets: mounted } : {}),
  });
}

const defined = (map: { readonly [key: string]: Json | undefined }): JsonMap =>
  Object.fromEntries(Object.entries(map).filter((entry): entry is [string, Json] => entry[1] !== undefined));

type Field = ReturnType<DeploymentContext['report']['at']>;

function checkNames(uses: Json | undefined, defined: unknown, what: string, field: Field): void {
  const names = Object.keys(isRecord(defined) ? defined : {});
  for (const [index, use] of (Array.isArray(uses) ? (uses as readonly Json[]) : []).entries()) {
    const name = isRecord(use) ? use['source'] : use;
    const hint = `Define it under deployment.compose.${what}.`;
    if (typeof name === 'string' && !names.includes(name)) field.at(index).tell({ ...notOneOf(name, names, hint), hint });
  }
}

/** What compose itself would not take of the main container. */
export function checkByCompose(
  { deployment: given, report }: DeploymentContext,
  { container, volumes, devices, networks }: Deployment,
): void {
  const { ports: _, ...more } = container;
  const whole: JsonMap = { ...more, volumes, devices, networks, ...(given.depends_on ? { depends_on: given.depends_on as Json } : {}) };
  for (const { path, message } of problemsOf(whole, 'service')) report.at('deployment', ...path).error('compose', message, composeHint);
}

export const composeHint = 'Write it as compose’s documentation has it: docs.docker.com/reference/compose-file/services.';

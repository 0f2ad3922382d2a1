import type { JsonMap } from '@hl/compose';
import { isRecord, type Deployment, type Json } from '@hl/core';
import { drop } from '../check/drop.js';
import { keysFor } from '../check/keys.js';
import { notOneOf } from '../check/show.js';
import { pointer } from '../diagnostic.js';
import type { DeploymentContext } from '../service/context.js';
import { tellProblems } from './compose.js';

/** Keys of a container that hl only hands on, in compose's words. */
const handedOn = keysFor('container');

/** What else compose knows of a container. */
export function containerSection(context: DeploymentContext, ports: Json[], mounted: Json[]): Deployment['container'] {
  const { deployment: given, report } = context;
  const field = report.at('deployment');
  const { pull_policy: pull } = given;
  checkNames(given.configs as Json | undefined, given.compose?.['configs'], 'configs', field.at('configs'));
  if (given.profiles !== undefined) {
    const hint = 'Remove the line: hl starts every container of a service.';
    field.at('profiles').key().error('profiles', 'a container with profiles would not be started', hint);
  }
  drop(given, ['develop', 'attach'], field, 'in the background, where hl starts it', 'Remove the line.');
  const more = Object.keys(given).filter((key) => handedOn.has(key));
  return Object.fromEntries([
    ...more.map((key): [string, Json] => [key, (given as unknown as JsonMap)[key] ?? null]),
    ...healthcheckOf(context),
    ...(pull !== undefined && !['missing', 'always', 'never', 'if_not_present'].includes(pull) ? [['pull_policy', pull]] : []),
    ...(ports.length > 0 ? [['ports', ports]] : []),
    ...(mounted.length > 0 ? [['secrets', mounted]] : []),
  ]) as JsonMap;
}

const ofTest = ['test', 'interval', 'timeout', 'retries', 'start_period', 'start_interval', 'disable'];

/** The container's own, when there is a test inside. Seconds as a number are ours; compose wants a unit. */
function healthcheckOf({ deployment: { healthcheck = {} }, report }: DeploymentContext): [string, Json][] {
  if (!('test' in healthcheck || 'disable' in healthcheck)) {
    const field = report.at('deployment', 'healthcheck');
    drop(healthcheck, ['start_interval'], field, 'without a test inside the container', 'Add test, or remove the line.');
    return [];
  }
  const own = Object.entries(healthcheck as JsonMap).filter(([key]) => ofTest.includes(key));
  return [
    [
      'healthcheck',
      Object.fromEntries(own.map(([key, value]) => [key, typeof value === 'number' && key !== 'retries' ? `${value}s` : value])),
    ],
  ];
}

type Field = ReturnType<DeploymentContext['report']['at']>;

function checkNames(uses: Json | undefined, defined: unknown, what: string, field: Field): void {
  const names = Object.keys(isRecord(defined) ? defined : {});
  for (const [index, use] of (Array.isArray(uses) ? (uses as readonly Json[]) : []).entries()) {
    const name = isRecord(use) ? use['source'] : use;
    const hint = `Define it under deployment.compose.${what}.`;
    if (typeof name === 'string' && !names.includes(name)) field.at(index).tell({ ...notOneOf(name, names, hint), hint });
  }
}

/** What compose itself would not take of the main container, where nothing is told yet. */
export function checkByCompose(
  { deployment: given, report }: DeploymentContext,
  { container, volumes, devices, networks }: Deployment,
): void {
  const { ports: _, ...more } = container;
  const whole: JsonMap = {
    ...more,
    // What is no text, and so in compose's long form: of texts, that there is one twice has been told.
    ...(volumes.some((entry) => typeof entry !== 'string') && { volumes }),
    ...(devices.length > 0 && { devices }),
    ...(Array.isArray(networks) && networks.length === 0 ? {} : { networks }),
    ...(given.depends_on && { depends_on: given.depends_on as Json }),
  };
  const isTold = (path: readonly string[]): boolean => {
    const here = pointer(['deployment', ...path]);
    return report.diagnostics().some(({ pointer }) => pointer === here);
  };
  tellProblems(whole, 'service', () => report.at('deployment'), isTold);
}

import { variablesIn, type JsonMap } from '@hl/compose';
import type { Deployment, Json } from '@hl/core';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import type { DeploymentContext } from '../service/context.js';

/** Names that have a value when compose reads its file; `any` when an encrypted file brings names that cannot be seen. */
export interface Given {
  readonly names: ReadonlySet<string>;
  readonly any: boolean;
}

/** Secrets, and what signing in brings. */
export function givenOf({ input, deployment }: DeploymentContext): Given {
  const names = new Set<string>();
  const add = (name: string | undefined): void => void (name !== undefined && names.add(name));
  for (const entry of deployment.secrets ?? []) if (typeof entry !== 'string') add(entry.name);
  for (const { authentik } of [input, ...Object.values(input.pages ?? {})])
    if (authentik?.method === 'oidc' && authentik.enabled !== false)
      for (const name of [authentik.client_id_variable, authentik.client_secret_variable]) add(name);
  return { names, any: deployment.secrets_file !== undefined };
}

const wayOut = (name: string): string =>
  `List it: secrets: [{ name: ${name} }], or write the value out. For the very text \${${name}}, write $\${${name}} under deployment.compose.services.`;

const isKnown = ({ names, any }: Given, name: string): boolean => any || names.has(name);

/** A text that is ours, not compose's: a `$` is a `$`, and only `${NAME}` stands for something. With a default it is that. */
export function replaced(text: string, place: () => Field, given: Given): string {
  if (!text.includes('$')) return text;
  const field = place();
  tellDoubled(text, field);
  return text.replace(/\$\{([A-Za-z_]\w*)(?::?([-?+])([^{}]*))?\}/g, (whole: string, name: string, sign: string | undefined, rest = '') => {
    if (sign === undefined) {
      if (!isKnown(given, name)) field.error('variable', `\${${name}} has no value`, wayOut(name));
      return whole;
    }
    if (sign === '-' && !isKnown(given, name)) return rest as string;
    const hint = sign === '?' || given.names.has(name) ? `Write \${${name}}: a secret always has a value.` : 'Write the value out.';
    field.error('variable', `${show(whole)} is compose’s, and stays as it is here`, hint);
    return whole;
  });
}

function tellDoubled(text: string, field: Field): void {
  const hint = 'Write one $: compose’s doubling is for deployment.services and deployment.compose only.';
  if (text.includes('$$')) field.warn('dollar', '$$ stays two dollars here', hint);
}

/** A command: as `replaced`, but what the container's own shell can fill in is left to it. */
export function checkWords(
  words: string | readonly string[] | undefined,
  field: Field,
  given: Given,
  environment: Deployment['environment'],
): void {
  if (words === undefined) return;
  for (const [index, word] of [words].flat().entries()) {
    const here = typeof words === 'string' ? field : field.at(index);
    tellDoubled(word, here);
    for (const [, name = ''] of word.matchAll(/\$\{([A-Za-z_]\w*)\}/g)) {
      const hint = `List it: secrets: [{ name: ${name} }], or under environment; for a variable that the shell in the container knows, write $${name}.`;
      if (!isKnown(given, name) && !Object.hasOwn(environment, name)) here.error('variable', `\${${name}} has no value`, hint);
    }
  }
}

/** Of a container in compose's language: `${NAME}` that nobody gives a value. What the container's own shell can fill in is left to it. */
export function checkContainer(container: Json, environment: () => object, field: () => Field, given: Given): void {
  for (const { name, default: standard, path } of variablesIn(container)) {
    const byShell = path.some((key) => ['command', 'entrypoint', 'healthcheck'].includes(key)) && Object.hasOwn(environment(), name);
    if (standard !== null || isKnown(given, name) || byShell) continue;
    const text = String(path.reduce<Json | undefined>((node, key) => (node as JsonMap | undefined)?.[key], container));
    const spelt = text.includes(`\${${name}`) ? `\${${name}}` : `$${name}`;
    const hint = `List it: deployment.secrets: [{ name: ${name} }], or write the value out. For the very text write $${spelt}.`;
    const here = field().at(...path.filter((key) => key !== '!override'));
    if (spelt.includes('{')) here.error('variable', `${spelt} has no value`, hint);
    else here.warn('variable', `${spelt} has no value, and stays as it is`, hint);
  }
}

/** What the shell that starts compose has. */
const ofShell = new Set(['HOME', 'PWD', 'USER', 'LOGNAME', 'PATH', 'SHELL', 'COMPOSE_PROJECT_NAME']);

/** Of a compose file of its own, whose `.env` is made of `environment` and secrets. */
export function checkOwnFile(file: JsonMap, field: Field, { names, any }: Given, environment: Deployment['environment']): void {
  for (const { name, default: standard, path } of variablesIn(file)) {
    if (standard !== null || any || names.has(name) || Object.hasOwn(environment, name) || ofShell.has(name)) continue;
    const hint = `Add ${name} under deployment.environment, or deployment.secrets; or give it a default here: \${${name}:-value}.`;
    field.at(...path).error('variable', `\${${name}} has no value`, hint);
  }
}

import { apply, plan } from '@hl/core';
import type { Integration, Outcome, Service, Site } from '@hl/core';
import { authentik } from '@hl/authentik';
import type { AuthentikOptions, SsoSpec } from '@hl/authentik';
import { authentikEmulator, embeddedName } from '@hl/lab/authentik';
import type { AuthentikEmulator, AuthentikEmulatorOptions } from '@hl/lab/authentik';
import { optionsFor, siteFor } from './subject.js';

export interface Setup {
  readonly lab: AuthentikEmulator;
  readonly options: AuthentikOptions;
  readonly integration: Integration<SsoSpec>;
  readonly site: Site;
  /** Plans and applies from the definitions before to those after. */
  go(before: readonly Service[], after: readonly Service[]): Promise<Outcome<SsoSpec>[]>;
  /** What is left to do, by key. */
  left(before: readonly Service[], after: readonly Service[]): Promise<string[]>;
}

const open = new Set<AuthentikEmulator>();

afterEach(async () => {
  await Promise.all([...open].map((lab) => lab.close()));
  open.clear();
});

/** A fresh emulator in strict mode, closed after the test; its outpost is the first one. */
export async function setup(
  labOptions: AuthentikEmulatorOptions = {},
  over: Partial<AuthentikOptions> = {},
  wrap = (fetch: typeof globalThis.fetch): typeof globalThis.fetch => fetch,
): Promise<Setup> {
  const lab = await authentikEmulator({ strict: true, ...labOptions });
  open.add(lab);
  const outpost = over.outpost ?? labOptions.outposts?.[0]?.name ?? embeddedName;
  const plain = optionsFor(lab, { outpost, ...over });
  const options = plain.fetch ? { ...plain, fetch: wrap(plain.fetch) } : plain;
  const integration = authentik(options);
  const site = siteFor(outpost);
  return {
    lab,
    options,
    integration,
    site,
    go: async (before, after) => apply(integration, (await plan(integration, { before, after, site })).changes),
    left: async (before, after) => {
      const { changes, conflicts } = await plan(integration, { before, after, site });
      return [...changes.map(({ key }) => key), ...conflicts.map(({ key }) => `conflict ${key}`)];
    },
  };
}

export const statuses = (outcomes: readonly Outcome[]): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ key, status, error }) => [key, error ? `${status} ${error.code} ${error.kind}` : status]));

export const writes = (lab: AuthentikEmulator): string[] =>
  lab.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.replace('/api/v3/', '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '<uuid>')}`);

/** What somebody does in the admin interface. */
export async function call(lab: AuthentikEmulator, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const headers = { authorization: 'Bearer lab-token', 'content-type': 'application/json' };
  const answer = await lab.fetch(`${lab.url}/api/v3/${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as Record<string, unknown>;
}

const crud = (model: string): string[] => ['view', 'add', 'change', 'delete'].map((action) => model.replace('.', `.${action}_`));
const models = ['authentik_providers_proxy.proxyprovider', 'authentik_core.application', 'authentik_policies.policybinding'];

/** The permissions that the README lists, those on outposts for the embedded one only. */
export const readmePermissions: readonly string[] = [
  'authentik_flows.view_flow',
  'authentik_core.view_group',
  ...['view', 'change'].map((action) => `authentik_outposts.${action}_outpost@${embeddedName}`),
  ...models.flatMap(crud),
];

/** With those for OpenID Connect. */
export const oidcPermissions: readonly string[] = [
  ...readmePermissions,
  ...crud('authentik_providers_oauth2.oauth2provider'),
  'authentik_providers_oauth2.view_scopemapping',
  'authentik_crypto.view_certificatekeypair',
];

/** Gives the lab's token no more than these. */
export const restrict = (lab: AuthentikEmulator, permissions: readonly string[], groups: readonly string[] = []): unknown =>
  lab.tokens.set('lab-token', { active: true, groups, permissions: new Set(permissions) });

import { addApplication } from './api/applications.js';
import { addBinding } from './api/bindings.js';
import { addProvider } from './api/providers.js';
import type { AuthentikEmulator, Foreign } from './options.js';
import { addGroup, deleteApplication, deleteGroup, deleteProvider } from './state.js';
import type { Flow, Outpost, Provider, State } from './state.js';
import type { Watch } from './watch.js';

type Admin = Pick<
  AuthentikEmulator,
  'addForeign' | 'addGroup' | 'deleteGroup' | 'deleteApplication' | 'deleteProvider' | 'setMembers' | 'setGroups'
>;

export interface AdminOptions {
  readonly named: (outpost: string) => Outpost;
  /** Told which providers somebody else made. */
  readonly foreign: Set<number>;
  readonly fetchNow: (outpost: Outpost) => void;
}

/** What people do in the admin interface, cascades included. */
export function admin(state: State, watch: Watch, { named, foreign, fetchNow }: AdminOptions): Admin {
  const providerNamed = (name: string): Provider | undefined => [...state.providers.values()].find(({ fields }) => fields.name === name);
  const bind = (target: string, groups: readonly string[]): void => {
    for (const name of groups) {
      const group = state.groups.find((one) => one.name === name)?.pk ?? null;
      addBinding(state, watch, { target, group, order: 0 });
    }
  };

  return {
    addForeign(wanted) {
      const { slug = null, outposts = [], groups = [], fields = {} } = wanted;
      const made = addForeignProvider(state, wanted);
      if (slug !== null) {
        const application = addApplication(state, { name: slug, slug, provider: made?.pk ?? null, ...fields });
        bind(application.pk, groups);
      }
      if (made) {
        foreign.add(made.pk);
        for (const name of outposts) named(name).providers.add(made.pk);
      }
      for (const name of outposts) fetchNow(named(name));
      return made?.pk ?? null;
    },
    addGroup: (name) => void addGroup(state, name),
    deleteGroup: (name) => deleteGroup(state, name),
    deleteApplication(slug) {
      const found = state.applications.get(slug);
      if (found) deleteApplication(state, found);
    },
    deleteProvider(name) {
      const found = providerNamed(name);
      if (found) deleteProvider(state, found);
    },
    setMembers(name, providers) {
      const outpost = named(name);
      outpost.providers = new Set(providers.flatMap((one) => providerNamed(one)?.pk ?? []));
      watch.push(outpost);
    },
    setGroups(slug, groups) {
      const { pk: target } = state.applications.get(slug) ?? unknown(`application ${slug}`);
      for (const binding of state.bindings.values()) if (binding.target === target) state.bindings.delete(binding.pk);
      bind(target, groups);
    },
  };
}

function addForeignProvider(
  state: State,
  { provider = null, kind = 'proxy', flows = [], settings = {}, ...rest }: Foreign,
): Provider | null {
  if (provider === null) return null;
  const { externalHost = 'https://foreign.example.org' } = rest;
  const [authorization, invalidation] = ['authorization', 'invalidation'].map((wanted, index) => {
    const isIt = ({ slug, designation }: Flow): boolean => (flows[index] == null ? designation === wanted : slug === flows[index]);
    return state.flows.find(isIt)?.pk ?? null;
  });
  return addProvider(state, kind, {
    name: provider,
    authorization_flow: authorization,
    ...(state.profile.invalidationFlow ? { invalidation_flow: invalidation } : {}),
    ...(kind === 'proxy'
      ? { mode: 'forward_single', external_host: externalHost }
      : { redirect_uris: state.profile.redirectList ? [] : '' }),
    ...settings,
  });
}

export function unknown(what: string): never {
  throw new Error(`the emulated Authentik has no ${what}`);
}

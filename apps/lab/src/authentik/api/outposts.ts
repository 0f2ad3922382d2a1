import { crash, detail, invalid, json, notFound, page } from './answers.js';
import { checkFields, isUuid, list, numeric, text } from './fields.js';
import { forOne } from './router.js';
import type { Call, Route } from './router.js';
import type { Outpost, State } from '../state.js';
import { embedded } from '../state.js';
import { checkList } from '../watch.js';
import type { Watch } from '../watch.js';

function showOutpost(state: State, { pk, name, type, providers, managed, config }: Outpost): Record<string, unknown> {
  const base = (provider: number): Record<string, unknown> => {
    const { fields } = state.providers.get(provider) ?? { fields: { name: '' } };
    return {
      pk: provider,
      name: fields.name,
      component: '',
      meta_model_name: 'authentik_core.provider',
      verbose_name: 'provider',
      verbose_name_plural: 'providers',
    };
  };
  // in no fixed order: a client that relies on one is wrong
  const pks = [...providers].reverse();
  return {
    pk,
    name,
    type,
    providers: pks,
    providers_obj: pks.map(base),
    service_connection: null,
    service_connection_obj: null,
    refresh_interval_s: 300,
    token_identifier: `ak-outpost-${pk}-api`,
    config,
    managed,
  };
}

/** @param foreign providers that somebody else attached: they must stay */
export function outpostRoutes(state: State, watch: Watch, foreign: ReadonlySet<number>, isFresh: (outpost: Outpost) => boolean): Route[] {
  const model = 'authentik_outposts.outpost';
  const one = forOne(
    ({ params, may }) => {
      const found = state.outposts.get(params[0] ?? '');
      return found && may('authentik_outposts.view_outpost', found.name) ? found : undefined;
    },
    ({ params }) => notFound(state.profile, 'Outpost', isUuid(params[0] ?? '')),
  );

  const change = (found: Outpost, call: Call) => {
    const { body, request } = call;
    if (!call.may('authentik_outposts.change_outpost', found.name))
      return detail(403, 'You do not have permission to perform this action.');
    if ('type' in body && !['proxy', 'ldap', 'radius', 'rac'].includes(String(body['type']))) return crash(request);
    const { values, errors } = checkFields(
      body,
      {
        name: { check: text({ blank: false }) },
        providers: {
          check: list(
            numeric((pk) => state.providers.has(pk)),
            found.managed === embedded,
          ),
        },
        config: { check: (value) => value },
      },
      true,
    );
    if (found.managed === embedded && 'name' in values && values['name'] !== found.name)
      errors['name'] = ["Embedded outpost's name cannot be changed"];
    if ('type' in body && body['type'] !== found.type)
      errors['providers'] = [`Outpost type ${String(body['type'])} can't be used with ProxyProvider providers.`];
    if (Object.keys(errors).length > 0) return invalid(errors);
    const before = new Set(found.providers);
    if ('providers' in values) {
      found.providers = new Set(values['providers'] as number[]);
      if (before.size === found.providers.size && [...before].every((pk) => found.providers.has(pk)))
        watch.violation(`PATCH of outpost ${found.name}: nothing differed`);
    } else if (Object.keys(body).length === 0 && isFresh(found))
      watch.violation(`PATCH {} of outpost ${found.name}: there was nothing to push`);
    if ('name' in values) found.name = values['name'] as string;
    if ('config' in values) found.config = values['config'] as Record<string, unknown>;
    checkList(state, watch, found, before, foreign);
    watch.push(found);
    return json(200, showOutpost(state, found));
  };

  return [
    {
      path: 'outposts/instances/',
      model,
      methods: {
        GET: ({ request, may }) => {
          const { query } = request;
          const [name, managed, provider] = [
            query.get('name__iexact')?.toLowerCase(),
            query.get('managed__iexact')?.toLowerCase(),
            query.get('providers_by_pk'),
          ];
          if (provider !== null && !state.providers.has(Number(provider))) {
            return invalid({ providers_by_pk: [`Select a valid choice. ${provider} is not one of the available choices.`] });
          }
          const found = [...state.outposts.values()]
            .filter((outpost) => may('authentik_outposts.view_outpost', outpost.name))
            .filter((outpost) => name === undefined || outpost.name.toLowerCase() === name)
            .filter((outpost) => managed === undefined || outpost.managed?.toLowerCase() === managed)
            .filter((outpost) => provider === null || outpost.providers.has(Number(provider)));
          return page(
            request,
            state.profile,
            found.map((outpost) => showOutpost(state, outpost)),
          );
        },
      },
    },
    {
      path: 'outposts/instances/([^/]+)/health/',
      model,
      methods: {
        GET: one(({ pk }) => {
          const version = state.profile.current;
          return json(200, [
            {
              uid: pk,
              last_seen: new Date().toISOString(),
              version,
              version_should: version,
              version_outdated: false,
              build_hash: '',
              build_hash_should: '',
              golang_version: 'go1.26',
              openssl_enabled: false,
              openssl_version: '',
              fips_enabled: null,
              hostname: 'lab',
            },
          ]);
        }),
      },
    },
    {
      path: 'outposts/instances/([^/]+)/',
      model,
      methods: {
        GET: one((found) => json(200, showOutpost(state, found))),
        PATCH: one(change),
      },
    },
  ];
}

import { randomUUID } from 'node:crypto';
import { invalid, json, noContent, notFound } from './answers.js';
import type { Errors } from './answers.js';
import { isFullList, listApplications } from './application-list.js';
import { bool, checkFields, choice, launchUrl, list, numeric, text } from './fields.js';
import type { Field } from './fields.js';
import { showBaseProvider } from './providers.js';
import { forOne } from './router.js';
import type { Call, Route } from './router.js';
import { deleteApplication, embedded } from '../state.js';
import type { Application, State } from '../state.js';
import type { Watch } from '../watch.js';

const reserved = ['authorize', 'token', 'device', 'userinfo', 'introspect', 'revoke'];

function fieldsOf(state: State): Record<string, Field> {
  const { slugLimit, writableIcon, metaHide } = state.profile;
  return {
    name: { required: true, check: text({ blank: false }) },
    slug: {
      required: true,
      check: text({
        blank: false,
        max: slugLimit,
        pattern: /^[-\w]+$/,
        message: 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.',
      }),
    },
    provider: { check: numeric((pk) => state.providers.has(pk), true) },
    backchannel_providers: { check: list(numeric((pk) => state.providers.has(pk))) },
    group: { check: text() },
    meta_launch_url: { check: launchUrl },
    meta_description: { check: text() },
    meta_publisher: { check: text() },
    open_in_new_tab: { check: bool },
    policy_engine_mode: { check: choice('any', 'all') },
    ...(writableIcon ? { meta_icon: { check: text() } } : {}),
    ...(metaHide ? { meta_hide: { check: bool } } : {}),
  };
}

export function checkApplication(
  state: State,
  body: Errors,
  found: Application | null,
  partial: boolean,
): { values: Record<string, unknown>; errors: Record<string, string[]> } {
  const { values, errors } = checkFields(body, fieldsOf(state), partial);
  const others = [...state.applications.values()].filter((one) => one !== found);
  const { slug, provider } = values;
  if (typeof slug === 'string' && reserved.includes(slug))
    errors['slug'] = [`The slug '${slug}' is reserved and cannot be used for applications.`];
  if (others.some((one) => one.slug === slug)) errors['slug'] = ['Application with this slug already exists.'];
  if (typeof provider === 'number' && others.some((one) => one.provider === provider))
    errors['provider'] = ['Application with this provider already exists.'];
  return { values, errors };
}

export function addApplication(
  state: State,
  { slug, provider = null, backchannel_providers: backchannel = [], ...values }: Record<string, unknown>,
): Application {
  const hide = state.profile.metaHide ? { meta_hide: false } : {};
  const icon = state.profile.writableIcon ? { meta_icon: '' } : { meta_icon: null };
  const defaults = {
    open_in_new_tab: false,
    meta_launch_url: '',
    ...icon,
    meta_description: '',
    meta_publisher: '',
    policy_engine_mode: 'any',
    group: '',
    ...hide,
  };
  const application: Application = {
    pk: randomUUID(),
    slug: slug as string,
    provider: provider as number | null,
    backchannel: backchannel as number[],
    fields: { ...defaults, ...values } as unknown as Application['fields'],
  };
  state.applications.set(application.slug, application);
  state.listCache.clear();
  return application;
}

export function showApplication(state: State, { pk, slug, provider, backchannel, fields }: Application): Record<string, unknown> {
  const linked = provider === null ? undefined : state.providers.get(provider);
  const launch = (fields['meta_launch_url'] || linked?.fields['external_host'] || null) as string | null;
  const icons = state.profile.writableIcon ? { meta_icon_url: fields['meta_icon'] || null, meta_icon_themed_urls: null } : {};
  return {
    pk,
    ...(state.profile.pbmUuid ? { pbm_uuid: pk } : {}),
    slug,
    provider,
    provider_obj: linked ? showBaseProvider(state, linked) : null,
    backchannel_providers: backchannel,
    backchannel_providers_obj: backchannel.flatMap((one) => {
      const found = state.providers.get(one);
      return found ? [showBaseProvider(state, found)] : [];
    }),
    launch_url: launch === null ? null : launch.replaceAll('%(username)s', 'hl'),
    ...fields,
    ...icons,
  };
}

export function applicationRoutes(state: State, watch: Watch): Route[] {
  const model = 'authentik_core.application';
  const one = forOne(
    ({ params }) => state.applications.get(params[0] ?? ''),
    () => notFound(state.profile, 'Application'),
  );

  const change = (found: Application, call: Call, partial: boolean) => {
    const { values, errors } = checkApplication(state, call.body, found, partial);
    if (Object.keys(errors).length > 0) return invalid(errors);
    watch.write(`${call.request.method} of application ${found.slug}`, found, () => {
      const { slug = found.slug, provider = found.provider, backchannel_providers: backchannel = found.backchannel, ...rest } = values;
      state.applications.delete(found.slug);
      Object.assign(found, { slug, provider, backchannel });
      Object.assign(found.fields, rest);
      state.applications.set(found.slug, found);
    });
    watch.openings();
    return json(200, showApplication(state, found));
  };

  const remove = (found: Application) => {
    for (const { name, providers, managed } of state.outposts.values()) {
      const avoidable = found.provider !== null && providers.has(found.provider) && (providers.size > 1 || managed === embedded);
      if (avoidable) watch.violation(`the application ${found.slug} was deleted while ${name} served it`);
    }
    deleteApplication(state, found);
    return noContent();
  };

  return [
    {
      path: 'core/applications/',
      model,
      freeRead: true,
      methods: {
        GET: (call) => {
          const query = call.request.query;
          if (!query.get('search') && !isFullList(state, call)) watch.violation('applications were looked up by a list that is cached');
          return listApplications(state, call, (one) => showApplication(state, one));
        },
        POST: ({ body }) => {
          const { values, errors } = checkApplication(state, body, null, false);
          if (Object.keys(errors).length > 0) return invalid(errors);
          const made = addApplication(state, values);
          watch.openings();
          return json(201, showApplication(state, made));
        },
      },
    },
    {
      path: 'core/applications/([^/]+)/set_icon_url/',
      model: state.profile.writableIcon ? 'authentik_core.nothing' : 'authentik_core.change_application',
      methods: state.profile.writableIcon ? {} : { POST: one((found, { body }) => setIcon(watch, found, body)) },
    },
    {
      path: 'core/applications/([^/]+)/',
      model,
      methods: {
        GET: one((found) => json(200, showApplication(state, found))),
        PUT: one((found, call) => change(found, call, false)),
        PATCH: one((found, call) => change(found, call, true)),
        DELETE: one(remove),
      },
    },
  ];
}

function setIcon(watch: Watch, found: Application, body: Errors) {
  if (typeof body['url'] !== 'string') return { status: 400 };
  watch.write(`icon of application ${found.slug}`, found.fields, () => Object.assign(found.fields, { meta_icon: body['url'] || null }));
  return json(200, {});
}

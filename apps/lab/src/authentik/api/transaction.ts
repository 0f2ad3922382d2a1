import { addApplication, checkApplication } from './applications.js';
import { addBinding, checkBinding } from './bindings.js';
import { crash, invalid, json } from './answers.js';
import type { Errors } from './answers.js';
import { checkProvider } from './provider-fields.js';
import type { Kind } from './provider-fields.js';
import { addProvider } from './providers.js';
import type { Route } from './router.js';
import type { State } from '../state.js';
import type { Watch } from '../watch.js';

const kinds: Readonly<Record<string, Kind>> = {
  'authentik_providers_proxy.proxyprovider': 'proxy',
  'authentik_providers_oauth2.oauth2provider': 'oauth2',
};

const asObject = (value: unknown): Errors =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Errors) : {};

/** Provider, application and bindings, all or nothing; creates only. */
export function transactionRoutes(state: State, watch: Watch): Route[] {
  return [
    {
      path: 'core/transactional/applications/',
      model: null,
      methods: {
        PUT: ({ body, request, may }) => {
          const model = String(body['provider_model']);
          const kind = kinds[model];
          const missing = ['app', 'provider', 'provider_model'].filter((name) => !(name in body));
          if (missing.length > 0) return invalid(Object.fromEntries(missing.map((name) => [name, ['This field is required.']])));
          if (!kind) return invalid({ provider_model: [`"${model}" is not a valid choice.`] });
          const [app, name] = model.split('.');
          const wanted = {
            provider: `${app}.add_${name}`,
            app: 'authentik_core.add_application',
            policy_bindings: 'authentik_policies.add_policybinding',
          };
          for (const [part, permission] of Object.entries(wanted)) {
            if (part in body && !may(permission))
              return json(403, { [part]: `User lacks permission to create ${permission.replace('add_', '')}` });
          }
          const provider = asObject(body['provider']);
          if (!('name' in provider)) return crash(request);
          const application = asObject(body['app']);
          const bindings =
            state.profile.transactionalBindings && Array.isArray(body['policy_bindings']) ? body['policy_bindings'].map(asObject) : [];

          const checked = {
            provider: checkProvider(state, kind, provider, null, false),
            app: checkApplication(state, { ...application, provider: null }, null, false),
          };
          const taken = checked.provider.errors['name']?.some((message) => message.includes('already exists'));
          if (taken) checked.provider.errors['name'] = ['State is set to must_created and object exists already'];
          const bound = bindings.map((binding) => checkBinding(state, binding, false, false));
          const errors = {
            ...Object.fromEntries(
              Object.entries(checked)
                .filter(([, { errors }]) => Object.keys(errors).length > 0)
                .map(([part, { errors }]) => [part, errors]),
            ),
            ...(bound.some(({ errors }) => Object.keys(errors).length > 0) ? { policy_bindings: bound.map(({ errors }) => errors) } : {}),
          };
          // of two things that exist already, only the application's slug is reported
          if (checked.app.errors['slug']?.some((message) => message.includes('already exists')))
            return invalid({ app: { slug: checked.app.errors['slug'] } });
          if (Object.keys(errors).length > 0) return invalid(errors);

          const { pk } = addProvider(state, kind, checked.provider.values);
          const made = addApplication(state, { ...checked.app.values, provider: pk });
          for (const { values } of bound) addBinding(state, watch, { ...values, target: made.pk });
          watch.openings();
          return json(200, { applied: true, logs: [] });
        },
      },
    },
  ];
}

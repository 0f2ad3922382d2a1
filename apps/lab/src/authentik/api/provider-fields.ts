import type { Errors } from './answers.js';
import { bool, checkFields, choice, list, reference, text, url } from './fields.js';
import type { Field } from './fields.js';
import { keys, scopes } from './lookups.js';
import type { Provider, State } from '../state.js';

export type Kind = Provider['kind'];

const validity = text({
  pattern: /^((weeks|days|hours|minutes|seconds|milliseconds|microseconds)=[\d.]+;?)+$/,
  message: "bogus is not in the correct format of 'hours=3;minutes=1'.",
});

/** One entry of `redirect_uris`; texts are trimmed here too. */
const redirectUri = (value: unknown): unknown => {
  const { values, errors } = checkFields(
    value as Errors,
    {
      matching_mode: { required: true, check: choice('strict', 'regex') },
      url: { required: true, check: text({ blank: false }) },
      redirect_uri_type: { check: choice('authorization', 'logout') },
    },
    false,
  );
  return Object.keys(errors).length > 0 ? new Error(JSON.stringify(errors)) : values;
};

function fieldsOf(state: State, kind: Kind): Record<string, Field> {
  const flow = (nullable = false) => reference((pk) => state.flows.some((one) => one.pk === pk), nullable);
  const { invalidationFlow, redirectList, grantTypes } = state.profile;
  const common: Record<string, Field> = {
    name: { required: true, check: text({ blank: false }) },
    authentication_flow: { check: flow(true) },
    authorization_flow: { required: true, check: flow() },
    ...(invalidationFlow ? { invalidation_flow: { required: true, check: flow() } } : {}),
    property_mappings: { check: list(reference((pk) => scopes.some((one) => one.pk === pk))) },
    access_token_validity: { check: validity },
    refresh_token_validity: { check: validity },
  };
  if (kind === 'oauth2') {
    return {
      ...common,
      client_type: { check: choice('confidential', 'public') },
      client_id: { check: text({ max: 255 }) },
      client_secret: { check: text({ max: 255 }) },
      signing_key: { check: reference((pk) => keys.some((one) => one.pk === pk), true) },
      redirect_uris: redirectList ? { required: true, check: list(redirectUri) } : { check: text() },
      ...(grantTypes ? { grant_types: { check: list((value) => value) } } : {}),
    };
  }
  return {
    ...common,
    mode: { check: choice('proxy', 'forward_single', 'forward_domain') },
    external_host: { required: true, check: url(false) },
    internal_host: { check: url(true) },
    internal_host_ssl_validation: { check: bool },
    cookie_domain: { check: text() },
    skip_path_regex: { check: text() },
    intercept_header_auth: { check: bool },
    basic_auth_enabled: { check: bool },
    basic_auth_user_attribute: { check: text() },
    basic_auth_password_attribute: { check: text() },
    certificate: { check: reference((pk) => keys.some((one) => one.pk === pk), true) },
  };
}

/** Checks a provider as the server does; `found` is the one that is changed. */
export function checkProvider(
  state: State,
  kind: Kind,
  body: Errors,
  found: Provider | null,
  partial: boolean,
): { values: Record<string, unknown>; errors: Record<string, string[]> } {
  const { values, errors } = checkFields(body, fieldsOf(state, kind), partial);
  const taken = [...state.providers.values()].some(({ pk, fields }) => pk !== found?.pk && fields.name === values['name']);
  if (taken) errors['name'] = ['provider with this name already exists.'];
  if (kind === 'proxy' && Object.keys(errors).length === 0) {
    // looks at this body only, also in a PATCH: without `mode` it is taken for the default
    if ((values['mode'] ?? 'proxy') === 'proxy' && !values['internal_host'])
      errors['internal_host'] = ['Internal host cannot be empty when forward auth is disabled.'];
    const basic = ['basic_auth_user_attribute', 'basic_auth_password_attribute'];
    if (values['basic_auth_enabled'] === true && basic.some((name) => !values[name]))
      errors['basic_auth_enabled'] = ['User and password attributes must be set when basic auth is enabled.'];
  }
  return { values, errors };
}

import { randomUUID } from 'node:crypto';
import { crash, invalid, json, noContent, notFound, page } from './answers.js';
import type { Errors } from './answers.js';
import { bool, checkFields, integer, isUuid, numeric, reference } from './fields.js';
import type { Field } from './fields.js';
import { forOne } from './router.js';
import type { Call, Route } from './router.js';
import type { Binding, State } from '../state.js';
import type { Watch } from '../watch.js';

function fieldsOf(state: State, target: boolean): Record<string, Field> {
  return {
    ...(target
      ? { target: { required: true, check: reference((pk) => [...state.applications.values()].some((one) => one.pk === pk)) } }
      : {}),
    group: { check: reference((pk) => state.groups.some((one) => one.pk === pk), true) },
    policy: { check: reference(() => false, true) },
    user: { check: numeric(() => true, true) },
    negate: { check: bool },
    enabled: { check: bool },
    order: { required: true, check: integer },
    timeout: { check: integer },
    failure_result: { check: bool },
  };
}

/** `target`: whether the body must say what it binds; in a transaction it must not. */
export function checkBinding(
  state: State,
  body: Errors,
  partial: boolean,
  target = true,
): { values: Record<string, unknown>; errors: Record<string, string[]> } {
  const { values, errors } = checkFields(body, fieldsOf(state, target), partial);
  const set = ['group', 'policy', 'user'].filter((name) => values[name] !== undefined && values[name] !== null);
  if (Object.keys(errors).length === 0 && set.length !== 1) {
    errors['non_field_errors'] = [
      set.length === 0 ? "One of 'group', 'policy', 'user' must be set." : "Only one of 'group', 'policy', 'user' can be set.",
    ];
  }
  return { values, errors };
}

export function addBinding(state: State, watch: Watch, values: Record<string, unknown>): Binding {
  const binding = {
    pk: randomUUID(),
    group: null,
    policy: null,
    user: null,
    negate: false,
    enabled: true,
    ...values,
  } as unknown as Binding;
  const twin = [...state.bindings.values()].find(
    ({ target, group }) => target === binding.target && group !== null && group === binding.group,
  );
  if (twin) watch.violation('a group was bound twice to one application');
  state.bindings.set(binding.pk, binding);
  state.listCache.clear();
  return binding;
}

function showBinding(state: State, binding: Binding): Record<string, unknown> {
  const group = state.groups.find(({ pk }) => pk === binding.group);
  return {
    timeout: 30,
    failure_result: false,
    ...binding,
    policy_obj: null,
    group_obj: group ? { ...group, is_superuser: false, attributes: {} } : null,
    user_obj: null,
    ...(state.profile.pbmUuid ? { expires: null, expiring: false } : {}),
  };
}

export function bindingRoutes(state: State, watch: Watch): Route[] {
  const model = 'authentik_policies.policybinding';
  const one = forOne(
    ({ params }) => state.bindings.get(params[0] ?? ''),
    ({ params }) => notFound(state.profile, 'PolicyBinding', isUuid(params[0] ?? '')),
  );
  const change = (found: Binding, call: Call, partial: boolean) => {
    if (partial && !('target' in call.body)) return crash(call.request);
    const { values, errors } = checkBinding(state, call.body, partial);
    if (Object.keys(errors).length > 0) return invalid(errors);
    watch.write('PATCH of a binding', found, () => Object.assign(found, values));
    state.listCache.clear();
    watch.openings();
    return json(200, showBinding(state, found));
  };
  return [
    {
      path: 'policies/bindings/',
      model,
      methods: {
        GET: ({ request }) => {
          const target = request.query.get('target');
          if (target !== null && !isUuid(target)) return invalid({ target: [`“${target}” is not a valid UUID.`] });
          const exists = [...state.applications.values()].some(({ pk }) => pk === target);
          if (target !== null && !exists)
            return invalid({ target: ['Select a valid choice. That choice is not one of the available choices.'] });
          const found = [...state.bindings.values()].filter((binding) => target === null || binding.target === target);
          return page(
            request,
            state.profile,
            found.map((binding) => showBinding(state, binding)),
          );
        },
        POST: ({ body }) => {
          const { values, errors } = checkBinding(state, body, false);
          if (Object.keys(errors).length > 0) return invalid(errors);
          return json(201, showBinding(state, addBinding(state, watch, values)));
        },
      },
    },
    {
      path: 'policies/bindings/([^/]+)/',
      model,
      methods: {
        GET: one((found) => json(200, showBinding(state, found))),
        PUT: one((found, call) => change(found, call, false)),
        PATCH: one((found, call) => change(found, call, true)),
        DELETE: one(({ pk }) => {
          state.bindings.delete(pk);
          watch.openings();
          return noContent();
        }),
      },
    },
  ];
}

import type { BindingRow } from '../client/api-types.js';
import type { Client } from '../client/client.js';
import { groupName, type GroupBinding } from '../desired/spec.js';

/** What to do with the bindings of one application; those of policies and users are never in it. */
export interface BindingDiff {
  /** Groups to bind, by pk. */
  readonly add: readonly { readonly group: string; readonly negate: boolean }[];
  /** Disabled ones to switch on: a disabled binding protects nothing. */
  readonly enable: readonly BindingRow[];
  /** Enabled ones that are not wanted; a disabled one is left to whom it belongs. */
  readonly surplus: readonly BindingRow[];
}

export function bindingDiff(wanted: readonly GroupBinding[], pks: ReadonlyMap<string, string>, found: readonly BindingRow[]): BindingDiff {
  const rest = found.filter(({ group }) => group !== null);
  const take = ({ group, negate }: { group: string; negate: boolean }, enabled: boolean): BindingRow | undefined => {
    const index = rest.findIndex((row) => row.group === group && row.negate === negate && row.enabled === enabled);
    return index < 0 ? undefined : rest.splice(index, 1)[0];
  };
  const missing = wanted
    .map((binding) => ({ group: pks.get(groupName(binding)) ?? '', negate: typeof binding !== 'string' }))
    .filter((binding) => !take(binding, true));
  const enable = missing.map((binding) => take(binding, false));
  return {
    add: missing.filter((_, index) => enable[index] === undefined),
    enable: enable.filter((row) => row !== undefined),
    surplus: rest.filter(({ enabled }) => enabled),
  };
}

/** First those who may enter, so that the application is never without a binding. */
export async function writeBindings(api: Client, target: string, { add, enable, surplus }: BindingDiff): Promise<void> {
  for (const { group, negate } of add) await api.send('POST', 'policies/bindings/', { target, group, negate, enabled: true, order: 0 });
  for (const { pk, group, order } of enable) await api.send('PATCH', `policies/bindings/${pk}/`, { target, group, order, enabled: true });
  for (const { pk } of surplus) await api.remove(`policies/bindings/${pk}/`);
}

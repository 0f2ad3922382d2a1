import { HlError, type Service } from '@hl/core';
import { standing } from '@hl/core/state';
import type { Context } from '../../context.js';
import { invalid, unknownService } from '../../repository/diagnostics.js';
import { distinct } from '../../stages/plan/plan.js';
import { planEvery } from '../../stages/plan/plan-every.js';
import { lookAt } from '../../stages/verify/look.js';
import { rowOf } from './row.js';
import { tableOf } from './table.js';

/**
 * What stands, by the ledger; what differs, by a plan; what answers, by a look from outside. What cannot be seen is told, and the rest goes on.
 *
 * @param quick the ledger alone
 * @throws HlError HL_SERVICE; when nothing could be read, why
 */
export async function status(context: Context, names: readonly string[], quick: boolean): Promise<{ code: number }> {
  const { print, repository, site } = context;
  const problems: HlError[] = [];
  const told = async <T>(part: Promise<T>): Promise<T | null> =>
    part.catch((thrown: unknown) => {
      const error = HlError.from(thrown);
      if (error.kind === 'bug') throw error;
      problems.push(error);
      return null;
    });

  const state = await told(context.state());
  const entries = state?.entries ?? null;
  if (state && state.warning !== null) problems.push(new HlError('HL_LEDGER_AWAY', state.warning, { kind: 'unreachable' }));
  const tree = repository.load();
  if (tree.diagnostics.some(({ severity }) => severity === 'error')) problems.push(invalid(tree.diagnostics));
  const deployed = new Map(
    (entries ?? []).flatMap((entry) => [standing(entry) ?? []].flat().map((service) => [entry.name, service] as const)),
  );
  const all = new Map([...tree.services.map((service) => [service.name, service] as const), ...deployed]);
  if (all.size === 0 && problems[0] !== undefined) throw problems[0];
  for (const name of names) if (!all.has(name)) throw unknownService(name);
  const chosen = [...all.values()]
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const known = ({ name }: { readonly name: string }): boolean => chosen.some((service) => service.name === name);

  const silent = quietly(context);
  if (!quick && chosen.length > 0) print.step(`looking at ${chosen.length === all.size ? 'every service' : names.join(', ')}`);
  const plan = quick || chosen.length === 0 ? null : await told(planEvery(silent, [], known));
  const standingNow = (service: Service): boolean => entries === null || deployed.has(service.name);
  const checks = quick ? null : await told(lookAt(silent, chosen.filter(standingNow)));

  const rows = chosen.map((service) => {
    const entry = entries === null ? undefined : (entries.find(({ name }) => name === service.name) ?? null);
    return rowOf({ service, entry, checks, plan }, site);
  });
  print.text(rows.length > 0 ? tableOf(rows) : 'There is no service yet: hl new writes a first one.');
  for (const { error } of distinct(plan?.failures ?? [])) problems.push(new HlError(error.code, error.message, error));
  for (const { message, hint } of problems) print.warn(`${message}${hint === undefined ? '' : `\n  → ${hint}`}`);
  for (const { message } of plan?.faults ?? []) print.warn(message);
  print.data({ services: rows, problems });
  return { code: 0 };
}

/** The same without a line of progress, in which what cannot be opened stops nothing, and nothing is waited for. */
export const quietly = (context: Context): Context => ({
  ...context,
  print: { ...context.print, step: () => {}, fine: () => {}, section: () => {}, warn: () => {} },
  async systems(input) {
    const systems = await context.systems({ ...input, onlyRead: true });
    return { ...systems, look: (checks, onResult) => systems.look(checks, onResult, 'once') };
  },
});

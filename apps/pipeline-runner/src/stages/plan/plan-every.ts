import type { OutcomesFile, PlanFile } from '@hl/core';
import type { Context } from '../../context.js';
import { memoryOf } from '../../state/state.js';
import { planSystems } from './plan-systems.js';
import { definitions, everyService } from './planned-services.js';

/** A plan of the whole tree, or of the services that are chosen, whatever changed. What cannot be opened is a failure of the plan. */
export async function planEvery(
  context: Context,
  done: readonly OutcomesFile[],
  choose?: (service: { readonly name: string }) => boolean,
): Promise<PlanFile> {
  const state = await context.state();
  if (state.warning !== null) context.print.warn(state.warning);
  const services = everyService(context, state.entries, choose);
  const systems = await context.systems({ services: definitions(services), onlyRead: true });
  return planSystems(context, systems, services, 'full', memoryOf(state, done));
}

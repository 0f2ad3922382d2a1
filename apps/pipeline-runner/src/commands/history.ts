import { HlError } from '@hl/core';
import type { Context } from '../context.js';

/** What the ledger knows: one line a run. */
export async function history(context: Context, name?: string): Promise<{ code: number }> {
  const { entries, warning } = await context.state();
  if (warning !== null) context.print.warn(warning);
  const found = (entries ?? []).filter((entry) => name === undefined || entry.name === name);
  if (name !== undefined && entries !== null && found.length === 0)
    throw new HlError('HL_SERVICE', `the ledger knows no service ${name}`, { kind: 'input', hint: 'hl history lists all that it knows.' });
  const lines = found
    .flatMap((entry) => entry.history.map((line) => ({ name: entry.name, ...line })))
    .sort((a, b) => a.time.localeCompare(b.time))
    .map(({ time, name: service, action, commit, healthy, pipelineUrl }) =>
      `${time}  ${healthy ? '✔' : '✖'} ${action.padEnd(8)} ${service.padEnd(20)} ${commit.slice(0, 8)} ${pipelineUrl ?? ''}`.trimEnd(),
    );
  context.print.text(lines.length > 0 ? lines : entries === null ? 'There is no ledger to read.' : 'The ledger is empty.');
  context.print.data(found);
  return { code: 0 };
}

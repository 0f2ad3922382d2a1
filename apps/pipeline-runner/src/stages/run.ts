import { HlError } from '@hl/core';
import type { Ended } from '../commands/table.js';
import type { Context } from '../context.js';
import { mayContinue, partly } from '../exit.js';
import { failures } from '../failures.js';
import { withLease } from '../lease.js';
import { applyPart } from './apply.js';
import type { PartName } from './apply.js';
import { detect } from './detect.js';
import type { DetectArguments } from './detect.js';
import { notify } from './notify.js';
import { plan } from './plan.js';
import type { PlanArguments } from './plan.js';
import { validate } from './validate.js';
import { verify } from './verify.js';

const writing: readonly PartName[] = ['deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance'];

/** The whole pipeline on one machine, the fleet held from the start: the same artifacts, the same rules about going on as in CI. */
export async function run(context: Context, args: DetectArguments & PlanArguments = {}): Promise<{ code: number }> {
  const { artifacts, print } = context;
  const quiet: Context = { ...context, print: { ...print, data: () => {} } };
  const title = (name: string): void => print.text(`\n── ${name} `.padEnd(60, '─'));
  let code = 0;
  const told = { ...quiet, failures: failures(artifacts.directory, (text) => print.redact(text)) };
  const go = async (name: string, stage: () => Promise<Ended>): Promise<boolean> => {
    title(name);
    const result = await stage();
    if (result.error !== undefined) told.failures.record(name, result.error);
    if (result.code !== 0 && (code === 0 || code === partly)) code = result.code;
    return mayContinue(result.code);
  };
  const tell = async (verdict: 'success' | 'failure'): Promise<void> => {
    title('notify');
    await notify(told, verdict);
  };

  const stages = async (held: Context): Promise<void> => {
    if (!(await go('detect', () => detect(held, args)))) return;
    if (!(await go('validate', () => validate(held)))) return;
    if (!(await go('plan', () => plan(held, args)))) return;
    for (const name of writing) if (!(await go(name, () => applyPart(held, name)))) break;
    // What did not go through is in the code already; verify adds what it saw to be wrong.
    await go('verify', async () => ({ code: (await verify(held)).seen > 0 ? 1 : 0 }));
  };
  await withLease(quiet, (held) =>
    stages(held).catch(async (thrown: unknown) => {
      told.failures.record('run', HlError.from(thrown));
      await tell('failure');
      throw thrown;
    }),
  );
  await tell(mayContinue(code) ? 'success' : 'failure');
  print.data({ code, outcomes: await artifacts.outcomes(), verification: await artifacts.find('verification') });
  return { code };
}

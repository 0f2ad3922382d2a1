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
  const go = async (name: string, stage: () => Promise<{ code: number }>): Promise<boolean> => {
    title(name);
    const result = await stage();
    if (result.code !== 0 && (code === 0 || code === partly)) code = result.code;
    return mayContinue(result.code);
  };

  const planned = await withLease(quiet, async (held) => {
    if (!(await go('detect', () => detect(held, args)))) return false;
    if (!(await go('validate', () => validate(held)))) return false;
    if (!(await go('plan', () => plan(held, args)))) return true;
    for (const name of writing) if (!(await go(name, () => applyPart(held, name)))) break;
    // What did not go through is in the code already; verify adds what it saw to be wrong.
    await go('verify', async () => ({ code: (await verify(held)).seen > 0 ? 1 : 0 }));
    return true;
  });
  if (planned) {
    title('notify');
    const told = { ...quiet, failures: failures(artifacts.directory, (text) => print.redact(text)) };
    await notify(told, mayContinue(code) ? 'success' : 'failure');
  }
  print.data({ code, outcomes: await artifacts.outcomes(), verification: await artifacts.find('verification') });
  return { code };
}

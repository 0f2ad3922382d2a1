import type { Context } from '../context.js';
import { mayContinue, partly } from '../exit.js';
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

/** The whole pipeline on one machine, with the same artifacts and the same rules about going on as in CI. */
export async function run(context: Context, args: DetectArguments & PlanArguments = {}): Promise<{ code: number }> {
  const { print } = context;
  const title = (name: string): void => print.text(`\n── ${name} `.padEnd(60, '─'));
  let code = 0;
  const go = async (name: string, stage: () => Promise<{ code: number }>): Promise<boolean> => {
    title(name);
    const result = await stage();
    if (result.code !== 0 && (code === 0 || code === partly)) code = result.code;
    return mayContinue(result.code);
  };

  const quiet: Context = { ...context, print: { ...print, data: () => {} } };
  if (!(await go('detect', () => detect(quiet, args)))) return { code };
  if (!(await go('validate', () => validate(quiet)))) return { code };
  if (!(await go('plan', () => plan(quiet, args)))) {
    await notify(quiet, 'failure');
    return { code };
  }
  const apply = async (): Promise<void> => {
    for (const name of writing) if (!(await go(name, () => applyPart(quiet, name)))) break;
    // What did not go through is in the code already; verify adds what it saw to be wrong.
    await go('verify', async () => ({ code: (await verify(quiet)).seen > 0 ? 1 : 0 }));
  };
  await withLease(quiet, apply, { last: true });
  title('notify');
  await notify(quiet, code === 0 || code === partly ? 'success' : 'failure');
  const { artifacts } = context;
  print.data({ code, outcomes: await artifacts.outcomes(), verification: await artifacts.find('verification') });
  return { code };
}

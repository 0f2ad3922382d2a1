import { partly } from '../../exit.js';
import { openLines } from './lines.js';
import { recall, remember } from './memory.js';
import type { Found, Messages, NotifyContext, Verdict } from './notify-context.js';
import { stageThatLeftNothing } from './summary/stages.js';
import { summarise } from './summary.js';
import { handOver, tell, type Answer } from './tell.js';

/** For the end of a run there is a little more time than for a stage. */
const timing = { requestMs: 5_000, patienceMs: 6_000, backoffMs: 500 };

/** Has the last word about a run in each channel. Whatever goes wrong here is printed and never fails a deployment: exit 75 at most. */
export async function notify(context: NotifyContext, found: Found, verdict: Verdict, messages: Messages): Promise<{ code: number }> {
  const { print, environment } = context;
  try {
    const { lines, unset, wrong } = openLines(context, timing);
    const { open } = messages;
    const newer = found.failures.find(({ error }) => error.kind === 'superseded');
    if (newer !== undefined) {
      print.step(`notify: ${newer.error.message}; that run tells what became of it`);
      return { code: codeOf(context, await Promise.all(lines.map((line) => handOver(context, { found, open }, line)))) };
    }
    const onlyLooks = environment.source === 'schedule' && environment.variables['HL_SCHEDULE'] !== 'deploy';
    const left = verdict === 'failure' ? stageThatLeftNothing(found, onlyLooks) : null;
    print.data(summarise(context, found, verdict, left));
    for (const { variable } of unset) print.step(`notify: ${variable} is not set, nothing is sent`);
    if (lines.length + unset.length + wrong.length === 0) print.step('notify: no channel is configured');

    const told = lines.length === 0 ? null : await recall(context);
    const answers = await Promise.all(lines.map((line) => tell(context, { found, verdict, left, told, open }, line)));
    await remember(
      context,
      answers.flatMap(({ remembered }) => remembered),
    );
    return { code: codeOf(context, [...wrong.map((error) => ({ error, remembered: [] })), ...answers]) };
  } catch (thrown) {
    print.error(thrown);
    return { code: partly };
  }
}

function codeOf({ print }: NotifyContext, answers: readonly Answer[]): number {
  const errors = answers.flatMap(({ error }) => error ?? []);
  for (const error of errors) print.error(error);
  return errors.length > 0 ? partly : 0;
}

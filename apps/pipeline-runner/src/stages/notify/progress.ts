import type { OpenMessage } from '@hl/core';
import { knowsLess } from '../apply/parts.js';
import { heardBy } from './audience.js';
import { tellsStart } from './decide.js';
import { openLines, type Line } from './lines.js';
import { lastTold, recall, within } from './memory.js';
import type { Found, Messages, NotifyContext, Verdict } from './notify-context.js';
import { summarise } from './summary.js';

/** Milliseconds that a stage waits for its message in all, and in each channel: a message is worth no longer. */
const patience = 6_000;
const timing = { requestMs: 3_000, patienceMs: 3_000, backoffMs: 500 };

/** Whether this run has a message that goes on: a deploying one has, of the branch that is deployed. */
function hasMessage({ environment: { ci, pipelineId, mergeRequest, branch, defaultBranch, variables } }: NotifyContext): boolean {
  if (variables['HL_MESSAGES'] === 'false' || mergeRequest) return false;
  return !ci || (pipelineId !== undefined && (branch === undefined || defaultBranch === undefined || branch === defaultBranch));
}

/**
 * Begins the one message of a run when its plan is made and has something in it, and edits it as stages end. Whatever goes wrong is for the end of the
 * run to tell; nothing of it is waited for longer than a few seconds.
 */
export async function progress(context: NotifyContext, found: Found, stage: string, messages: Messages): Promise<void> {
  if (!hasMessage(context) || found.plan === null || found.plan.drift === true) return;
  const work = stage === 'plan' && messages.open.length === 0 ? begin(context, found, messages) : goOn(context, found, stage, messages);
  await within(work, patience).catch((error: unknown) => context.print.detail(`notify: ${(error as Error).message}`));
}

async function begin(context: NotifyContext, found: Found, messages: Messages): Promise<void> {
  const lines = openLines(context, timing).lines.filter(({ on }) => on.has('start'));
  if (lines.length === 0 || found.plan?.changes.length === 0) return;
  const told = await recall(context);
  const sent = await each(context, lines, async ({ name, ...line }) => {
    const heard = heardBy(found, { name, ...line }, context.site);
    const news = tellsStart(lastTold(told, name, 'deploy'), context.commit, context.now());
    if (heard === null || heard.found.plan?.changes.length === 0 || !news) return null;
    return line.channel.send(summarise(context, heard.found, 'running'));
  });
  await messages.keep(sent);
}

async function goOn(context: NotifyContext, found: Found, stage: string, messages: Messages): Promise<void> {
  if (knowsLess(found, stage)) return;
  const lines = openLines(context, timing).lines.filter(
    ({ name, channel }) => channel.edits && messages.open.some((message) => message.channel === name),
  );
  const moved = await each(context, lines, async ({ name, ...line }) => {
    const heard = heardBy(found, { name, ...line }, context.site);
    const before = messages.open.find(({ channel }) => channel === name)?.handle;
    if (heard === null || before === undefined) return null;
    const handle = await line.channel.edit(before, summarise(context, heard.found, verdictOf(heard.found)));
    return handle === before ? null : handle;
  });
  await messages.keep(moved);
}

/** With what verify saw all is known; until then it goes on. */
const verdictOf = ({ verification }: Found): Verdict | 'running' =>
  verification === null ? 'running' : verification.failed > 0 ? 'failure' : 'success';

/** Asks all channels at once; of those that fail, the end of the run tells. */
async function each(context: NotifyContext, lines: readonly Line[], ask: (line: Line) => Promise<string | null>): Promise<OpenMessage[]> {
  const answers = await Promise.all(
    lines.map(async (line) => {
      const handle = await ask(line).catch((error: unknown) => {
        context.print.detail(`notify: ${line.title}: ${(error as Error).message}`);
        return null;
      });
      return handle === null ? [] : [{ channel: line.name, handle, time: context.now() }];
    }),
  );
  return answers.flat();
}

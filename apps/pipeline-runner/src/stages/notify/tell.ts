import { HlError, type Service } from '@hl/core';
import type { Told } from '@hl/core/state';
import type { RunSummary } from '@hl/notify';
import { given } from '../../given.js';
import { heardBy, unplanned } from './audience.js';
import { decide, endingOf } from './decide.js';
import type { Line } from './lines.js';
import { lastTold, type Remembered } from './memory.js';
import type { Found, Messages, NotifyContext, Verdict } from './notify-context.js';
import { summarise } from './summary.js';

/** A run that has ended. */
export interface Over {
  readonly found: Found;
  readonly verdict: Verdict;
  /** The stage that left nothing. */
  readonly left: string | null;
  /** null: nobody knows what was told before. */
  readonly told: Told | null;
  readonly open: Messages['open'];
}

export interface Answer {
  readonly error: HlError | null;
  readonly remembered: readonly Remembered[];
}

/** Tells one channel how a run ended: in its message where it has one, else in a new one, else not at all. */
export async function tell(context: NotifyContext, { found, verdict, left, told, open }: Over, line: Line): Promise<Answer> {
  const { name, title, channel, on } = line;
  const { print, commit } = context;
  const step = (text: string): void => print.step(`notify: ${text}`);
  const heard = heardBy(found, line, context.site, await definitions(context, found));
  if (heard === null) {
    step(`nothing in it is for ${title}`);
    return { error: null, remembered: [] };
  }
  const summary = summaryFor(context, heard, verdict, left);
  const ending = endingOf(heard.found, summary, verdict, commit, left);
  const last = ending.about === null ? undefined : lastTold(told, name, ending.about);
  const { say, recovered, next } = decide(ending, last, on, context.now());
  const said: RunSummary = recovered ? { ...summary, recovered } : summary;
  const handle = open.find((message) => message.channel === name)?.handle;
  const bad = ending.trouble !== null;
  try {
    if (handle !== undefined) await channel.edit(handle, said);
    // Most edits call nobody.
    if (say && handle !== undefined && (bad || recovered) && silent(channel)) await channel.send(inShort(said));
    if (say && handle === undefined) await channel.send(said);
    if (say || handle !== undefined) step(`${title} was told (${said.result})${recovered ? ': recovered' : ''}`);
    else if (bad && last !== undefined && next === undefined) step(`${title} was told of the same failure at ${last.time} already`);
    else step(ending.occasions.length === 0 ? `nothing changed, nothing is sent to ${title}` : `${title} does not hear of this`);
    return {
      error: null,
      remembered: ending.about === null || next === undefined ? [] : [{ channel: name, about: ending.about, failure: next }],
    };
  } catch (thrown) {
    return { error: HlError.from(thrown), remembered: [] };
  }
}

const silent = ({ edits, editsCall }: Line['channel']): boolean => edits && editsCall !== true;

/** A message that goes on ends with who goes on with the run. */
export async function handOver(context: NotifyContext, { found, open }: Pick<Over, 'found' | 'open'>, line: Line): Promise<Answer> {
  const handle = open.find(({ channel }) => channel === line.name)?.handle;
  const heard = heardBy(found, line, context.site);
  if (handle === undefined || heard === null) return { error: null, remembered: [] };
  const title = '⏭️ A newer run has taken over';
  const edit = line.channel.edit(handle, { ...summarise(context, heard.found, 'success'), title });
  return {
    error: await edit.then(
      () => null,
      (thrown: unknown) => HlError.from(thrown),
    ),
    remembered: [],
  };
}

/** That a run failed is believed, unless all that went wrong is for others to hear. */
function summaryFor(
  context: NotifyContext,
  { found, whole }: { readonly found: Found; readonly whole: boolean },
  verdict: Verdict,
  left: string | null,
): RunSummary {
  const summary = summarise(context, found, verdict, left);
  if (whole || verdict !== 'failure' || left !== null) return summary;
  const fine = { ...summarise(context, found, 'success', left) };
  return fine.result === 'warning' ? summary : fine;
}

/** What is wrong, or that it is not any more, in a few lines: the rest stands in the message that was edited. */
function inShort({ result, recovered, commit, commitTitle, pipelineUrl, links, services, stages, rolledBack }: RunSummary): RunSummary {
  return {
    result,
    ...given({ recovered, commit, commitTitle, pipelineUrl, links, rolledBack }),
    stages: stages.filter(({ status }) => status === 'failed'),
    services: services.filter(({ status }) => status !== 'ok').map(({ changes: _, ...service }) => service),
  };
}

/** Of services that no plan tells of. Where there are none, what reads service files is not loaded. */
async function definitions({ cwd, site, print }: NotifyContext, found: Found): Promise<readonly Service[]> {
  if (site === null || unplanned(found).length === 0) return [];
  try {
    const { openRepository } = await import('../../repository/repository.js');
    return openRepository(cwd, site).load().services;
  } catch (error) {
    print.detail(`notify: ${(error as Error).message}`);
    return [];
  }
}

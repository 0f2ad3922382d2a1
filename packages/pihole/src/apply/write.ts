import { equal, HlError } from '@hl/core';
import type { Client } from '../client/client.js';
import { unreachable } from '../client/http-errors.js';
import type { Session } from '../client/session.js';
import { listNames, type Lists } from '../observe/record-syntax.js';
import type { Timing } from '../timing.js';
import { awaitRestart } from './await-restart.js';
import { edit, size, type Wanted } from './edit.js';
import type { Preflight } from './preflight.js';
import { refusedNames } from './refused-lines.js';
import { written, writePlan, type Step } from './write-plan.js';

/** Rounds in a row that bring nothing nearer, before it is given up. */
const idleRounds = 4;

export interface Writing {
  readonly client: Client;
  readonly session: Pick<Session, 'alive' | 'ready'>;
  readonly preflight: Preflight;
  readonly base: string;
  readonly timing: Timing;
  readonly onWait: (why: string) => void;
  sleep(ms: number): Promise<void>;
}

export interface Written {
  /** Names that could not be written, or of which nobody knows, with the reason; all others hold. */
  readonly failed: ReadonlyMap<string, HlError>;
  /** As read back at the end. */
  readonly lists: Lists;
}

/**
 * Makes every name what it shall be, in rounds of read, write, read again: what the next read shows missing (an answer
 * was lost, another writer overwrote it) is done again upon what is there by then.
 *
 * Nothing is written while somebody else writes: a PATCH would take his lines away, single lines beside his can kill pihole-FTL. So the
 * lists must be the same in two looks, the second one just before the write, or as our own last write left them.
 *
 * @throws HlError when nothing was written
 */
export async function write({ client, session, preflight, base, timing, onWait, sleep }: Writing, wanted: Wanted): Promise<Written> {
  const failed = new Map<string, HlError>();
  const pending = new Map(wanted);
  let lists: Lists | null = null;
  /** The lists if nobody else has written since. */
  let known: Lists | null = null;
  let unanswered: HlError | null = null;
  let [sent, announced] = [false, false];
  let [least, idle] = [Infinity, 0];
  let [wait, waited] = [timing.stillMs, 0];
  try {
    for (;;) {
      lists = await client.read().catch(async (error: unknown) => {
        if (!sent || !isUnanswered(error)) throw error;
        await session.ready(timing.lostMs); // newer versions restart for more than CNAMEs
        return client.read();
      });
      const edits = edit(lists, pending);
      const left = size(edits.hosts) + size(edits.cnameRecords);
      if (left === 0) return { failed, lists };
      await preflight.check(listNames.filter((name) => size(edits[name]) > 0));
      if (!equal(known, lists)) {
        if (waited >= timing.movingMs) throw moving(base, waited);
        if (known !== null && !announced) onWait(`Somebody else writes the records of Pi-hole at ${base}: waiting until they are done`);
        announced ||= known !== null;
        known = lists;
        await sleep(wait);
        waited += wait;
        wait = Math.min(2 * wait, timing.stillMaxMs);
        continue;
      }
      wait = timing.stillMs;
      idle = left < least ? 0 : idle + 1;
      least = Math.min(left, least);
      if (idle > idleRounds) throw unanswered ?? overwritten();
      sent = true;
      const { done, stop } = await send(client, writePlan(lists, edits));
      known = written(lists, done);
      unanswered = stop && isUnanswered(stop.error) ? stop.error : null;
      if (unanswered) await session.ready(timing.lostMs);
      else if (stop) {
        for (const [name, reason] of refusedNames(stop.error, stop.step, lists, pending)) {
          failed.set(name, reason);
          pending.delete(name);
        }
      }
      // A write without an answer may have taken effect.
      if ([...done, ...(stop && unanswered ? [stop.step] : [])].some(needsRestart)) await awaitRestart(session, timing, sleep);
    }
  } catch (error) {
    if (!sent || lists === null) throw error;
    for (const name of pending.keys()) failed.set(name, HlError.from(error));
    return { failed, lists };
  }
}

/** Up to the first that fails: what comes after was planned with it, and an old line must not go when the new one was refused. */
async function send(client: Client, steps: readonly Step[]): Promise<{ done: Step[]; stop: { step: Step; error: unknown } | null }> {
  const done: Step[] = [];
  for (const step of steps) {
    try {
      if ('patch' in step) await client.replace(step.patch);
      else await client.item(step.verb, step.list, step.line);
      done.push(step);
    } catch (error) {
      return { done, stop: { step, error } };
    }
  }
  return { done, stop: null };
}

const needsRestart = (step: Step): boolean => ('patch' in step ? step.patch.cnameRecords !== undefined : step.list === 'cnameRecords');

/** An answer that is no word of Pi-hole's own, a page for instance, says as little about the write as none. */
const isUnanswered = (error: unknown): error is HlError =>
  error instanceof HlError &&
  ((error.kind === 'unreachable' && error.code !== 'HL_PIHOLE_CLOSED') ||
    error.code === 'HL_PIHOLE_NOT_API' ||
    error.code === 'HL_PIHOLE_TOO_LARGE');

const moving = (base: string, ms: number): HlError =>
  unreachable(
    'MOVING',
    `Somebody else kept writing the records of Pi-hole at ${base} for ${Math.round(ms / 1_000)} s`,
    'Run it again when the other tool that writes records there is done: two writers at once can crash pihole-FTL.',
  );

const overwritten = (): HlError =>
  new HlError('HL_PIHOLE_OVERWRITTEN', 'Pi-hole took the records, and yet they are not there: something else keeps writing its list', {
    kind: 'conflict',
    hint: 'Look for another tool that syncs records into this Pi-hole, stop it, and run it again.',
  });

import { equal, HlError } from '@hl/core';
import { blame } from './blame.js';
import type { Client } from './client.js';
import { edit, listNames, size } from './records.js';
import type { ListName, Lists, Wanted } from './records.js';
import { route } from './route.js';
import type { Step } from './route.js';

/** Rounds in a row that bring nothing nearer, before it is given up. */
const idleRounds = 4;

export interface Writing {
  readonly client: Client;
  /**
   * @returns whether Pi-hole was asked anything: then the lists are read anew, so that nothing lies between read and write
   * @throws HlError when Pi-hole takes no change to one of these lists, whatever it is
   */
  preflight(names: readonly ListName[]): Promise<boolean>;
  /** Waits until Pi-hole answers again after a write, or a look after one, whose answer was lost. */
  recovered(): Promise<void>;
  /** Waits a moment, for somebody else to finish. */
  settled(): Promise<void>;
  /** Waits until the restart that a CNAME needs is over. */
  restarted(): Promise<void>;
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
 * A list that moves from one read to the next, somebody else writes right now: if it does not settle, it is not replaced.
 *
 * @param seen the lists as they were read last
 * @throws HlError when nothing was written
 */
export async function write(
  { client, preflight, recovered, settled, restarted }: Writing,
  wanted: Wanted,
  seen: Lists | null,
): Promise<Written> {
  const failed = new Map<string, HlError>();
  const pending = new Map(wanted);
  let lists: Lists | null = null;
  let expected = seen;
  let unanswered: HlError | null = null;
  let [sent, waited] = [false, false];
  let [least, idle] = [Infinity, 0];
  try {
    for (;;) {
      lists = await client.read().catch(async (error: unknown) => {
        if (!sent || !isUnanswered(error)) throw error;
        await recovered(); // newer versions restart for more than CNAMEs
        return client.read();
      });
      const edits = edit(lists, pending);
      const left = size(edits.hosts) + size(edits.cnameRecords);
      if (left === 0) return { failed, lists };
      idle = left < least ? 0 : idle + 1;
      least = Math.min(left, least);
      if (idle > idleRounds) throw unanswered ?? overwritten();
      const moving = movedSince(expected, lists);
      expected = lists;
      if (await preflight(listNames.filter((name) => size(edits[name]) > 0))) continue;
      if (moving.size > 0 && !waited) {
        waited = true;
        await settled();
        continue;
      }
      const steps = route(lists, edits, moving);
      sent = true;
      const { done, stop } = await send(client, steps);
      expected = stop ? null : { hosts: edits.hosts.lines, cnameRecords: edits.cnameRecords.lines };
      unanswered = stop && isUnanswered(stop.error) ? stop.error : null;
      if (unanswered) await recovered();
      else if (stop) {
        for (const [name, reason] of blame(stop.error, stop.step, lists, pending)) {
          failed.set(name, reason);
          pending.delete(name);
        }
      }
      // A write without an answer may have taken effect.
      if ([...done, ...(stop && unanswered ? [stop.step] : [])].some(needsRestart)) await restarted();
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
      else await client[step.verb](step.list, step.line);
      done.push(step);
    } catch (error) {
      return { done, stop: { step, error } };
    }
  }
  return { done, stop: null };
}

const needsRestart = (step: Step): boolean => ('patch' in step ? step.patch.cnameRecords !== undefined : step.list === 'cnameRecords');

const movedSince = (expected: Lists | null, lists: Lists): ReadonlySet<ListName> =>
  new Set(listNames.filter((name) => expected !== null && !equal(expected[name], lists[name])));

/** An answer that is no word of Pi-hole's own, a page for instance, says as little about the write as none. */
const isUnanswered = (error: unknown): error is HlError =>
  error instanceof HlError && ((error.kind === 'unreachable' && error.code !== 'HL_PIHOLE_CLOSED') || error.code === 'HL_PIHOLE_NOT_API');

const overwritten = (): HlError =>
  new HlError('HL_PIHOLE_OVERWRITTEN', 'Pi-hole took the records, and yet they are not there: something else keeps writing its list', {
    kind: 'conflict',
    hint: 'Look for another tool that syncs records into this Pi-hole, stop it, and run it again.',
  });

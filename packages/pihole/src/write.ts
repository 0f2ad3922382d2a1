import { equal, HlError } from '@hl/core';
import { blame } from './blame.js';
import type { Client } from './client.js';
import { edit, isEdit } from './records.js';
import type { Lists, Wanted } from './records.js';
import { route } from './route.js';

/** Writes of one batch at most, besides those for names that are given up. */
const rounds = 4;

export interface Writing {
  readonly client: Client;
  /**
   * @returns whether Pi-hole was asked anything: then the lists are read anew, so that nothing lies between read and write
   * @throws HlError when Pi-hole takes no change to one of these lists, whatever it is
   */
  preflight(names: readonly (keyof Lists)[]): Promise<boolean>;
  /** Waits until Pi-hole answers again after a write whose answer was lost. */
  recovered(): Promise<void>;
  /** Waits until the restart that a CNAME needs is over. */
  restarted(): Promise<void>;
}

export interface Written {
  /** Names that could not be written, with the reason; all others hold. */
  readonly failed: ReadonlyMap<string, HlError>;
  /** As read back at the end. */
  readonly lists: Lists;
}

/**
 * Makes every name what it shall be, in rounds of read, write, read again: what the next read shows missing (an answer
 * was lost, another writer overwrote it) is done again upon what is there by then.
 *
 * @param seen the lists as they were read last: when they have moved since, somebody else writes right now, and whole lists are not replaced
 * @throws HlError when nothing could be written
 */
export async function write({ client, preflight, recovered, restarted }: Writing, wanted: Wanted, seen: Lists | null): Promise<Written> {
  const failed = new Map<string, HlError>();
  const pending = new Map(wanted);
  let expected = seen;
  let unanswered: HlError | null = null;
  for (let round = 0; ; round += 1) {
    const lists = await client.read();
    const edits = edit(lists, pending);
    const names = (['hosts', 'cnameRecords'] as const).filter((name) => isEdit(edits[name]));
    if (names.length === 0) return { failed, lists };
    if (round > rounds + failed.size) throw unanswered ?? overwritten();
    if (await preflight(names)) continue;
    const steps = route(lists, edits, expected !== null && !equal(expected, lists));
    expected = { hosts: edits.hosts.lines, cnameRecords: edits.cnameRecords.lines };
    try {
      let restarts = false;
      for (const step of steps) {
        try {
          if ('patch' in step) await client.replace(step.patch);
          else await client[step.verb](step.list, step.line);
          restarts ||= 'patch' in step ? step.patch.cnameRecords !== undefined : step.list === 'cnameRecords';
        } catch (error) {
          const blamed = blame(error, step, lists, pending);
          expected = null;
          for (const [name, reason] of blamed) failed.set(name, reason);
          for (const name of blamed.keys()) pending.delete(name);
        }
      }
      unanswered = null;
      if (restarts) await restarted();
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      [unanswered, expected] = [error, null];
      await recovered();
    }
  }
}

/** An answer that is no word of Pi-hole's own, a page for instance, says as little about the write as none. */
const isUnanswered = (error: unknown): error is HlError =>
  error instanceof HlError && ((error.kind === 'unreachable' && error.code !== 'HL_PIHOLE_CLOSED') || error.code === 'HL_PIHOLE_NOT_API');

const overwritten = (): HlError =>
  new HlError('HL_PIHOLE_OVERWRITTEN', 'Pi-hole took the records, and yet they are not there: something else keeps writing its list', {
    kind: 'conflict',
    hint: 'Look for another tool that syncs records into this Pi-hole, stop it, and run it again.',
  });

import { HlError } from '@hl/core';
import type { DnsSpec } from '@hl/core/dns';
import type { Client } from '../client/client.js';
import type { Rewrite } from '../observe/rewrites.js';
import { writePlan } from './write-plan.js';

/** Looks at the list, after each of which what is missing is written. */
const rounds = 3;

export interface Written {
  /** Names that are not what they shall be, or of which nobody knows, with the reason, and whether anything was sent for them. */
  readonly failed: ReadonlyMap<string, { readonly error: HlError; readonly begun: boolean }>;
  /** As read back at the end. */
  readonly list: readonly Rewrite[];
}

/**
 * Makes every name what it shall be: read, write, read again. What the next read shows missing (an answer was lost, somebody overwrote it)
 * is written again upon what is there by then.
 *
 * @throws HlError when nothing was sent
 */
export async function write(client: Client, wanted: ReadonlyMap<string, DnsSpec | null>): Promise<Written> {
  const failed = new Map<string, { error: HlError; begun: boolean }>();
  const pending = new Map(wanted);
  const begun = new Set<string>();
  const fail = (name: string, error: unknown): void => {
    failed.set(name, { error: HlError.from(error), begun: begun.has(name) });
    pending.delete(name);
  };
  let list: readonly Rewrite[] = [];
  let lost: unknown = null;
  try {
    for (let round = 0; ; round += 1) {
      list = await client.list();
      const left = [...pending].flatMap(([name, spec]) => {
        const steps = writePlan(list, name, spec);
        return steps.length === 0 ? [] : [{ name, steps }];
      });
      if (left.length > 0 && round === rounds) left.forEach(({ name }) => fail(name, lost ?? overwritten()));
      if (left.length === 0 || round === rounds) return { failed, list };
      lost = null;
      for (const { name, steps } of left) {
        begun.add(name);
        try {
          for (const step of steps) await client.send(step);
        } catch (error) {
          if (HlError.from(error).kind !== 'unreachable') fail(name, error);
          else {
            lost = error; // it may have taken effect: read first
            break;
          }
        }
      }
    }
  } catch (error) {
    if (begun.size === 0) throw error;
    [...pending.keys()].forEach((name) => fail(name, error));
    return { failed, list };
  }
}

const overwritten = (): HlError =>
  new HlError(
    'HL_ADGUARD_OVERWRITTEN',
    'AdGuard Home took the rewrites, and yet they are not there: something else keeps writing its list',
    {
      kind: 'conflict',
      hint: 'Look for another tool that syncs rewrites into this AdGuard Home, stop it, and run it again.',
    },
  );

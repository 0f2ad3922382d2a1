import { HlError } from '@hl/core';
import { canonicalName } from '@hl/core/dns';
import { refused } from '../client/http-errors.js';
import type { Lists } from '../observe/record-syntax.js';
import type { Wanted } from './edit.js';
import type { Step } from './write-plan.js';

/**
 * Whose fault a refused write is: Pi-hole checks the whole list and refuses the whole batch for one bad line, which may be ours or not.
 *
 * @returns the wanted names to give up, so that the rest can go on
 * @throws the error when it is nobody's fault, or HL_PIHOLE_BAD_LINE when a line of somebody else's blocks every change
 */
export function refusedNames(error: unknown, step: Step, before: Lists, wanted: Wanted): Map<string, HlError> {
  if (!(error instanceof HlError) || error.code !== 'HL_PIHOLE_REFUSED') throw error;
  const names = guilty(error, step, before).filter((name) => wanted.has(name));
  if (names.length === 0) throw error;
  return new Map(names.map((name) => [name, error]));
}

function guilty(error: HlError, step: Step, before: Lists): string[] {
  // `dns.hosts[3]: invalid hostname ("a..b")`
  const [, list, index] = /dns\.(hosts|cnameRecords)\[(\d+)\]/.exec(error.message) ?? [];
  if (list !== undefined) {
    const at = Number(index);
    const was = before[list as keyof Lists];
    const line = 'patch' in step ? step.patch[list as keyof Lists]?.[at] : (was[at] ?? step.line);
    if (line !== undefined && was.includes(line)) throw badLine(error, list, at, line);
    if (line !== undefined) return namesOf(line);
  }
  if (!('patch' in step)) return namesOf(step.line);
  // dnsmasq's own test names the alias: `duplicate CNAME … "cname=a.lab,b.lab"`, `CNAME loop involving a.lab`
  const added = (step.patch.cnameRecords ?? []).filter((line) => !before.cnameRecords.includes(line)).flatMap(namesOf);
  const words = new Set(error.message.toLowerCase().split(/[^a-z0-9._-]+/));
  const mentioned = added.filter((name) => words.has(name));
  return mentioned.length > 0 ? mentioned : /Invalid configuration/.test(error.message) ? added : [];
}

/** Words of a line, of one that nobody can parse, too: it is refused for just that. */
const namesOf = (line: string): string[] => line.split(/[\s,]+/).map(canonicalName);

const badLine = (cause: HlError, list: string, index: number, line: string): HlError =>
  refused(
    'BAD_LINE',
    `Line ${index + 1} of dns.${list} in Pi-hole, ${JSON.stringify(line)}, is not ours and blocks every change: ${cause.message}`,
    'Mend or delete that line in Pi-hole (Settings › Local DNS records, or /etc/pihole/pihole.toml), then run it again.',
    cause,
  );

import type { DnsSpec } from '@hl/core/dns';
import { canonicalAnswer, noteOf, rewritesOf, type Rewrite } from '../observe/rewrites.js';

/** One call. */
export type Step =
  | { readonly verb: 'add' | 'delete'; readonly rewrite: Rewrite }
  | { readonly verb: 'update'; readonly target: Rewrite; readonly update: Rewrite };

const add = (rewrite: Rewrite): Step => ({ verb: 'add', rewrite });
const remove = (rewrite: Rewrite): Step => ({ verb: 'delete', rewrite });
const update = (target: Rewrite, one: Rewrite): Step => ({ verb: 'update', target, update: one });

/**
 * The calls that make a name what it shall be; `null`: gone. An old answer turns into a new one in one call, and a name is never without an
 * answer in between. Where nothing was and several rewrites shall be, or the other way round, a note (`noteOf`) stands
 * until the last call, which turns it into the last rewrite, or deletes it.
 */
export function writePlan(list: readonly Rewrite[], name: string, spec: DnsSpec | null): Step[] {
  const wanted = spec === null ? [] : spec.cname === null ? spec.addresses : [spec.cname];
  const standing = rewritesOf(list, name);
  const missing = wanted.filter((answer) => !standing.some((one) => canonicalAnswer(one.answer) === answer));
  const extra = standing.filter(({ answer }) => !wanted.includes(canonicalAnswer(answer)));
  const note = noteOf(name);
  const notes = rewritesOf(list, note.domain);
  const rewrite = (answer: string): Rewrite => ({ domain: name, answer });

  if (standing.length === 0 && missing.length > (notes.length > 0 ? 0 : 1)) {
    const [first = note] = notes;
    const last = rewrite(missing.at(-1) ?? '');
    return [...(notes.length > 0 ? [] : [add(note)]), ...missing.slice(0, -1).map((one) => add(rewrite(one))), update(first, last)];
  }
  const [first, ...others] = extra;
  if (first && wanted.length === 0 && others.length > 0 && notes.length === 0)
    return [update(first, note), ...others.map(remove), remove(note)];

  const turned = extra.slice(0, missing.length).map((one, index) => update(one, rewrite(missing[index] ?? '')));
  const added = missing.slice(extra.length).map((one) => add(rewrite(one)));
  return [...turned, ...added, ...extra.slice(missing.length).map(remove), ...notes.map(remove)];
}

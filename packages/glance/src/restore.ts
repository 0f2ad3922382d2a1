import { HlError } from '@hl/core';
import type { Remote } from '@hl/core';
import { replace } from './replace.js';
import type { Target } from './target.js';

/** Puts the old text back; false when somebody has edited the file since, and theirs stays. */
export async function takeBack(remote: Remote, target: Target, ours: string, old: string): Promise<boolean> {
  const bytes = await remote.read(target.path);
  const now = bytes === null ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (now === old) return true;
  if (bytes !== null) return isOursOrCut(now, ours) && (await replace(remote, target, now, old));
  await remote.write(target.path, old, target);
  return true;
}

/** A write in place that failed on the way, on a full disk for instance, leaves a piece. */
const isOursOrCut = (now: string, ours: string): boolean => ours.startsWith(now);

/** The error to tell once `back` was tried; says so when it did not work. */
export async function restored(remote: Remote, error: unknown, back: () => Promise<void>): Promise<HlError> {
  const known = HlError.from(error);
  try {
    await back();
    return known;
  } catch {
    return new HlError(known.code, `${known.message}; what was begun on ${remote.name} is not taken back yet`, {
      kind: known.kind,
      hint: `${known.hint ?? ''} The former text lies beside the file, as .hl-bak; run again to finish.`.trim(),
      cause: error,
    });
  }
}

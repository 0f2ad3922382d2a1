import { equal, HlError } from '@hl/core';
import { parseGlance } from './document.js';
import type { GlanceDocument } from './document.js';
import { applyEdits } from './edit.js';
import type { Edit } from './edit.js';
import type { Path } from './find.js';

/** What an edit does to the data, said without YAML: finds its place first, then changes it. A second way to the same result. */
export type Expect = (data: unknown) => () => void;

export const at = (data: unknown, path: Path): unknown =>
  path.reduce((node, step) => (node as Record<string | number, unknown>)[step], data);

/** A document on its way to another text, and what its data must be by then. */
export interface Draft {
  readonly document: GlanceDocument;
  /** By round: those of one round find their places in the same data. */
  readonly expects: readonly (readonly Expect[])[];
}

/** @throws HlError HL_GLANCE_PROOF when the text does not parse any more; HL_GLANCE_SPLIT */
export function edited({ document, expects }: Draft, edits: readonly Edit[], expect: readonly Expect[]): Draft {
  try {
    return { document: parseGlance(applyEdits(document.sources, document.expanded, edits), document.main), expects: [...expects, expect] };
  } catch (error) {
    throw error instanceof HlError && error.code === 'HL_GLANCE_SPLIT' ? error : unproven(document, error);
  }
}

/**
 * Compares the new text's data with the old one's: it must be the old data after every step, and nothing else.
 *
 * @throws HlError HL_GLANCE_PROOF
 */
export function prove(before: GlanceDocument, { document, expects }: Draft): void {
  const data = before.data();
  for (const round of expects) for (const change of round.map((expect) => expect(data))) change();
  let now: unknown;
  try {
    now = document.data();
  } catch (cause) {
    throw unproven(before, cause);
  }
  if (!equal(data, now)) throw unproven(before);
}

export const unproven = (document: GlanceDocument, cause?: unknown): HlError =>
  new HlError('HL_GLANCE_PROOF', `The edit of ${document.main} would have changed more than the tile; nothing was written`, {
    kind: 'input',
    hint: 'Is a file included twice, or a list written in an unusual way? Add the tile by hand, or simplify that part of the file.',
    cause,
  });

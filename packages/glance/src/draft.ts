import { equal, HlError } from '@hl/core';
import { parseGlance } from './document.js';
import type { GlanceDocument } from './document.js';
import { applyEdits } from './edit.js';
import type { Edit } from './edit.js';

/** What a step does to the data, said without YAML: a second way to the same result. */
export type Expect = (data: unknown) => void;

/** A document on its way to another text, and what its data must be by then. */
export interface Draft {
  readonly document: GlanceDocument;
  readonly expects: readonly Expect[];
}

export const draftOf = (document: GlanceDocument): Draft => ({ document, expects: [] });

/** @throws HlError HL_GLANCE_PROOF when the text does not parse any more; HL_GLANCE_SPLIT */
export function edited({ document, expects }: Draft, edits: readonly Edit[]): Draft {
  try {
    return { document: parseGlance(applyEdits(document.sources, document.expanded, edits), document.main), expects };
  } catch (error) {
    throw error instanceof HlError && error.code === 'HL_GLANCE_SPLIT' ? error : unproven(document, error);
  }
}

/** The same draft, with one more thing that `prove` will hold it to. */
export const proven = ({ document, expects }: Draft, expect: Expect): Draft => ({ document, expects: [...expects, expect] });

/**
 * Parses old and new anew and compares: the new data must be the old data after every step, and nothing else.
 *
 * @throws HlError HL_GLANCE_PROOF
 */
export function prove(before: GlanceDocument, { document, expects }: Draft): void {
  const data = before.data();
  for (const expect of expects) expect(data);
  if (!equal(data, document.data())) throw unproven(before);
}

const unproven = (document: GlanceDocument, cause?: unknown): HlError =>
  new HlError('HL_GLANCE_PROOF', `The edit of ${document.main} would have changed more than the tile; nothing was written`, {
    kind: 'input',
    hint: 'Is a file included twice, or a list written in an unusual way? Add the tile by hand, or simplify that part of the file.',
    cause,
  });

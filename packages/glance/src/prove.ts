import { equal, HlError } from '@hl/core';
import { parseGlance } from './document.js';
import type { GlanceDocument } from './document.js';
import { applyEdits } from './edit.js';
import type { Edit } from './edit.js';

/** What a step does to the data, said without YAML: a second way to the same result. */
export type Expect = (data: unknown) => void;

/**
 * The document after the edits; its text was parsed again.
 *
 * @throws HlError HL_GLANCE_PROOF when its data is not the old data plus what the step is meant to do
 */
export function edited(document: GlanceDocument, edits: readonly Edit[]): GlanceDocument {
  try {
    return parseGlance(applyEdits(document.sources, document.expanded, edits), document.main);
  } catch (error) {
    throw error instanceof HlError && error.code === 'HL_GLANCE_SPLIT' ? error : failed(document, error);
  }
}

export function prove(before: GlanceDocument, after: GlanceDocument, expect: Expect): GlanceDocument {
  const data = before.data();
  expect(data);
  if (!equal(data, after.data())) throw failed(before);
  return after;
}

const failed = (document: GlanceDocument, cause?: unknown): HlError =>
  new HlError('HL_GLANCE_PROOF', `The edit of ${document.main} would have changed more than the tile; nothing was written`, {
    kind: 'input',
    hint: 'Is a file included twice, or a list written in an unusual way? Add the tile by hand, or simplify that part of the file.',
    cause,
  });

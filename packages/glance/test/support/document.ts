import { GlanceDocument } from '../../src/document/document.js';
import { entriesOf } from '../../src/document/entries.js';
import type { Entry } from '../../src/document/entries.js';
import { main } from './surgery.js';

export const parse = (text: string): GlanceDocument => new GlanceDocument(new Map([[main, text]]), main);

export const url = 'https://metube.example.org';

/** The one entry of a dashboard with our URL. */
export function entryOf(document: GlanceDocument, of = url): Entry {
  const [entry, ...others] = entriesOf(document, of);
  expect(others).toEqual([]);
  return entry as Entry;
}

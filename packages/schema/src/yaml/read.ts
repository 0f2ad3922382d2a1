import { isRecord } from '@hl/core';
import type { Document, Node } from 'yaml';
import { show } from '../check/show.js';
import { pointer, report, type Locate, type Path, type Problem, type Report } from '../diagnostic.js';
import { yaml } from './library.js';
import { plain, type Plain } from './plain.js';
import { quick, type Quick } from './quick.js';
import type { Reading } from './reading.js';
import { syntaxProblems } from './syntax.js';

/** In UTF-16 units. Far above what a person writes, far below what slows a run down. */
const sizeLimit = 1024 * 1024;

export interface YamlFile {
  /** Plain JSON, or undefined when the text is not one YAML mapping. */
  readonly value: { [key: string]: unknown } | undefined;
  readonly kept: Plain['kept'];
  /** Where a key stands without a value. */
  readonly empty: Plain['empty'];
  readonly report: Report;
}

/** Reads one YAML mapping. Never throws: what is wrong with the text is in the report. */
export function readYaml(given: string, file: string, reading: Reading, what: string): YamlFile {
  const text = withoutMark(given);
  const refusal = refusalOf(text, what);
  const ordinary = refusal ? null : quick(text, reading);
  if (ordinary)
    return {
      ...ordinary,
      report: report(
        file,
        locator(text, () => closely(text, reading, null).positions, ordinary),
      ),
    };
  const { value, positions, problems, kept, empty } = closely(text, reading, refusal);
  const result = report(
    file,
    locator(text, () => positions),
  );
  for (const problem of problems) result.add(problem);
  if (result.failed()) return { value: undefined, kept, empty, report: result };
  if (isRecord(value)) return { value, kept, empty, report: result };
  const shown = Array.isArray(value) ? 'a list' : show(value);
  const hint = `A ${what} begins with a mapping; see the samples in the repository.`;
  if (value === null || value === '') result.add({ path: [], offset: 0, rule: 'empty', message: 'the file is empty', hint });
  else result.error('type', `${shown} is not of type 'object'`, `A ${what} is a mapping: key: value.`);
  return { value: undefined, kept, empty, report: result };
}

/** What a text says as far as it can be understood, right or wrong: tells which service a broken file is about. */
export function readLoosely(given: string, reading: Reading): unknown {
  const text = withoutMark(given);
  return (quick(text, reading) ?? plain(parse(text).contents as Node | null, reading)).value;
}

/** With the place of everything, and what is wrong. */
export function closely(text: string, reading: Reading, refusal: Problem | null): Plain {
  const document = refusal ? null : parse(text);
  const syntax = refusal ? [refusal] : document ? syntaxProblems(document, text) : [];
  const read = plain(syntax.length > 0 ? null : (document?.contents as Node | null), reading);
  return { ...read, problems: [...syntax, ...read.problems] };
}

/** Whether the first key of a path is in the file, with a value or without. */
const hasFirst = ({ value, empty }: Quick, [first]: Path): boolean =>
  first !== undefined && (Object.hasOwn(value, first) || empty.some(([key]) => key === first));

/** Up to the first entry: comments, blank lines, and the mark of a document. */
const beginning = /^(?:[ \t\r]*(?:#[^\n]*)?\n)*(?:---[ \t\r]*(?:#[^\n]*)?\n?)?(?:[ \t\r]*(?:#[^\n]*)?\n)* */;

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

const parse = (text: string): Document =>
  yaml().parseDocument(text, { merge: false, prettyErrors: false, strict: true, uniqueKeys: false });

function refusalOf(text: string, what: string): Problem | null {
  if (text.length > sizeLimit) {
    const message = `the file is ${(text.length / sizeLimit).toFixed(1)} MB; a ${what} may be 1 MB at most`;
    const longest = text.split('\n').reduce((long, line) => (line.length > long.length ? line : long), '');
    const hint = 'Put large values into a file beside it and list that under deployment.extra_files.';
    return { path: [], offset: text.indexOf(longest), rule: 'size', message, hint };
  }
  if (text.includes('\0'))
    return { path: [], offset: 0, rule: 'encoding', message: 'the file is not UTF-8 text', hint: 'Save the file as UTF-8.' };
  const hint = 'Save the file with line ends LF or CRLF.';
  return text.includes('\r') && !text.includes('\n')
    ? { path: [], offset: text.indexOf('\r'), rule: 'encoding', message: 'lines end in a carriage return alone', hint }
    : null;
}

/**
 * What is missing is found at the name of the entry that lacks it. Most files are right, and are not asked for a place; and what an ordinary
 * one lacks as a whole is missing where it begins.
 */
function locator(text: string, positions: () => Plain['positions'], ordinary?: Quick): Locate {
  let known: ReadonlyMap<string, Plain['positions'][number]> | undefined;
  const offsetOf = (path: Path, key: boolean): number => {
    if (ordinary && !hasFirst(ordinary, path)) return beginning.exec(text)?.[0].length ?? 0;
    known ??= new Map(positions().map((position) => [pointer(position.path), position]));
    const found = known.get(pointer(path));
    return found ? found[key ? 'key' : 'value'] : path.length === 0 ? 0 : offsetOf(path.slice(0, -1), true);
  };
  return ({ path, key = false, offset = offsetOf(path, key) }) => {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  };
}

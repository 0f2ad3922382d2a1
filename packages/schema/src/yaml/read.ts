import { LineCounter, parseDocument, type Node } from 'yaml';
import { show } from '../check/wording.js';
import { report, type Locate, type Problem, type Report } from '../diagnostic.js';
import { locator } from './locate.js';
import { plain, type Plain } from './plain.js';
import type { Reading } from './reading.js';
import { syntaxProblems } from './syntax.js';

/** In UTF-16 units. Far above what a person writes, far below what slows a run down. */
const sizeLimit = 1024 * 1024;

export interface YamlFile {
  /** Plain JSON, or undefined when the text is not one YAML mapping. */
  readonly value: { [key: string]: unknown } | undefined;
  readonly kept: Plain['kept'];
  readonly report: Report;
  readonly locate: Locate;
}

/** Reads one YAML mapping. Never throws: what is wrong with the text is in the report. */
export function readYaml(text: string, file: string, reading: Reading, what: string): YamlFile {
  const refused = (problem: Omit<Problem, 'path'>, locate: Locate = () => ({ line: 1, column: 1 })): YamlFile => {
    const refusal = report(file, locate);
    refusal.add({ path: [], ...problem });
    return { value: undefined, kept: [], report: refusal, locate };
  };

  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (clean.length > sizeLimit) {
    const message = `the file is ${(clean.length / sizeLimit).toFixed(1)} MB; a ${what} may be 1 MB at most`;
    return refused(
      { rule: 'size', message, hint: 'Put large values into a file beside it and list that under deployment.extra_files.' },
      () => longestLine(clean),
    );
  }
  if (clean.includes('\0')) return refused({ rule: 'encoding', message: 'the file is not UTF-8 text', hint: 'Save the file as UTF-8.' });

  const lines = new LineCounter();
  const document = parseDocument(clean, { lineCounter: lines, merge: false, prettyErrors: false, strict: true, uniqueKeys: false });
  const problems = syntaxProblems(document);
  if (problems.length > 0) {
    const byOffset: Locate = ([offset]) => {
      const { line, col } = lines.linePos(Number(offset ?? 0));
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const broken = report(file, byOffset);
    for (const { offset, ...problem } of problems) broken.add({ ...problem, path: [offset] });
    return { value: undefined, kept: [], report: withoutPointers(broken), locate: byOffset };
  }

  const root = document.contents as Node | null;
  const { value, targets, problems: found, kept } = plain(root, reading);
  const locate = locator(root, targets, lines);
  const result = report(file, locate);
  for (const problem of found) result.add(problem);
  if (result.failed()) return { value: undefined, kept, report: result, locate };
  if (value === null || value === undefined || value === '') {
    return refused({
      rule: 'empty',
      message: `the file is empty`,
      hint: `A ${what} begins with a mapping; see the samples in the repository.`,
    });
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    const shown = Array.isArray(value) ? 'a list' : show(value);
    return refused({ rule: 'type', message: `${shown} is not of type 'object'`, hint: `A ${what} is a mapping: key: value.` }, locate);
  }
  return { value: value as { [key: string]: unknown }, kept, report: result, locate };
}

/** Syntax errors lie outside every value. */
const withoutPointers = (broken: Report): Report => ({
  ...broken,
  diagnostics: broken.diagnostics.map((diagnostic) => ({ ...diagnostic, pointer: '' })),
});

function longestLine(text: string): { line: number; column: number } {
  let longest = 0;
  let line = 1;
  for (const [index, { length }] of text.split('\n').entries()) {
    if (length > longest) [longest, line] = [length, index + 1];
  }
  return { line, column: 1 };
}

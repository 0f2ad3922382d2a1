/** Something about a file that its author must or should change. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** As it was given by the caller, usually relative to the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** JSON pointer into the file, e.g. `/deployment/port`. */
  readonly pointer: string;
  readonly message: string;
  /** What to do next, in one sentence. */
  readonly hint?: string;
  /** Stable name of the rule, e.g. `required`. */
  readonly rule: string;
}

export type Path = readonly (string | number)[];

/** Where in a file: `key` is the name of an entry, `value` what it holds. */
export type Locate = (path: Path, place: 'key' | 'value') => { readonly line: number; readonly column: number };

/** A finding, before it has a file and a position. */
export interface Problem {
  readonly path: Path;
  readonly rule: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly place?: 'key' | 'value';
  readonly severity?: 'error' | 'warning';
}

/** Collects what is wrong with one file. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly failed: () => boolean;
  readonly add: (problem: Problem) => void;
  readonly error: (path: Path, rule: string, message: string, hint?: string) => void;
  readonly warn: (path: Path, rule: string, message: string, hint?: string) => void;
}

/** A file with more is another kind of file. */
const limit = 200;

export function report(file: string, locate: Locate): Report {
  const diagnostics: Diagnostic[] = [];
  let failed = false;
  const add = ({ path, rule, message, hint, place = 'value', severity = 'error' }: Problem) => {
    const first = severity === 'error' && !failed; // after warnings without end it is still told why the file is refused
    failed ||= first;
    if (diagnostics.length >= limit && !first) return;
    const where = locate(path, place);
    diagnostics.push({ severity, file, ...where, pointer: pointer(path), message, ...(hint === undefined ? {} : { hint }), rule });
  };
  return {
    diagnostics,
    failed: () => failed,
    add,
    error: (path, rule, message, hint) => add({ path, rule, message, hint }),
    warn: (path, rule, message, hint) => add({ path, rule, message, hint, severity: 'warning' }),
  };
}

/** In the order of the file; the same finding once. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

export const pointer = (path: Path): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

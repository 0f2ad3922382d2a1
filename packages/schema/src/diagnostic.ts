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

/** Where something is: at a path, at the name of the entry there (`key`), or at an offset into the text. */
export interface Place {
  readonly path: Path;
  readonly key?: boolean;
  readonly offset?: number;
}

/** What is wrong, before it has a place. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: 'error' | 'warning';
}

export type Problem = Finding & Place;

export type Locate = (place: Place) => { readonly line: number; readonly column: number };

/** One entry of the file, and what is wrong there. */
export interface Field {
  at(...path: Path): Field;
  /** The name of the entry rather than its value. */
  key(): Field;
  tell(finding: Finding): void;
  error(rule: string, message: string, hint?: string): void;
  warn(rule: string, message: string, hint?: string): void;
  /** `name` must be there. */
  missing(name: string, hint: string): void;
}

/** Collects what is wrong with one file; itself its root. */
export interface Report extends Field {
  add(problem: Problem): void;
  /** What is wrong with another file that this one names. */
  include(other: Report): void;
  failed(): boolean;
  /** In the order of the file; the same finding once. */
  diagnostics(): Diagnostic[];
}

/** A file with more is another kind of file. */
const limit = 200;

export const report = (file: string, locate: Locate): Report => new FileReport(file, locate);

/** A class, and a link to what is above, since of every file many fields are asked for and hardly one tells anything. */
class FieldAt implements Field {
  readonly #root: Pick<Report, 'add'>;
  readonly #above: FieldAt | null;
  readonly #names: Path;
  readonly #isKey: boolean;

  /** @param root default: itself */
  constructor(root: Pick<Report, 'add'> | null, above: FieldAt | null, names: Path, isKey = false) {
    this.#root = root ?? (this as unknown as Report);
    this.#above = above;
    this.#names = names;
    this.#isKey = isKey;
  }

  get #path(): Path {
    return this.#above === null ? this.#names : [...this.#above.#path, ...this.#names];
  }

  at(...path: Path): Field {
    return new FieldAt(this.#root, this, path);
  }

  key(): Field {
    return new FieldAt(this.#root, this, [], true);
  }

  tell(finding: Finding): void {
    this.#root.add({ path: this.#path, ...(this.#isKey && { key: true }), ...finding });
  }

  error(rule: string, message: string, hint?: string): void {
    this.tell({ rule, message, hint });
  }

  warn(rule: string, message: string, hint?: string): void {
    this.tell({ rule, message, hint, severity: 'warning' });
  }

  missing(name: string, hint: string): void {
    const path = [...this.#path, name];
    this.#root.add({ path, key: true, rule: 'required', message: `${name} is required`, hint });
  }
}

class FileReport extends FieldAt implements Report {
  readonly #file: string;
  readonly #locate: Locate;
  /** Made when something is found. */
  #found: Map<string, Diagnostic> | undefined;
  #others: readonly Report[] = [];
  #failed = false;

  constructor(file: string, locate: Locate) {
    super(null, null, []);
    this.#file = file;
    this.#locate = locate;
  }

  add({ rule, message, hint, severity = 'error', ...place }: Problem): void {
    const found = (this.#found ??= new Map());
    const first = severity === 'error' && !this.#failed; // after warnings without end it is still told why the file is refused
    this.#failed ||= first;
    if (found.size >= limit && !first) return;
    const where = { file: this.#file, ...this.#locate(place), pointer: pointer(place.path) };
    const diagnostic = { severity, ...where, message, ...(hint && { hint }), rule };
    found.set(JSON.stringify(diagnostic), diagnostic);
  }

  include(other: Report): void {
    this.#others = [...this.#others, other];
  }

  failed(): boolean {
    return this.#failed || this.#others.some((other) => other.failed());
  }

  diagnostics(): Diagnostic[] {
    const own = [...(this.#found?.values() ?? [])].sort((a, b) => a.line - b.line || a.column - b.column);
    return [...own, ...this.#others.flatMap((other) => other.diagnostics())];
  }
}

export const pointer = (path: Path): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

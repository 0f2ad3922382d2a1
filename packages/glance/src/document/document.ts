import { HlError } from '@hl/core';
import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { expand, type Expanded, type Sources } from './includes.js';
import { hasVariable, mask, unmask } from './mask.js';

/** A parsed glance.yml that knows where each node stands in which file. Never written back by the parser: edits are made in the text. */
export class GlanceDocument {
  readonly main: string;
  readonly sources: Sources;
  readonly expanded: Expanded;
  readonly yaml: Document;
  readonly #counter = new LineCounter();
  readonly #lines: readonly string[];

  /** @throws HlError HL_GLANCE_YAML with file and line when it is not YAML; HL_GLANCE_CONFIG when files include each other without an end */
  constructor(sources: Sources, main: string) {
    this.main = main;
    this.sources = sources;
    this.expanded = expand(sources, main);
    this.#lines = this.expanded.text.split('\n');
    // Glance reads the first document, whatever comes after it.
    const [yaml = new Document(null)] = parseAllDocuments(mask(this.expanded.text), {
      keepSourceTokens: true,
      lineCounter: this.#counter,
      prettyErrors: false,
      merge: true,
    });
    this.yaml = yaml;
    const [error] = yaml.errors;
    if (error) throw this.#invalid(error.pos[0], error.message.split('\n')[0] ?? '');
    visit(yaml, {
      Alias: (_, alias) => {
        if (!alias.resolve(yaml)) throw this.#invalid(alias.range?.[0] ?? 0, `there is no &${alias.source}`);
      },
    });
  }

  /** Zero-based line and column of an offset. */
  at(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#counter.linePos(offset);
    return { line: Math.max(line, 1) - 1, column: Math.max(col, 1) - 1 };
  }

  line(number: number): string {
    return this.#lines[number] ?? '';
  }

  /** Offset of the end of a line, its line end not counted. */
  endOf(number: number): number {
    return (this.#counter.lineStarts[number] ?? 0) + this.line(number).length;
  }

  /** What stands before an offset on its line. */
  before(offset: number): string {
    const { line, column } = this.at(offset);
    return this.line(line).slice(0, column);
  }

  /** What stands behind an offset on its line. */
  after(offset: number): string {
    const { line, column } = this.at(offset);
    return this.line(line).slice(column);
  }

  /** The file and the line, and if asked for the column, that a person finds an offset at: `/opt/glance/home.yml:12`. */
  place(offset: number, column?: 'column'): string {
    const where = this.at(offset);
    const origin = this.expanded.origins[Math.min(where.line, this.expanded.origins.length - 1)];
    if (!origin) return this.main;
    return `${origin.path}:${origin.line + 1}${column ? `:${Math.max(0, where.column - origin.indent.length) + 1}` : ''}`;
  }

  /** What an alias stands for; any other node itself. */
  follow(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.yaml) : node;
  }

  map(node: unknown): YAMLMap | null {
    const found = this.follow(node);
    return isMap(found) ? found : null;
  }

  seq(node: unknown): YAMLSeq | null {
    const found = this.follow(node);
    return isSeq(found) ? found : null;
  }

  /** The value under a key, also when `<<` brings it in. */
  get(map: YAMLMap, key: string): unknown {
    const own: unknown = map.get(key, true);
    if (own !== undefined) return own;
    const merged = this.follow(map.items.find((pair) => isScalar(pair.key) && pair.key.source === '<<')?.value);
    const bases = (isSeq(merged) ? merged.items : [merged]).map((base) => this.follow(base)).filter((base) => isMap(base));
    return bases.map((base) => this.get(base, key)).find((value) => value !== undefined);
  }

  /** A scalar's text, without quotes; null when there is none. */
  text(map: YAMLMap, key: string): string | null {
    const node = this.follow(this.get(map, key));
    if (!isScalar(node) || node.value === null) return null;
    return unmask(typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)));
  }

  /** Whether Glance puts something else in the place of a part of a scalar. */
  varies(map: YAMLMap, key: string): boolean {
    const node = this.follow(this.get(map, key));
    return isScalar(node) && hasVariable(this.expanded.text.slice(node.range?.[0], node.range?.[1]));
  }

  #invalid(offset: number, reason: string): HlError {
    return new HlError('HL_GLANCE_YAML', `${this.place(offset, 'column')} is not valid YAML: ${unmask(reason)}`, {
      kind: 'refused',
      hint: 'Mend the file there; nothing was written.',
    });
  }
}

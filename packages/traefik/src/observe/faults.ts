import { canonicalConfig, configProblems, type ConfigProblem } from '@hl/schema/traefik';
import { parse } from 'smol-toml';
import { isCollection, isScalar, type Document, type Node } from 'yaml';
import type { Api } from '../client/api.js';
import { dataOf, firstDocument } from '../client/parse-file.js';
import type { Files } from '../client/read-files.js';

/** A file of somebody else that Traefik rejects: one is enough to stop all updates of the directory, and after a restart all routes. */
export interface FileFault {
  /** Path below the provider's directory. */
  readonly file: string;
  /** Counted from 1, where the place is known. */
  readonly line: number | null;
  readonly why: string;
  /** This Traefik rejects it. Else it may, since a newer one knows more fields, and Go reads some YAML that we do not. */
  readonly sure: boolean;
}

/** A fault, and the sentence that a person is told. */
export interface TraefikFault extends FileFault {
  readonly message: string;
}

export function withMessage(fault: FileFault, directory: string): TraefikFault {
  const what = `${fault.sure ? 'Traefik rejects every update' : 'Traefik may reject every update'} of its files, and after a restart has none of their routes`;
  return { ...fault, message: `${what}: ${placeOf(fault, directory)}: ${fault.why}` };
}

export const placeOf = ({ file, line }: FileFault, directory: string): string => `${directory}/${file}${line === null ? '' : `:${line}`}`;

/** The cause, for a route that Traefik does not take up. */
export function stoppedBy(faults: readonly FileFault[]): string {
  const first = faults.slice(0, 3).map(({ file, line, why }) => `${file}: ${line === null ? '' : `line ${line}: `}${why}`);
  return `another file stops all updates: ${first.join('; ')}`;
}

/** The newest release whose fields are all known here. */
const knownMinor = 7;

/** Faults in files of others that Traefik reads. Its version is asked only when it matters. */
export async function findFaults(files: Files, api: Api | null): Promise<FileFault[]> {
  const found = [...files].flatMap(([file, text]) => {
    const fault = text === null ? { line: null, why: 'it cannot be read', sure: false } : faultOf(file, text);
    return fault === null ? [] : [{ file, ...fault }];
  });
  const asked = found.some(({ sure }) => sure === 'by version') ? await api?.version() : null;
  const known = Number(/^v?3\.(\d+)\b/.exec(asked ?? '')?.[1]) <= knownMinor;
  return found.map((fault) => ({ ...fault, sure: fault.sure === 'by version' ? known : fault.sure }));
}

/** Words that stand alone in a Go template with sprig, and mean something. */
const words = new Set(['end', 'else', 'break', 'continue', 'now', 'uuidv4', 'nil', 'true', 'false']);

/** What our reader of YAML refuses and Go's may take: tabs, narrow flow maps, long keys, comments that touch a value. */
const lenient =
  /^(TAB_AS_INDENT|KEY_OVER_1024_CHARS|MULTILINE_IMPLICIT_KEY|BAD_INDENT|MISSING_CHAR|BAD_DIRECTIVE|BAD_PROP_ORDER|TAG_RESOLVE_FAILED|RESOURCE_EXHAUSTION)$/;

/** Why Traefik may reject a file; `null`: nothing is seen. `by version`: if it knows no more fields than we do. */
export function faultOf(file: string, text: string): (Pick<FileFault, 'line' | 'why'> & { readonly sure: boolean | 'by version' }) | null {
  if (text.includes('{{')) {
    const bare = [...text.matchAll(/\{\{-?\s*([a-zA-Z]\w*)\s*-?\}\}/g)].find(([, word = '']) => !words.has(word));
    const found = bare ?? /\{\{(?![^]*?\}\})/.exec(text);
    // what else is in a template, only Traefik can tell
    return found && { line: lineAt(text, found.index), why: '"{{" is a template to Traefik, even in a comment', sure: false };
  }
  const document = /\.toml$/i.test(file) ? null : firstDocument(text);
  const [error] = document?.errors ?? [];
  if (error) {
    const why = firstLine(error).replace(/ at line.*$/, '');
    return { line: lineAt(text, error.pos[0]), why, sure: !lenient.test(error.code) || /^Missing closing/.test(why) };
  }
  try {
    const [first] = configProblems(canonicalConfig(document ? dataOf(document) : parse(text)));
    if (first === undefined) return null;
    // `http.routers` and what is around it; some versions pass over what has no value instead of {}
    const everyVersion = first.kind !== 'unknown' && first.value !== null && first.at.length < 3 && first.at[0] !== 'tls';
    return { line: document && lineOf(document, first, text), why: first.message, sure: everyVersion || 'by version' };
  } catch (cause) {
    // an alias without its anchor; of too many aliases Go takes more than we do, and of TOML perhaps too
    const { line = null } = cause as { readonly line?: number };
    return { line, why: firstLine(cause as Error), sure: /^Unresolved alias/.test((cause as Error).message) };
  }
}

const firstLine = ({ message }: Error): string => message.split('\n')[0] ?? '';
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Of the deepest key on the way that is written there; Traefik takes any case. */
function lineOf(document: Document, { at, kind, value }: ConfigProblem, text: string): number | null {
  let node: unknown = document.contents;
  let place: number | null = null;
  for (const step of kind === 'unknown' ? [...at, String(value)] : at) {
    if (!isCollection(node)) break;
    const pair = (node.items as { key?: Node; value?: Node }[]).find((item, index) =>
      typeof step === 'number' ? index === step : isScalar(item.key) && String(item.key.value).toLowerCase() === step.toLowerCase(),
    );
    place = (typeof step === 'number' ? (pair as Node | undefined) : pair?.key)?.range?.[0] ?? place;
    node = typeof step === 'number' ? pair : pair?.value;
  }
  return place === null ? null : lineAt(text, place);
}

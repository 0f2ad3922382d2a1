import { parse } from 'smol-toml';
import { isCollection, isScalar } from 'yaml';
import type { Document, Node } from 'yaml';
import type { Api } from '../client/api.js';
import { dataOf, firstDocument } from '../client/parse-file.js';
import type { Files } from '../client/read-files.js';
import { problemsOf } from '../desired/config-problems.js';
import type { Problem } from '../desired/config-problems.js';

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

/** The newest release whose fields are all known here. */
const knownMinor = 7;

/** Faults in files of others that Traefik reads. Its version is asked only when it matters. */
export async function findFaults(files: Files, api: Api | null): Promise<FileFault[]> {
  const found = [...files].flatMap(([file, text]) => {
    const fault = text === null ? { line: null, why: 'it cannot be read', sure: false } : faultOf(file, text);
    return fault === null ? [] : [{ file, ...fault }];
  });
  const asked = found.some(({ sure }) => sure === 'by version') ? await api?.version().catch(() => null) : null;
  const [, minor] = /^v?3\.(\d+)\b/.exec(asked ?? '') ?? [];
  const known = minor !== undefined && Number(minor) <= knownMinor;
  return found.map((fault) => ({ ...fault, sure: fault.sure === 'by version' ? known : fault.sure }));
}

/** The cause, for a route that Traefik does not take up. */
export const stopped = (faults: readonly FileFault[]): string =>
  `another file stops all updates: ${faults
    .slice(0, 3)
    .map(({ file, line, why }) => `${file}: ${line === null ? '' : `line ${line}: `}${why}`)
    .join('; ')}`;

type Finding = Pick<FileFault, 'line' | 'why'> & { readonly sure: boolean | 'by version' };

/** Words that stand alone in a Go template with sprig, and mean something. */
const words = new Set(['end', 'else', 'break', 'continue', 'now', 'uuidv4', 'nil', 'true', 'false']);

/** What our reader of YAML refuses and Go's may take: tabs, narrow flow maps, long keys, comments that touch a value. */
const lenient =
  /^(TAB_AS_INDENT|KEY_OVER_1024_CHARS|MULTILINE_IMPLICIT_KEY|BAD_INDENT|MISSING_CHAR|BAD_DIRECTIVE|BAD_PROP_ORDER|TAG_RESOLVE_FAILED|RESOURCE_EXHAUSTION)$/;

/** Why Traefik may reject a file; `null`: nothing is seen. */
export function faultOf(file: string, text: string): Finding | null {
  if (text.includes('{{')) {
    const bare = [...text.matchAll(/\{\{-?\s*([a-zA-Z]\w*)\s*-?\}\}/g)].find(([, word = '']) => !words.has(word));
    const found = bare ?? /\{\{(?![^]*?\}\})/.exec(text);
    // what else is in a template, only Traefik can tell
    return found && { line: lineAt(text, found.index), why: '"{{" is a template to Traefik, even in a comment', sure: false };
  }
  return /\.toml$/i.test(file) ? faultOfToml(text) : faultOfYaml(text);
}

function faultOfYaml(text: string): Finding | null {
  const document = firstDocument(text);
  const [error] = document.errors;
  if (error) {
    const why = firstLine(error).replace(/ at line.*$/, '');
    return { line: lineAt(text, error.pos[0]), why, sure: !lenient.test(error.code) || /^Missing closing/.test(why) };
  }
  try {
    return finding(problemsOf(dataOf(document)), (at) => lineOf(document, at, text));
  } catch (cause) {
    // an alias without its anchor; of too many aliases Go takes more than we do
    const why = firstLine(cause as Error);
    return { line: null, why, sure: /^Unresolved alias/.test(why) };
  }
}

function faultOfToml(text: string): Finding | null {
  try {
    return finding(problemsOf(parse(text)), () => null);
  } catch (error) {
    // another reader than Go's: what it refuses may be taken
    const { line = null } = error as Error & { line?: number };
    return { line, why: firstLine(error as Error), sure: false };
  }
}

const finding = ([first]: readonly Problem[], line: (at: Problem['at']) => number | null): Finding | null =>
  first === undefined ? null : { line: line(first.at), why: first.text, sure: first.everyVersion || 'by version' };

const firstLine = ({ message }: Error): string => message.split('\n')[0] ?? '';
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Of the deepest key on the way that is written there; Traefik takes any case. */
function lineOf(document: Document, at: Problem['at'], text: string): number | null {
  let node: unknown = document.contents;
  let place: number | null = null;
  for (const step of at) {
    if (!isCollection(node)) break;
    const pair = (node.items as { key?: Node; value?: Node }[]).find((item, index) =>
      typeof step === 'number' ? index === step : isScalar(item.key) && String(item.key.value).toLowerCase() === step.toLowerCase(),
    );
    if (pair === undefined) break;
    place = (typeof step === 'number' ? (pair as Node) : pair.key)?.range?.[0] ?? place;
    node = typeof step === 'number' ? pair : pair.value;
  }
  return place === null ? null : lineAt(text, place);
}

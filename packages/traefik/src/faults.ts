import { parse } from 'smol-toml';
import { isCollection, isScalar } from 'yaml';
import type { Document, Node } from 'yaml';
import { problems } from './check.js';
import type { Files } from './directory.js';
import { firstDocument } from './document.js';
import type { Source } from './layout.js';
import type { Snapshot } from './snapshot.js';
import { sectionNames } from './spec.js';
import type { World } from './world.js';

/** A file of somebody else that Traefik rejects: one is enough to stop all updates of the directory, and after a restart all routes. */
export interface Fault {
  /** Path below the provider's directory. */
  readonly file: string;
  /** Counted from 1, where the place is known. */
  readonly line: number | null;
  readonly why: string;
  /** This Traefik rejects it. Else it may, since a newer one knows more fields, and Go reads some YAML that we do not. */
  readonly sure: boolean;
}

/** A fault, and the sentence that a person is told. */
export interface ToldFault extends Fault {
  readonly message: string;
}

export const told = (fault: Fault, directory: string): ToldFault => {
  const { file, line, why, sure } = fault;
  const place = `${directory}/${file}${line === null ? '' : `:${line}`}`;
  const what = `${sure ? 'Traefik rejects every update' : 'Traefik may reject every update'} of its files, and after a restart has none of their routes`;
  return { ...fault, message: `${what}: ${place}: ${why}` };
};

/** The newest release whose fields are all known here. */
const knownMinor = 7;

/** Faults in the files of others that Traefik reads. Its version is asked only when it matters. */
export async function findFaults({ layout, api }: World, files: Files, snapshot: Snapshot | null): Promise<Fault[]> {
  const found = [...layout.strangers(files, (source) => isServed(source, snapshot))].flatMap(([file, text]) => {
    const fault = text === null ? { line: null, why: 'it cannot be read', sure: false } : faultOf(file, text);
    return fault === null ? [] : [{ file, ...fault }];
  });
  if (!found.some(({ sure }) => sure === 'by version')) return found as Fault[];
  const [, minor] = /^v?3\.(\d+)\b/.exec((await api?.version().catch(() => null)) ?? '') ?? [];
  const known = minor !== undefined && Number(minor) <= knownMinor;
  return found.map((fault) => ({ ...fault, sure: fault.sure === 'by version' ? known : fault.sure }));
}

/** `grafana.yml: line 3: …`, as a sentence names it. */
export const described = ({ file, line, why }: Fault): string => `${file}: ${line === null ? '' : `line ${line}: `}${why}`;

/** The cause, for a route that Traefik does not take up. */
export const stopped = (faults: readonly Fault[]): string =>
  `another file stops all updates: ${faults.slice(0, 3).map(described).join('; ')}`;

function isServed({ config }: Source, snapshot: Snapshot | null): boolean {
  return sectionNames.some((section) =>
    ['routers', 'services'].some((kind) =>
      Object.keys(config[section]?.[kind] ?? {}).some((name) => snapshot?.names(section, kind).has(`${name}@file`)),
    ),
  );
}

type Finding = Pick<Fault, 'line' | 'why'> & { readonly sure: boolean | 'by version' };

/** Words that stand alone in a Go template with sprig, and mean something. */
const words = new Set(['end', 'else', 'break', 'continue', 'now', 'uuidv4', 'nil', 'true', 'false']);

/** What our reader of YAML refuses and Go's may take: tabs, narrow flow maps, long keys, comments that touch a value. */
const lenient =
  /^(TAB_AS_INDENT|KEY_OVER_1024_CHARS|MULTILINE_IMPLICIT_KEY|BAD_INDENT|MISSING_CHAR|BAD_DIRECTIVE|BAD_PROP_ORDER|TAG_RESOLVE_FAILED|RESOURCE_EXHAUSTION)$/;

function faultOf(file: string, text: string): Finding | null {
  if (text.includes('{{')) {
    const bare = [...text.matchAll(/\{\{-?\s*([a-zA-Z]\w*)\s*-?\}\}/g)].find(([, word = '']) => !words.has(word));
    const found = bare ?? /\{\{(?![^]*?\}\})/.exec(text);
    // what else is in a template, only Traefik can tell
    return found && { line: lineAt(text, found.index), why: '"{{" is a template to Traefik, even in a comment', sure: false };
  }
  if (/\.toml$/i.test(file)) return faultOfToml(text);
  const document = firstDocument(text);
  const [error] = document.errors;
  if (error) {
    const why = error.message.split('\n')[0]?.replace(/ at line.*$/, '') ?? '';
    const sure = !lenient.test(error.code) || /^Missing closing/.test(why);
    return { line: lineAt(text, error.pos[0]), why, sure };
  }
  try {
    const [first] = problems(document.toJS({ maxAliasCount: 1000 }));
    return first ? { line: lineOf(document, first.at, text), why: first.text, sure: first.everyVersion || 'by version' } : null;
  } catch (cause) {
    // an alias without its anchor; of too many aliases Go takes more than we do
    const why = (cause as Error).message;
    return { line: null, why, sure: /^Unresolved alias/.test(why) };
  }
}

function faultOfToml(text: string): Finding | null {
  try {
    const [first] = problems(parse(text));
    return first ? { line: null, why: first.text, sure: first.everyVersion || 'by version' } : null;
  } catch (error) {
    // another reader than Go's: what it refuses may be taken
    const { message, line = null } = error as Error & { line?: number };
    return { line, why: message.split('\n')[0] ?? '', sure: false };
  }
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Of the deepest key on the way that is written there. */
function lineOf(document: Document, at: readonly (string | number)[], text: string): number | null {
  let node: unknown = document.contents;
  let place: number | null = null;
  for (const step of at) {
    if (!isCollection(node)) break;
    const pair = (node.items as { key?: Node; value?: Node }[]).find((item, index) =>
      typeof step === 'number' ? index === step : isScalar(item.key) && String(item.key.value) === step,
    );
    if (pair === undefined) break;
    const named = typeof step === 'number' ? (pair as Node) : pair.key;
    place = named?.range?.[0] ?? place;
    node = typeof step === 'number' ? pair : pair.value;
  }
  return place === null ? null : lineAt(text, place);
}

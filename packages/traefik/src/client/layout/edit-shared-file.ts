import { equal, HlError } from '@hl/core';
import { idOf, layers } from '../../desired/spec.js';
import type { Definition } from '../../desired/spec.js';
import { serviceOf } from './locate-definitions.js';
import type { Located, Location } from './locate-definitions.js';
import { markOf, yamlOf } from '../render.js';

/** What a service's definitions in the file shall be. */
export interface Part {
  readonly key: string;
  readonly definitions: readonly Definition[];
  /** Not marked: they are given back to somebody else. */
  readonly marked: boolean;
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Wanted = Definition & { readonly owner: string | null };

/**
 * The file with the services' definitions put in, changed or taken out. All other bytes stay: comments, quotes, line ends, order. Maps that
 * become empty go, since Traefik rejects them. The result is read again and compared before it is returned.
 *
 * @throws HlError HL_TRAEFIK_FILE when the text cannot be edited safely
 */
export function editSharedFile(original: string, parts: readonly Part[], file: string, locate: (text: string) => Located): string {
  const bom = original.startsWith('\uFEFF') ? '\uFEFF' : '';
  const eol = original.includes('\r\n') ? '\r\n' : '\n';
  const ended = original.endsWith('\n') || original.slice(bom.length) === '';
  const text = `${original.slice(bom.length)}${ended ? '' : eol}`;
  const wanted = new Map(
    parts.flatMap(({ key, definitions, marked }) => definitions.map((one) => [idOf(one), { ...one, owner: marked ? key : null }] as const)),
  );
  // whoever calls knows that the services are ours: what stands under their names without a mark lost it
  const keys = new Set(parts.map(({ key }) => key));
  const isOurs = (location: Location): boolean => wanted.has(idOf(location)) || keys.has(serviceOf(location) ?? '');
  const located = locate(text);
  const cuts = [...replacements(located, wanted, isOurs), ...insertions(located, wanted, isOurs)];
  if (cuts.length === 0) return original;
  let result = text;
  // from the end, so that offsets stay true; of several at one place the first given comes first
  for (const { from, to, text: inserted } of cuts
    .map((cut, index) => ({ ...cut, index }))
    .sort((a, b) => b.from - a.from || b.to - a.to || b.index - a.index)) {
    result = result.slice(0, from) + inserted.replaceAll('\n', eol) + result.slice(to);
  }
  prove(located, locate(result), wanted, isOurs, file);
  return bom + result;
}

/** Of what is there: changed, or gone. */
function replacements({ blocks, locations }: Located, wanted: ReadonlyMap<string, Wanted>, isOurs: (one: Location) => boolean): Cut[] {
  return locations.flatMap((location) => {
    const { from, to, section, kind, owner, fields } = location;
    const after = wanted.get(idOf(location));
    if (after === undefined) return isOurs(location) ? [{ from, to, text: '' }] : [];
    if (owner === after.owner && equal(fields, after.fields)) return [];
    return [{ from, to, text: textOf(after, blocks.get(`${section}.${kind}`)?.indent ?? 4) }];
  });
}

/** What is not there yet, with the maps that it needs; and the keys of maps that are left empty. */
function insertions({ root, blocks, locations }: Located, wanted: ReadonlyMap<string, Wanted>, isOurs: (one: Location) => boolean): Cut[] {
  const there = new Set(locations.map(idOf));
  const added = [...wanted.values()].filter((one) => !there.has(idOf(one)));
  const gone = locations.filter((one) => isOurs(one) && !wanted.has(idOf(one)));
  // where a map, the one around it and the root end at one place, what goes into the inner one comes first
  const [emptied, inKinds, inSections, inRoot]: [Cut[], Cut[], Cut[], Cut[]] = [[], [], [], []];
  const insert = (into: Cut[], at: number, text: string): void => void (text !== '' && into.push({ from: at, to: at, text }));
  for (const section of layers) {
    const outer = blocks.get(section);
    let fresh = '';
    let empty = 0;
    for (const kind of new Set([...locations, ...added].filter((one) => one.section === section).map((one) => one.kind))) {
      const block = blocks.get(`${section}.${kind}`);
      const inKind = (one: Definition): boolean => one.section === section && one.kind === kind;
      const adds = added.filter(inKind);
      const texts = (indent: number): string => adds.map((one) => textOf(one, indent)).join('');
      if (block) {
        insert(inKinds, block.to, texts(block.indent));
        if (adds.length === 0 && block.pairs > 0 && gone.filter(inKind).length === block.pairs) {
          empty += 1;
          emptied.push({ from: block.from, to: block.head, text: '' });
        }
      } else {
        const indent = outer?.indent ?? root.indent + 2;
        fresh += `${' '.repeat(indent)}${kind}:\n${texts(indent + 2)}`;
      }
    }
    if (outer) insert(inSections, outer.to, fresh);
    else if (fresh !== '') insert(inRoot, root.to, `${' '.repeat(root.indent)}${section}:\n${fresh}`);
    if (outer && fresh === '' && empty > 0 && empty === outer.pairs) emptied.push({ from: outer.from, to: outer.head, text: '' });
  }
  return [...emptied, ...inKinds, ...inSections, ...inRoot];
}

function textOf({ name, owner, fields }: Wanted, indent: number): string {
  const lines = yamlOf({ [name]: fields })
    .trimEnd()
    .split('\n');
  return [...(owner === null ? [] : [markOf(owner)]), ...lines].map((line) => `${' '.repeat(indent)}${line}\n`).join('');
}

/** Old definitions + what was asked = new definitions, and nothing else differs. */
function prove(
  before: Located,
  after: Located,
  wanted: ReadonlyMap<string, Wanted>,
  isOurs: (one: Location) => boolean,
  file: string,
): void {
  const foreign = ({ rest, locations }: Located) => [rest, locations.filter((one) => !isOurs(one)).map((one) => [idOf(one), one.fields])];
  const own = after.locations.filter(isOurs).map((one) => [idOf(one), one.fields]);
  const asked = [...wanted].map(([id, { fields }]) => [id, fields]);
  if (equal(foreign(before), foreign(after)) && equal(Object.fromEntries(own), Object.fromEntries(asked))) return;
  throw new HlError('HL_TRAEFIK_FILE', `the edit of ${file} would change more than it should; nothing was written`, {
    kind: 'bug',
    hint: 'Use traefik.layout: directory in hl.yml, and report this file.',
  });
}

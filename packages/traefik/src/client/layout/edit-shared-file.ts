import { equal, HlError } from '@hl/core';
import { idOf, layers, type Definition } from '../../desired/spec.js';
import { serviceOf, type Block, type Located, type Location } from './locate-definitions.js';
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
function insertions({ blocks, locations }: Located, wanted: ReadonlyMap<string, Wanted>, isOurs: (one: Location) => boolean): Cut[] {
  const there = new Set(locations.map(idOf));
  const added = [...wanted.values()].filter((one) => !there.has(idOf(one)));
  const gone = locations.filter((one) => isOurs(one) && !wanted.has(idOf(one)));
  const root = blocks.get('') as Block;
  const cuts: Cut[] = [];
  let atRoot = '';
  const insert = (at: number, text: string): void => void (text !== '' && cuts.push({ from: at, to: at, text }));
  for (const section of layers) {
    const outer = blocks.get(section);
    let left = outer?.pairs ?? 0;
    let inSection = '';
    for (const kind of new Set([...locations, ...added].filter((one) => one.section === section).map((one) => one.kind))) {
      const block = blocks.get(`${section}.${kind}`);
      const inKind = (one: Definition): boolean => one.section === section && one.kind === kind;
      const indent = outer?.indent ?? root.indent + 2;
      const text = added
        .filter(inKind)
        .map((one) => textOf(one, block?.indent ?? indent + 2))
        .join('');
      if (block === undefined) inSection += `${' '.repeat(indent)}${kind}:\n${text}`;
      else insert(block.to, text);
      if (block === undefined || text !== '' || gone.filter(inKind).length < Math.max(1, block.pairs)) continue;
      left -= 1;
      cuts.push({ from: block.from, to: block.head, text: '' });
    }
    // where a map, the one around it and the root end at one place, what goes into the inner one comes first
    if (outer === undefined) atRoot += inSection === '' ? '' : `${' '.repeat(root.indent)}${section}:\n${inSection}`;
    else if (inSection !== '') insert(outer.to, inSection);
    else if (left === 0 && outer.pairs > 0) cuts.push({ from: outer.from, to: outer.head, text: '' });
  }
  insert(root.to, atRoot);
  return cuts;
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
  const byId = (all: Iterable<Wanted | Location>): object =>
    Object.fromEntries([...all].map((one) => [idOf(one), { owner: one.owner, fields: one.fields }]));
  const expected = byId([...before.locations.filter((one) => !isOurs(one)), ...wanted.values()]);
  if (equal(before.rest, after.rest) && equal(byId(after.locations), expected)) return;
  throw new HlError('HL_TRAEFIK_FILE', `the edit of ${file} would change more than it should; nothing was written`, {
    kind: 'bug',
    hint: 'Use traefik.layout: directory in hl.yml, and report this file.',
  });
}

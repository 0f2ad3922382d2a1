import { equal, HlError } from '@hl/core';
import { belongs, markOf } from './entries.js';
import type { Entry, Layers } from './entries.js';
import { yamlOf } from './render.js';
import { eachDefinition } from './spec.js';
import type { RouteConfig } from './spec.js';

/** What a service's definitions in the file shall be; `null`: none. */
export interface Part {
  readonly key: string;
  readonly config: RouteConfig | null;
  /** Written without our mark: they are given back to somebody else. */
  readonly unmarked?: boolean;
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Definition = {
  readonly section: string;
  readonly kind: string;
  readonly name: string;
  readonly key: string;
  readonly marked: boolean;
  readonly value: unknown;
};

/**
 * The file with the services' definitions put in, changed or taken out. All other bytes stay: comments, quotes, line ends, order. Maps that
 * become empty go, since Traefik rejects them. The result is read again and compared before it is returned.
 *
 * @throws HlError HL_TRAEFIK_FILE when the text cannot be edited safely
 */
export function operate(original: string, parts: readonly Part[], file: string, read: (text: string) => Layers): string {
  const bom = original.startsWith('\uFEFF') ? '\uFEFF' : '';
  const eol = original.includes('\r\n') ? '\r\n' : '\n';
  const ended = original.endsWith('\n') || original.slice(bom.length) === '';
  const text = `${original.slice(bom.length)}${ended ? '' : eol}`;
  const layers = read(text);
  const cuts = planCuts(layers, parts);
  if (cuts.length === 0) return original;
  let result = text;
  // from the end, so that offsets stay true; of several at one place the first given comes first
  for (const { from, to, text: inserted } of cuts
    .map((cut, index) => ({ ...cut, index }))
    .sort((a, b) => b.from - a.from || b.to - a.to || b.index - a.index)) {
    result = result.slice(0, from) + inserted.replaceAll('\n', eol) + result.slice(to);
  }
  prove(layers, read(result), parts, file);
  return bom + result;
}

function planCuts({ root, blocks, entries }: Layers, parts: readonly Part[]): Cut[] {
  const definitions = parts.flatMap(definitionsOf);
  const wanted = new Map(definitions.map((one) => [idOf(one), one]));
  const known = new Map(entries.map((entry) => [idOf(entry), entry]));
  const held = holding(parts);
  const gone = entries.filter((entry) => held(entry) && !wanted.has(idOf(entry)));
  const added = definitions.filter((one) => !known.has(idOf(one)));
  const cuts: Cut[] = gone.map(({ from, to }) => ({ from, to, text: '' }));

  for (const one of definitions) {
    const entry = known.get(idOf(one));
    if (!entry || (entry.owner === (one.marked ? one.key : null) && equal(entry.value, one.value))) continue;
    const indent = blocks.get(`${one.section}.${one.kind}`)?.indent ?? 4;
    cuts.push({ from: entry.from, to: entry.to, text: entryText(one, indent) });
  }
  // where a map, the one around it and the root end at one place, what goes into the inner one comes first
  const [inKinds, inSections, inRoot]: [Cut[], Cut[], Cut[]] = [[], [], []];
  for (const section of ['http', 'tcp', 'udp']) {
    const block = blocks.get(section);
    const kinds = new Set([...entries, ...added].filter((one) => one.section === section).map(({ kind }) => kind));
    const fresh: string[] = [];
    let emptied = 0;
    for (const kind of kinds) {
      const names = blocks.get(`${section}.${kind}`);
      const adds = added.filter((one) => one.section === section && one.kind === kind);
      const drops = gone.filter((one) => one.section === section && one.kind === kind);
      if (adds.length > 0 && names)
        inKinds.push({ from: names.to, to: names.to, text: adds.map((one) => entryText(one, names.indent)).join('') });
      else if (adds.length > 0) fresh.push(kindText(kind, adds, block?.indent ?? root.indent + 2));
      else if (names && drops.length > 0 && drops.length === names.pairs) {
        emptied += 1;
        cuts.push({ from: names.from, to: names.head, text: '' });
      }
    }
    if (block && fresh.length > 0) inSections.push({ from: block.to, to: block.to, text: fresh.join('') });
    else if (fresh.length > 0)
      inRoot.push({ from: root.to, to: root.to, text: `${' '.repeat(root.indent)}${section}:\n${fresh.join('')}` });
    else if (block && emptied > 0 && emptied === block.pairs) cuts.push({ from: block.from, to: block.head, text: '' });
  }
  return [...cuts, ...inKinds, ...inSections, ...inRoot];
}

const idOf = ({ section, kind, name }: Pick<Entry, 'section' | 'kind' | 'name'>): string => `${section}.${kind}.${name}`;

/** Whoever calls knows that the services are ours: what stands under their names without a mark lost it. */
const holding =
  (parts: readonly Part[]) =>
  (entry: Entry): boolean =>
    parts.some(({ key }) => belongs(entry, key));

function definitionsOf({ key, config, unmarked }: Part): Definition[] {
  const all: Definition[] = [];
  if (config) eachDefinition(config, (section, kind, name, value) => all.push({ section, kind, name, key, marked: !unmarked, value }));
  return all;
}

function kindText(kind: string, definitions: readonly Definition[], indent: number): string {
  return `${' '.repeat(indent)}${kind}:\n${definitions.map((one) => entryText(one, indent + 2)).join('')}`;
}

function entryText({ name, key, marked, value }: Definition, indent: number): string {
  const lines = [
    ...(marked ? [markOf(key)] : []),
    ...yamlOf({ [name]: value })
      .trimEnd()
      .split('\n'),
  ];
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
}

/** Old definitions + what was asked = new definitions, and nothing else differs. */
function prove(before: Layers, after: Layers, parts: readonly Part[], file: string): void {
  const held = holding(parts);
  const wanted = new Map(parts.flatMap(definitionsOf).map((one) => [idOf(one), one.value]));
  const rest = (layers: Layers): unknown => {
    const others = Object.entries(layers.data).filter(([name]) => !['http', 'tcp', 'udp'].includes(name.toLowerCase()));
    const kept = layers.entries.filter((entry) => !wanted.has(idOf(entry)) && !held(entry));
    return [others, kept.map((entry) => [idOf(entry), entry.value])];
  };
  const own = after.entries.filter((entry) => held(entry) || wanted.has(idOf(entry))).map((entry) => [idOf(entry), entry.value] as const);
  if (equal(rest(before), rest(after)) && equal(Object.fromEntries(own), Object.fromEntries(wanted))) return;
  throw new HlError('HL_TRAEFIK_FILE', `the edit of ${file} would change more than it should; nothing was written`, {
    kind: 'bug',
    hint: 'Use traefik.layout: directory in hl.yml, and report this file.',
  });
}

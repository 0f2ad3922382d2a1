import { globalOptions, type CommandRow } from '../command.js';

/** What there is to choose from, by what a placeholder asks for. `files`: the shell knows them better. */
export type Kind = 'services' | 'hosts' | 'categories' | 'systems' | 'files';

export interface Proposal {
  readonly word: string;
  readonly about?: string;
}

/** Words, or where there are some: those that begin with `start`, each with `prefix` before it. */
export type Answer = readonly Proposal[] | { readonly kind: Kind; readonly start: string; readonly prefix: string };

const kinds: Readonly<Record<string, Kind>> = {
  ...{ service: 'services', services: 'services', host: 'hosts', hosts: 'hosts', 'target-host': 'hosts' },
  ...{ category: 'categories', system: 'systems' },
  ...{ file: 'files', folder: 'files', path: 'files', paths: 'files', dir: 'files' },
};

type Flag = readonly [flag: string, description: string, ...rest: unknown[]];

const help: readonly Flag[] = [['--help', 'What the command does and takes']];

/**
 * What may stand where the cursor is.
 *
 * @param typed all words after `hl` up to the cursor; the last one is being typed, and may be empty
 */
export function complete(typed: readonly string[], rows: readonly CommandRow[]): Answer {
  // Bash hands `--host=web` over as three words, zsh and fish as one.
  const words = typed.filter((word, index) => word !== '=' || index === typed.length - 1);
  const current = words.at(-1) === '=' ? '' : (words.at(-1) ?? '');
  const before = words.slice(0, -1);
  const row = rows.find(({ usage }) => before.some((word, index) => word === nameOf(usage) && !isValue(before, index)));
  const flags = [...(row?.options ?? []), ...globalOptions, ...help];
  const propose = (kind: Kind | undefined, start: string, prefix = ''): Answer => (kind === undefined ? [] : { kind, start, prefix });

  const [, joined, part = ''] = /^(--[\w-]+)=(.*)$/.exec(current) ?? [];
  if (joined !== undefined) return propose(kindOf(flags, joined), part, `${joined}=`);
  const option = before.at(-1) ?? '';
  if (takesValue(flags, option)) return propose(kindOf(flags, option), current);
  if (current.startsWith('-')) return starting(flags.flatMap(asProposal), current);
  if (row === undefined) {
    const commands = rows.map(({ usage, description }) => ({ word: nameOf(usage), about: description }));
    return starting([...commands, { word: 'help', about: 'What a command does and takes' }], current);
  }
  const given = before.filter((word, index) => !word.startsWith('-') && !isValue(before, index)).length - 1;
  if (before[0] === 'help') return [];
  if (row.actions && given === 0) return starting(row.actions.map(asWord), current);
  const places = [...row.usage.matchAll(/[<[](\.\.\.)?([\w-]+)[>\]]/g)];
  const place = places[given] ?? (places.at(-1)?.[1] === undefined ? undefined : places.at(-1));
  return propose(place && kinds[place[2] ?? ''], current);

  /** Whether a word is what the option before it was given. */
  function isValue(all: readonly string[], index: number): boolean {
    const every = [...globalOptions, ...rows.flatMap(({ options = [] }) => options as readonly Flag[])];
    return takesValue(every, all[index - 1] ?? '');
  }
}

const nameOf = (usage: string): string => usage.split(' ')[0] ?? '';
const asWord = (word: string): Proposal => ({ word });

const starting = (all: readonly Proposal[], start: string): Proposal[] => all.filter(({ word }) => word.startsWith(start));

const asProposal = ([flag, about]: Flag): Proposal[] => {
  const [word] = /--[\w-]+/.exec(flag) ?? [];
  return word === undefined ? [] : [{ word, about }];
};

const ofName = (flags: readonly Flag[], name: string): string | undefined =>
  flags.find(([flag]) => flag.split(/[ ,]+/).includes(name))?.[0];

const takesValue = (flags: readonly Flag[], name: string): boolean => name.startsWith('-') && ofName(flags, name)?.includes('<') === true;

/** What the option is given: by its placeholder, else by its own name. */
const kindOf = (flags: readonly Flag[], name: string): Kind | undefined =>
  kinds[/<([\w-]+)>/.exec(ofName(flags, name) ?? '')?.[1] ?? ''] ?? kinds[name.slice(2)];

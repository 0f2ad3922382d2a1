import { readFileSync } from 'node:fs';
import { equal, HlError } from '@hl/core';
import type { Change, Outcome, Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { desired } from '../../src/desired/desired.js';
import type { TileSpec } from '../../src/desired/desired.js';
import { GlanceDocument } from '../../src/document/document.js';
import { findTile } from '../../src/document/tile.js';
import { editAll } from '../../src/edit/batch.js';

const directory = '/opt/glance/config/';
export const main = `${directory}glance.yml`;

type Edited = Pick<Outcome, 'key' | 'status' | 'error'>;

/** glance.yml and its neighbours as texts, edited as the integration does it: without a machine, without a Glance. */
export function surgery(given: string | Readonly<Record<string, string>>, { create = true } = {}) {
  const all = typeof given === 'string' ? { 'glance.yml': given } : given;
  let sources = new Map(Object.entries(all).map(([name, text]) => [directory + name, text]));
  const document = (): GlanceDocument => new GlanceDocument(sources, main);

  /** What a plan finds: `adopt` takes what somebody else made, which otherwise must not be there. */
  const changesOf = (before: readonly Service[], after: readonly Service[], adopt: boolean): Change<TileSpec>[] => {
    const [old, wanted] = [before.flatMap(desired), after.flatMap(desired)];
    const keys = [...new Set([...wanted, ...old].map(({ key }) => key))];
    const held = document();
    return keys.flatMap((key) => {
      const [was, is] = [old, wanted].map((resources) => resources.find((resource) => resource.key === key));
      const specs = [was, is].flatMap((resource) => resource?.spec ?? []);
      const found = findTile(held, key, specs);
      if (found && !adopt) expect(found.marked).toBe(true);
      const service = (is ?? was)?.service ?? '';
      const change = { system: 'glance', key, service, before: found?.spec ?? null, after: is?.spec ?? null };
      return equal(change.before, change.after) && found?.marked !== false ? [] : [change];
    });
  };
  const edit = (changes: readonly Change<TileSpec>[], create: boolean): Edited[] => {
    const edited = editAll(document(), changes, create);
    sources = new Map(edited.document.sources);
    return changes.map((change) => {
      const { key } = change;
      return edited.failed.has(change)
        ? { key, status: 'failed', error: HlError.from(edited.failed.get(change)).toJSON() }
        : { key, status: 'applied' };
    });
  };
  const run = (before: readonly Service[], after: readonly Service[], adopt = false): Edited[] =>
    edit(changesOf(before, after, adopt), create);

  return {
    run,
    /** All of it must be made. */
    go(before: readonly Service[], after: readonly Service[]): void {
      for (const { status, error } of run(before, after)) expect([status, error]).toEqual(['applied', undefined]);
    },
    text: (name = 'glance.yml') => sources.get(directory + name) as string,
    files: () => Object.fromEntries([...sources].map(([path, text]) => [path.replace(directory, ''), text])),
    /** Somebody edits the main file. */
    save: (text: string): void => void (sources = new Map([...sources, [main, text]])),
  };
}

interface Tile {
  readonly name?: string;
  readonly page?: string;
  readonly group?: string | null;
  readonly widget?: string | null;
  readonly title?: string;
  readonly description?: string;
  readonly icon?: string | null;
  readonly monitor?: {
    readonly checkUrl?: string | null;
    readonly altStatusCodes?: readonly number[];
    readonly allowInsecure?: boolean;
    readonly timeout?: string | null;
  };
}

/** A service with a bookmark in `group` and a monitor in `widget`; null leaves one out. */
export const tile = ({
  name = 'metube',
  page = 'home',
  group = 'Media',
  widget = null,
  title = 'MeTube',
  description = 'Video downloader',
  icon = 'si:youtube',
  monitor = {},
}: Tile = {}): Service =>
  exampleService({
    name,
    glance: {
      page,
      url: `https://${name}.example.org`,
      title,
      icon,
      bookmark: group === null ? null : { group, description },
      monitor:
        widget === null
          ? null
          : { widget, checkUrl: 'http://192.0.2.11:8082/', altStatusCodes: [], allowInsecure: false, timeout: null, ...monitor },
    },
  } as never);

/** Lines of `after` that `before` does not have; fails when anything else differs. */
export function addedLines(before: string, after: string): string[] {
  const [old, now] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)];
  const start = old.findIndex((line, index) => line !== now[index]);
  const from = start === -1 ? old.length : start;
  const added = now.slice(from, now.length - (old.length - from));
  expect([...now.slice(0, from), ...now.slice(from + added.length)].join('')).toBe(before);
  return added;
}

export const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

/** A dashboard of one page; `body` are its widgets. */
export const page = (body: string, name = 'Home'): string =>
  `  - name: ${name}\n    columns:\n      - size: full\n        widgets:\n${body.replace(/^(?=.)/gm, '          ')}`;
export const pages = (...all: readonly string[]): string => `pages:\n${all.join('')}`;

import { posix } from 'node:path';
import { groupBy, HlError } from '@hl/core';
import type { Difference, TreeFile } from '../git/answers.js';
import type { Repository } from '../git/repository.js';
import { LazyText, type ServiceText, type Texts } from '../text/service-text.js';
import { placesOf } from '../compare/definition.js';

/** A service file of one commit. */
export interface ServiceFile {
  readonly path: string;
  readonly id: string;
  readonly name: string;
  readonly said: ServiceText;
}

/** The service files of one commit. */
export interface ServiceTree {
  readonly services: readonly ServiceFile[];
  readonly byPath: ReadonlyMap<string, ServiceFile>;
  readonly byName: ReadonlyMap<string, readonly ServiceFile[]>;
  /** Paths that are there and cannot be read as a file, e.g. symlinks: what stood there before is not gone. */
  readonly unread: ReadonlySet<string>;
  /** Path, by the name of the service that it defines, of files by another spelling of `.yml`: not read, and not gone either. */
  readonly misnamed: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

const nothing = new LazyText(Buffer.alloc(0));

type NameOf = (path: string) => string | undefined;

/**
 * What may be a service file, in a commit. Symlinks and submodules are not followed.
 *
 * @throws HlError HL_SERVICES_FOLDER (input) when the folder itself is a symlink or a submodule
 */
export async function leavesOf(repo: Repository, commit: string, folder: string): Promise<TreeFile[]> {
  return visible(await repo.files(commit, folder), commit, folder);
}

/** Pure: as `leavesOf` of `commit`, by what a later one has and all that differs between the two; and what of both the other one does not have. */
export function formerLeaves(now: readonly TreeFile[], all: readonly Difference[], commit: string, folder: string): Former {
  const inFolder = all.filter(({ path }) => folder === '.' || path === folder || path.startsWith(`${folder}/`));
  const differing = visible(inFolder, commit, folder);
  const here = new Map(differing.map((one) => [one.path, one.before]));
  const gone = differing.filter(({ after }) => after === null).map(({ before }) => before);
  const leaves = [...now.map((leaf) => (here.has(leaf.path) ? here.get(leaf.path) : leaf)), ...gone].filter(isThere);
  return {
    leaves: gone.length === 0 ? leaves : leaves.sort(byPath),
    changed: differing.flatMap(({ before, after }) => [before, after]).filter(isThere),
  };
}

interface Former {
  readonly leaves: readonly TreeFile[];
  readonly changed: readonly TreeFile[];
}

/** By code unit, so that every machine gives the same order. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);

const isThere = <T>(one: T | null | undefined): one is T => one != null;

function visible<T extends { readonly path: string }>(all: readonly T[], commit: string, folder: string): T[] {
  if (all.some(({ path }) => path === folder)) {
    const hint = 'Give the folder of the service files as `services` in hl.yml; links are not followed.';
    throw new HlError('HL_SERVICES_FOLDER', `${folder} is not a folder in ${commit.slice(0, 12)}`, { kind: 'input', hint });
  }
  return all.filter(({ path }) => !isHidden(path, folder));
}

/** Reads those of the leaves that are files, from git's objects. */
export const readTexts = (repo: Repository, leaves: readonly TreeFile[], texts: Texts): Promise<void> =>
  repo.contents(
    leaves.filter((leaf) => isRead(leaf) && !texts.has(leaf.id)),
    (id, bytes) => void texts.set(id, new LazyText(bytes)),
  );

/**
 * Pure: the service files among the leaves of a commit, by what they say.
 *
 * @param knownAs the name of a file whose text does not tell one, e.g. what was deployed from this path
 */
export function treeOf(leaves: readonly TreeFile[], texts: ReadonlyMap<string, ServiceText>, knownAs: NameOf): ServiceTree {
  const odd = leaves.filter(({ path, mode }) => !mode.startsWith('100') && (isYaml(path) || posix.extname(path) === ''));
  const read = leaves.filter(isRead).map(({ path, id }) => ({ path, id, said: texts.get(id) ?? nothing }));
  // Only of these it matters whether another file names them as its own.
  const isDoubtful = read.some(({ path, said }) => isYaml(path) === (said.name === null));
  const referred = new Set((isDoubtful ? read : []).flatMap(({ path, said }) => said.references.flatMap((one) => placesOf(path, one))));
  const services = read
    .filter(({ path, said }) => isYaml(path) && (!referred.has(path) || said.name !== null))
    .map(({ path, id, said }) => {
      const name = said.name ?? knownAs(path) ?? posix.basename(path, posix.extname(path));
      return { path, id, name, said };
    });
  const misnamed = read.filter(({ path }) => !isYaml(path) && !referred.has(path));
  const byName = groupBy(services, ({ name }) => name);
  const twins = [...byName].filter(([, files]) => files.length > 1);
  return {
    services,
    byPath: new Map(services.map((file) => [file.path, file])),
    byName,
    misnamed: new Map(misnamed.flatMap(({ said: { name }, path }) => (name === null ? [] : [[name, path]]))),
    unread: new Set(odd.map(({ path }) => path)),
    warnings: [
      ...odd.map(({ path, mode }) => `${path} is a ${mode === '160000' ? 'submodule' : 'symbolic link'}: not followed, ignored`),
      ...twins.map(([name, files]) => `${files.map(({ path }) => path).join(' and ')} both define ${name}`),
    ],
  };
}

/** `.yaml` is for what lies beside a service file: configuration of the program, a compose file of its own. */
const isYaml = (path: string): boolean => path.endsWith('.yml');

/** Also what may be a service file whose name somebody wrote in another way: `.yaml`, `.YML`. */
export const isRead = ({ path, mode }: TreeFile): boolean => mode.startsWith('100') && /\.ya?ml$/i.test(path);

/** As everywhere with `**`: a name that begins with a dot is not meant, which is also how a service is put aside. */
const isHidden = (path: string, folder: string): boolean => /(?:^|\/)\./.test(folder === '.' ? path : path.slice(folder.length));

import type { TreeFile } from '../git/answers.js';
import type { Repository } from '../git/repository.js';
import type { Texts } from '../text/service-text.js';
import { isRead, readTexts } from './tree.js';

export type IsConcerned = (leaf: TreeFile) => boolean;

export const everyLeaf: IsConcerned = () => true;

/** Beyond this many changes all is read: looking for so many names costs as much. */
const mostChanges = 500;

/**
 * Which leaves have a say in what changed between two commits, where nothing changed for every service. All others are the same in both, have
 * a name that no changed file has or had, and use no other file: they are not read, git looks for the words that would make them matter.
 *
 * @param changed the leaves of both commits that the other one does not have
 * @param texts gets those of them
 */
export async function concerned(
  repo: Repository,
  head: string,
  folder: string,
  changed: readonly TreeFile[],
  texts: Texts,
): Promise<IsConcerned> {
  if (changed.length > mostChanges) return everyLeaf;
  await readTexts(repo, changed, texts);
  const names = new Set(changed.filter(isRead).map(({ id, path }) => texts.get(id)?.name ?? stem(path)));
  const words = [...names].map(wordOf);
  const mentioning = words.includes('') ? null : await repo.mentioning(head, folder, [...words, ...spellings]);
  if (mentioning === null) return everyLeaf;
  const paths = new Set(changed.map(({ path }) => path));
  // One whose text tells no name is called after its file.
  return (leaf) => !isRead(leaf) || paths.has(leaf.path) || mentioning.has(leaf.path) || names.has(stem(leaf.path));
}

/** All keys that refer to a file have these letters in their names, and without a backslash every word stands there as it is. */
const spellings = ['_file', '\\'];

/** Of a file that is read: it has an ending. */
const stem = (path: string): string => path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));

/** What of a name stands in a text however it is quoted or broken into lines; empty: nothing surely does. */
const wordOf = (name: string): string =>
  (name.match(/[\w.-]+/g) ?? []).reduce((longest, part) => (part.length > longest.length ? part : longest), '');

import { dirname } from 'node:path';
import { filesIn } from './files.mjs';

const ours = /^((packages|apps)\/[^/]+\/(src|test|scripts)|tools|schemas)\//;
const door = /^(packages|apps)\/[^/]+\/src$/;

/** Folders that nobody can take in at a glance: more than 11 files, or more than 8 at the door of a package. */
export function layout(root) {
  const counts = new Map();
  for (const path of filesIn(root)) {
    const folder = dirname(path);
    if (ours.test(path) && !path.includes('/fixtures/')) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].flatMap(([folder, files]) => {
    const most = door.test(folder) ? 8 : 11;
    return files > most ? [`${folder} has ${files} files, ${most} at most: make rooms of what belongs together`] : [];
  });
}

import { readdir, readFile } from 'node:fs/promises';

/**
 * The pipelines below `templates/`, where GitLab looks for a component, once more where the package of the app takes them along.
 *
 * @returns text by path
 */
export async function templates(base) {
  const names = await readdir(new URL('templates/', base)).catch(() => []);
  const texts = names
    .sort()
    .map(async (name) => [`apps/pipeline-runner/templates/${name}`, await readFile(new URL(`templates/${name}`, base), 'utf8')]);
  return new Map(/** @type {[string, string][]} */ (await Promise.all(texts)));
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HlError } from '@hl/core';
import { logger, updateJson, type GeneratorCallback, type Tree } from '@nx/devkit';

const templates = fileURLToPath(new URL('../../templates/integration', import.meta.url));

/**
 * Begins an integration in a clone of hl: a package with its four rooms, a fake system, and the laws, which are red until `observed` and
 * `apply` are written.
 *
 * @throws HlError HL_NX_NAME, HL_EXISTS
 */
export function integration(tree: Tree, { name }: { readonly name: string }): GeneratorCallback {
  const folder = `packages/${name}`;
  if (!/^[a-z][a-z0-9]*$/.test(name))
    throw new HlError('HL_NX_NAME', `${name} is no name of a package`, { kind: 'input', hint: 'Small letters and digits, e.g. uptime.' });
  if (tree.exists(folder)) throw new HlError('HL_EXISTS', `${folder} is there already`, { kind: 'conflict', hint: 'Choose another name.' });

  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  const named = (text: string): string =>
    text.replaceAll('uptime', name).replaceAll('Uptime', capital).replaceAll('UPTIME', name.toUpperCase());
  for (const file of readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmpl')))
    tree.write(join(folder, file.replace(/\.tmpl$/, '')), named(readFileSync(join(templates, file), 'utf8')));
  updateJson<{ references: { path: string }[] }>(tree, 'tsconfig.json', (whole) => ({
    ...whole,
    references: [...whole.references, { path: `./${folder}` }],
  }));
  return () =>
    logger.info(`
${folder} is begun. Next:
  npm install                            it joins the workspace and the lock file
  npx nx test ${name}                    the laws are red
  ${folder}/src/observe/observed.ts and src/apply/apply.ts: write them, until the laws are green
  CONTRIBUTING.md                        how it joins the registry and hl.yml`);
}

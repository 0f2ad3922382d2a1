import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packageOf = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+|(?:packages|apps)\/[^/]+)\//;

/**
 * The packages that esbuild has put into a file.
 *
 * @param {string} root
 * @param {{ inputs: Record<string, unknown> }} metafile
 */
export function packagesIn(root, { inputs }) {
  // What a plugin made is called `<its own word>:…`, and what it is made of is listed, too.
  const files = Object.keys(inputs).filter((path) => !/^[\w-]+:/.test(path));
  const folders = new Set(files.flatMap((path) => packageOf.exec(path)?.[1] ?? []));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { folder, name, version, license };
  });
}

/** What the licences of others want to be handed on with a copy of their code. */
export function notices(root, packages) {
  const others = packages.filter(({ folder }) => folder.includes('node_modules/'));
  return others
    .map(({ folder, name, version, license }) => {
      const file = readdirSync(join(root, folder)).find((one) => /^(licen[cs]e|copying)/i.test(one));
      const text = file === undefined ? `${license}, as its package.json says` : readFileSync(join(root, folder, file), 'utf8').trim();
      return `${'='.repeat(80)}\n${name}@${version}\n\n${text}\n`;
    })
    .join('\n');
}

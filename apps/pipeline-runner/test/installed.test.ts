import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}
const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The folder of a package as Node finds it from another one's. */
function found(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return join(folder, 'node_modules', name);
    if (folder === dirname(folder)) throw new Error(`${name} is not installed for ${from}`);
  }
}

/** All that `npm install` of a package brings. */
function installed(folder: string, known = new Set<string>()): Set<string> {
  for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) {
    if (known.has(name)) continue;
    known.add(name);
    installed(found(name, folder), known);
  }
  return known;
}

test('the command line is installed without the lab, its DNS server and its certificates; who wants the lab adds it', () => {
  const all = installed(root);
  expect(all).toContain('@hl/core');
  expect(all).toContain('node-ssh');
  expect(['@hl/lab', 'dns-packet', 'selfsigned'].filter((name) => all.has(name))).toEqual([]);
  const { peerDependencies, peerDependenciesMeta } = manifestIn(root);
  expect([Object.keys(peerDependencies ?? {}), peerDependenciesMeta]).toEqual([['@hl/lab'], { '@hl/lab': { optional: true } }]);
});

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { door, entriesOf } from './door.mjs';

/**
 * A manifest as it is published: nothing in it is for this repository only, and nothing points at what does not travel.
 * `publishedPeerDependencies` are peers for others: those of a workspace, npm installs here with `--omit=dev`, too.
 */
export function published({ nx: _nx, devDependencies: _development, publishedPeerDependencies: peerDependencies, exports, ...rest }) {
  const manifest = peerDependencies ? { ...rest, peerDependencies } : rest;
  const without = (conditions) =>
    typeof conditions === 'string'
      ? conditions
      : Object.fromEntries(
          Object.entries(conditions)
            .filter(([condition]) => condition !== '@hl/source')
            .map(([key, value]) => [key, without(value)]),
        );
  return exports ? { ...manifest, exports: without(exports) } : manifest;
}

/** What was built of the sources that are there now; `dist` may hold more, of sources that are gone. */
const builtFrom = (sources) =>
  readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => ['.js', '.d.ts'].map((ending) => path.replace(/\.ts$/, ending)));

/**
 * The folder that is packed and published: `dist/packages/core` of `packages/core`, with the licence, without sources, maps
 * and the `@hl/source` condition, and with a door before each module.
 *
 * @param {Map<string, any[]>} needs of each `.d.ts` that has a door, by its path
 */
export function stage(root, folder, needs = new Map()) {
  const [from, to] = [join(root, folder), join(root, 'dist', folder)];
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const take = (path) => {
    if (!existsSync(join(from, path))) throw new Error(`${folder}/${path} is not there: npm run build`);
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path), { recursive: true });
  };
  for (const entry of manifest.files.filter((one) => !one.startsWith('!') && one !== 'dist')) take(entry);
  for (const path of builtFrom(join(from, 'src'))) take(join('dist', path));
  take('README.md');
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  const whole = published(manifest);
  for (const entry of entriesOf(whole)) {
    const values = needs.get(join(from, entry.types));
    if (!values) continue;
    const { path, text } = door(manifest.name, entry.default.replace(/^\.\//, ''), values);
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
    entry.default = `./${path}`;
  }
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(whole, null, 2)}\n`);
  return to;
}

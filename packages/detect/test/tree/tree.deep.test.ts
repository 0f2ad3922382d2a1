import { posix } from 'node:path';
import { changedPaths } from '../../src/compare/changed.js';
import { definitionIn, placesOf, usedBy } from '../../src/compare/definition.js';
import { random } from '../random.js';
import { tree } from '../trees.js';

const paths = ['a.yml', 'x/b.yml', 'x/y/c.yml', 'x/d.yaml', 'e.YML', 'x/own.yml', 'config/f.yml'];
const beside = ['config/a.conf', 'config/deep/b.conf', 'x/own.env', 'secrets/one.env', 'certs/ca.pem', 'configx'];
const said = [
  '  extra_files: [{ source: config }, { source: x/own.yml }]\n',
  '  extra_files: [{ source: "own\\x2eyml" }]\n',
  '  compose_file: own.yaml\n',
  '  compose_file: d.yaml\n',
  '  "secrets_f\\x69le": secrets/../secrets/one.env\n',
  '  secrets_file: /secrets/one.env\n',
  'backend: { ca_file: certs/ca.pem }\n',
  'pages: { p: { backend: { ca_file: ../certs/ca.pem } } }\n',
  'service: { name: other }\n',
  'x: [\n',
  '',
];

/** The plain way: every text is parsed, every change is held against every service. */
function plainly(files: { readonly [path: string]: string }, changed: readonly string[]) {
  const read = Object.entries(files).map(([path, text]) => ({ path, ...definitionIn(text) }));
  const referred = new Set(read.flatMap(({ path, references }) => references.flatMap((one) => placesOf(path, one))));
  const within = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);
  return read
    .filter(({ path, name }) => path.endsWith('.yml') && (name !== null || !referred.has(path)))
    .map(({ path, name, host, references }) => {
      const roots = references
        .flatMap((one) => placesOf(path, one).flatMap((place) => (one.folder ? [place, posix.dirname(place)] : [place])))
        .filter((root) => !root.startsWith('..') && !within(path, root));
      const uses = changed.find((one) => roots.some((root) => within(one, root))) ?? null;
      return { path, name: name ?? posix.basename(path, '.yml'), host, uses };
    });
}

test.each(Array.from({ length: 200 }, (_, seed) => seed + 1))('random files, seed %i: as when everything is parsed', (seed) => {
  const next = random(seed * 104_729);
  const pick = (all: readonly string[]): string => all[next(all.length)] ?? '';
  const text = (): string => {
    if (next(5) === 0) return `plain: ${next(3)}\n`;
    const host = next(6) === 0 ? '' : `  target_host: h${next(2)}\n`;
    return `service:\n  name: ${pick(['one', 'two', 'three', 'null'])}\ndeployment:\n  port: 1\n${host}${pick(said)}${pick(said)}`;
  };
  const files = Object.fromEntries(paths.filter(() => next(4) > 0).map((path) => [path, text()]));
  const changed = [...beside, ...paths].filter(() => next(3) === 0).sort();
  const found = tree(files).services.map(({ path, name, said: { host, references } }) => {
    return { path, name, host, uses: usedBy(path, references, changedPaths(changed)) };
  });
  expect(found).toEqual(plainly(files, changed));
});

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const doors = new Map();

/** By name: the file that has what is taken at this door, and what it is called there. A door is a list of `export { a, b as c } from './file.js'`. */
function doorOf(specifier) {
  const [, name, ...inner] = specifier.split('/');
  const { exports } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
  const door = join(packages, name, exports[['.', ...inner].join('/')]['@hl/source']);
  const listed = [...readFileSync(door, 'utf8').matchAll(/^export \{([^}]*)\} from '(.*)\.js';$/gm)];
  return new Map(
    listed.flatMap(([, names, path]) =>
      split(names).map(([own, given = own]) => [given, { file: `${resolve(dirname(door), path)}.ts`, own }]),
    ),
  );
}

const split = (names) => names.split(',').flatMap((each) => (/^\s*(?:type |$)/.test(each) ? [] : [each.trim().split(' as ')]));

/**
 * A source in which what comes from a package of ours is imported from the file that has it. At a package's door esbuild finds all that anybody
 * takes there, and would have each command load it.
 */
export function pastDoors(text) {
  return text.replace(/^import \{([^}]*)\} from '(@hl\/[^']+)';$/gm, (_, names, specifier) => {
    if (!doors.has(specifier)) doors.set(specifier, doorOf(specifier));
    const imported = split(names).map(([given, here = given]) => {
      const { file, own } = doors.get(specifier).get(given) ?? { file: specifier, own: given };
      return `import { ${own} as ${here} } from ${JSON.stringify(file)};`;
    });
    return imported.join(' ');
  });
}

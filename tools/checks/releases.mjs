import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs, releaseSet } from '../release/set.mjs';

/** What would make an install of the released packages end in a 404, or bring one of another release. */
export function releases(root) {
  const set = releaseSet(root);
  const scope = `${set[0]?.manifest.name.split('/')[0]}/`;
  const version = set[0]?.manifest.version;
  const released = new Set(set.map(({ manifest }) => manifest.name));
  return [
    ...component(root, version),
    ...set.flatMap(({ folder, manifest }) => [
      ...(manifest.private ? [`${folder} is private, and nx.json releases it`] : []),
      ...(manifest.publishConfig?.access === 'public' ? [] : [`${folder} lacks publishConfig.access: public`]),
      ...(manifest.version === version ? [] : [`${folder} is ${manifest.version}, the others ${version}: they are released together`]),
      ...Object.entries(needs(manifest))
        .filter(([name]) => name.startsWith(scope))
        .flatMap(([name, range]) => [
          ...(released.has(name) ? [] : [`${folder} needs ${name}, which is not released`]),
          ...(range === `^${version}` ? [] : [`${folder} needs ${name} ${range}, and ${version} is released`]),
        ]),
    ]),
  ];
}

/** Who includes the component of a release gets that release. */
function component(root, version) {
  const file = 'templates/pipeline.yml';
  if (!existsSync(join(root, file))) return [];
  const [, found] = /^ {4}version:\n(?: {6}.*\n)*? {6}default: (.*)$/m.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  return found === version ? [] : [`${file} takes hl ${found}, and ${version} is released`];
}

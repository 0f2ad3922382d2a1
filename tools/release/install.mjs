import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './programs.mjs';

/** Installs a package in a folder that has nothing, as people do; what is of our scope comes from the registry that is given. */
export async function installed(folder, { name, version }, registry) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const scope = name.split('/')[0];
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: 'homelab', version: '1.0.0', private: true })}\n`);
  writeFileSync(join(folder, '.npmrc'), `${scope}:registry=${registry}\n`);
  await npm(folder, ['install', '--prefer-offline', '--ignore-scripts', '--update-notifier=false', `${name}@${version}`]);
  const bytes = (at) =>
    readdirSync(at, { withFileTypes: true }).reduce((sum, entry) => {
      const path = join(at, entry.name);
      return sum + (entry.isDirectory() ? bytes(path) : entry.isFile() ? statSync(path).size : 0);
    }, 0);
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return { packages: Object.keys(lock.packages).length, bytes: bytes(join(folder, 'node_modules')) };
}

/** What is installed in a folder for one package, in CycloneDX. Where it came from is another registry than people's. */
export async function billOfMaterials(folder, name) {
  const bom = JSON.parse(await npm(folder, ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application']));
  const [main] = bom.components.filter(({ purl }) => nameIn(purl) === name);
  const homelab = bom.metadata.component['bom-ref'];
  for (const component of bom.components) {
    component.name = nameIn(component.purl);
    component.externalReferences = component.externalReferences.filter(({ type }) => type !== 'distribution');
  }
  bom.metadata.component = { ...main, type: 'application' };
  bom.components = bom.components.filter((component) => component !== main);
  bom.dependencies = bom.dependencies.filter(({ ref }) => ref !== homelab);
  return bom;
}

const nameIn = (purl) => decodeURIComponent(purl.replace(/^pkg:npm\//, '').replace(/@[^@]*$/, ''));

/** Packages that are in the one file and not in the bill of materials: none, or it tells of something else. */
export function unlisted({ metadata, components }, inBundle) {
  const listed = new Set([metadata.component, ...components].map(({ name, version }) => `${name}@${version}`));
  return inBundle.map(({ name, version }) => `${name}@${version}`).filter((one) => !listed.has(one));
}

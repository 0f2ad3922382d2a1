import { posix } from 'node:path';
import { HlError } from '@hl/core';
import type { Repository, TreeFile } from './repository.js';
import { scalarAt } from './scalar.js';
import { references } from './references.js';

/** A service file of one commit. */
export interface ServiceFile {
  readonly path: string;
  readonly id: string;
  readonly name: string;
  /** Host that its text names, or null. */
  readonly host: string | null;
  readonly bytes: Buffer;
  readonly text: string;
}

/** The service files of one commit. */
export interface ServiceTree {
  readonly services: readonly ServiceFile[];
  readonly byPath: ReadonlyMap<string, ServiceFile>;
  readonly byName: ReadonlyMap<string, readonly ServiceFile[]>;
  /** Paths that are there and cannot be read as a file, e.g. symlinks: what stood there before is not gone. */
  readonly unread: ReadonlySet<string>;
  /** Path, by the name of the service that it defines, of files by another spelling of `.yml`: not read, and not gone either. */
  readonly misnamed: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

export const emptyTree: ServiceTree = treeOf({ services: [], misnamed: [], unread: [], warnings: [] });

/**
 * Reads the service files of a commit from git's objects. Symlinks and submodules are not followed.
 *
 * @param knownAs the name of a file whose text does not tell one, e.g. what was deployed from this path
 * @throws HlError HL_SERVICES_FOLDER (input) when the folder itself is a symlink or a submodule
 */
export async function readTree(
  repo: Repository,
  commit: string,
  folder: string,
  knownAs: (path: string) => string | undefined,
): Promise<ServiceTree> {
  const all = await repo.files(commit, folder);
  if (all.some(({ path }) => path === folder)) {
    throw new HlError('HL_SERVICES_FOLDER', `${folder} is not a folder in ${commit.slice(0, 12)}`, {
      kind: 'input',
      hint: 'Give the folder of the service files as `services` in hl.yml; links are not followed.',
    });
  }
  const leaves = all.filter(({ path }) => !isHidden(path, folder));
  const odd = leaves.filter(({ path, mode }) => !mode.startsWith('100') && (isYaml(path) || posix.extname(path) === ''));
  const garbled = leaves.filter(({ path }) => isYaml(path) && path.includes('\uFFFD'));
  const files = leaves.filter(
    (leaf) => leaf.mode.startsWith('100') && (isYaml(leaf.path) || isMisspelt(leaf.path)) && !garbled.includes(leaf),
  );
  const contents = await repo.contents(files);
  const read = files.map((file) => serviceFile(file, contents.get(file.id) ?? Buffer.alloc(0), knownAs));
  const referred = new Set(
    read.flatMap(({ path, text }) => references(text).flatMap((one) => [one.path, posix.join(posix.dirname(path), one.path)])),
  );
  const named = ({ text }: ServiceFile): boolean => scalarAt(text, 'service', 'name') !== null;
  return treeOf({
    services: read.filter((file) => isYaml(file.path) && (!referred.has(file.path) || named(file))),
    misnamed: read.filter((file) => isMisspelt(file.path) && !referred.has(file.path) && named(file)),
    unread: [...odd, ...garbled].map(({ path }) => path),
    warnings: [
      ...odd.map(({ path, mode }) => `${path} is a ${mode === '160000' ? 'submodule' : 'symbolic link'}: not followed, ignored`),
      ...garbled.map(({ path }) => `${path}: the file name is not UTF-8, ignored`),
    ],
  });
}

interface Leaves {
  readonly services: readonly ServiceFile[];
  readonly misnamed: readonly ServiceFile[];
  readonly unread: readonly string[];
  readonly warnings: readonly string[];
}

function treeOf({ services, misnamed, unread, warnings }: Leaves): ServiceTree {
  const byName = new Map<string, ServiceFile[]>();
  for (const file of services) byName.set(file.name, [...(byName.get(file.name) ?? []), file]);
  const twins = [...byName].filter(([, files]) => files.length > 1);
  return {
    services,
    byPath: new Map(services.map((file) => [file.path, file])),
    byName,
    misnamed: new Map(misnamed.map(({ name, path }) => [name, path])),
    unread: new Set(unread),
    warnings: [...warnings, ...twins.map(([name, files]) => `${files.map(({ path }) => path).join(' and ')} both define ${name}`)],
  };
}

function serviceFile({ path, id }: TreeFile, bytes: Buffer, knownAs: (path: string) => string | undefined): ServiceFile {
  const text = bytes.toString('utf8');
  const name = scalarAt(text, 'service', 'name') ?? knownAs(path) ?? posix.basename(path, posix.extname(path));
  return { path, id, name, host: scalarAt(text, 'deployment', 'target_host'), bytes, text };
}

/** `.yaml` is for what lies beside a service file: configuration of the program, a compose file of its own. */
const isYaml = (path: string): boolean => path.endsWith('.yml');

/** May be a service file whose name somebody wrote in another way: `.yaml`, `.YML`. */
const isMisspelt = (path: string): boolean => /\.ya?ml$/i.test(path) && !isYaml(path);

/** As everywhere with `**`: a name that begins with a dot is not meant, which is also how a service is put aside. */
const isHidden = (path: string, folder: string): boolean => /(?:^|\/)\./.test(folder === '.' ? path : path.slice(folder.length));

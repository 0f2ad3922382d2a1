import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import type { Facts } from './facts.js';
import { needsOf, type Known } from './networks.js';
import { remembered } from './remembered.js';

/** A homelab as its files say it, right or wrong. Paths are relative to the folder of hl.yml. */
export interface Homelab {
  /** That folder, relative to the workspace; `.` for the workspace itself. */
  readonly root: string;
  /** Name of hl.yml in it. */
  readonly config: string;
  /** Folder of the service files. */
  readonly folder: string;
  readonly files: readonly Known[];
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly exists: (path: string) => boolean;
}

const cache = 'node_modules/.cache/hl-nx';

/** null: there is no hl.yml. Never throws for what stands in a file. */
export async function readHomelab(workspace: string, config: string): Promise<Homelab | null> {
  const [root, name] = [posix.dirname(posix.normalize(config)), posix.basename(config)];
  const at = (path: string): string => join(workspace, root, path);
  const read = (path: string): string | null => {
    try {
      return readFileSync(at(path), 'utf8');
    } catch {
      return null;
    }
  };
  const site = read(name);
  if (site === null) return null;
  // Reading YAML takes longer to load than all else takes to run: for what is known already it is not loaded.
  const found = remembered<Facts | string>(join(workspace, cache, `${config.replaceAll('/', '+')}.json`), async (text, path) => {
    const { factsOf, folderIn } = await import('./facts.js');
    return path === '' ? folderIn(text) : factsOf(text, path);
  });
  const folder = (await found.of(site, '')) as string;
  const files: Known[] = [];
  const paths = serviceFiles(at(folder)).map((file) => posix.join(folder, file));
  for (const path of paths.filter((one) => one !== name)) {
    files.push({ path, facts: (await found.of(read(path) ?? '', path)) as Facts });
  }
  found.keep();
  return { root, config: name, folder, files, needs: await needsOf(files, read), exists: (path) => existsSync(at(path)) };
}

/** As `hl` finds them: every `.yml` below the folder, but for what begins with a dot. */
function serviceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => !`/${path}`.includes('/.'))
    .sort();
}

/** How hl is called in a workspace, and whether what it says can be kept: not where hl itself is being worked on. */
export function commandIn(workspace: string, given: string | undefined): { readonly command: string; readonly cached: boolean } {
  if (given !== undefined) return { command: given, cached: true };
  const installed = 'node_modules/@hl/pipeline-runner';
  if (!existsSync(join(workspace, installed, 'bin/hl.js'))) return { command: 'hl', cached: true };
  return { command: `node ${installed}/bin/hl.js`, cached: realpathSync(join(workspace, installed)).includes(`${sep}node_modules${sep}`) };
}

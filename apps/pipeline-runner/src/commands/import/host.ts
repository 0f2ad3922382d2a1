import { groupBy, isRecord, type Json, type Remote } from '@hl/core';
import { listOf, mapOf, readCompose, type JsonMap } from '@hl/compose';
import { composeOfInspect } from '@hl/import';
import { merged, type Source } from './sources.js';

/** What runs on a host, and what of it cannot be read. */
export interface OnHost {
  readonly sources: readonly Source[];
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
}

const label = (container: JsonMap, name: string): string => String(mapOf(mapOf(container['Config'])['Labels'])[name] ?? '');

/** Compose projects by their files, other containers by what Docker says of them; those of hl are left out. */
export async function sourcesOn(remote: Remote): Promise<OnHost> {
  const containers = await inspectAll(remote, '--all');
  const foreign = containers.filter((one) => label(one, 'hl.service') === '' && label(one, 'com.docker.swarm.service.name') === '');
  const projects = groupBy(foreign, (one) => label(one, 'com.docker.compose.project'));
  const alone = projects.get('') ?? [];
  const images = await inspect(remote, ['docker', 'image', 'inspect'], [...new Set(alone.map(({ Image }) => String(Image)))]);
  const sources: Source[] = alone.map((one) => {
    const text = composeOfInspect(one, images.find(({ Id }) => Id === one['Image']) ?? {});
    return { text, path: String(one['Name']).replace(/^\//, ''), lines: false, read: () => null };
  });
  const problems: { message: string; hint: string }[] = [];
  for (const [project, [first]] of projects) {
    if (project === '' || !first) continue;
    const installPath = label(first, 'com.docker.compose.project.working_dir');
    // What was taken over as it ran has no label of hl's.
    if ((await textAt(remote, `${installPath}/.hl/manifest.json`)) !== null) continue;
    const paths = label(first, 'com.docker.compose.project.config_files').split(',').filter(Boolean);
    const texts = await Promise.all(paths.map((path) => textAt(remote, path)));
    const lost = paths.filter((_, index) => texts[index] === null);
    if (paths.length === 0 || lost.length > 0) {
      const hint = 'Portainer and its like keep theirs inside: save it as a file and run hl import on that.';
      problems.push({ message: `${project}: its compose file ${lost.join(', ')} is not on ${remote.name}`, hint });
      continue;
    }
    const found = merged(texts as string[], paths.slice(1).join(', '));
    const beside = await Promise.all(
      envFiles(found.text).map(
        async (path) => [path, await textAt(remote, path.startsWith('/') ? path : `${installPath}/${path}`)] as const,
      ),
    );
    const files = new Map(beside);
    sources.push({ ...found, path: paths[0] as string, project, installPath, read: (path) => files.get(path) ?? null });
  }
  return { sources, problems };
}

/** Containers of a host, as Docker has them; `--all`: those that do not run, too. */
export async function inspectAll(remote: Pick<Remote, 'run'>, ...options: readonly string[]): Promise<JsonMap[]> {
  const { stdout } = await remote.run(['docker', 'ps', ...options, '--quiet', '--no-trunc']);
  return inspect(remote, ['docker', 'inspect'], stdout.split(/\s+/).filter(Boolean));
}

async function inspect(remote: Pick<Remote, 'run'>, command: readonly string[], ids: readonly string[]): Promise<JsonMap[]> {
  if (ids.length === 0) return [];
  // One that went meanwhile makes it end with 1, and the others are told.
  const { stdout } = await remote.run([...command, ...ids], { accept: [0, 1], maxBytes: 64 << 20 });
  return listOf(JSON.parse(stdout || '[]') as Json).filter(isRecord) as JsonMap[];
}

async function textAt(remote: Remote, path: string): Promise<string | null> {
  const bytes = await remote.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

const envFiles = (text: string): string[] => {
  const named = [...readCompose(text).services.values()].flatMap(({ env_file: files }) =>
    listOf(files).map((file) => String(isRecord(file) ? file['path'] : file).replace(/^\.\//, '')),
  );
  return [...new Set(['.env', ...named])];
};

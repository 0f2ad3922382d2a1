import { HlError } from '@hl/core';
import type { Remote } from '@hl/core';
import type { Applied, Manifest } from '../client/manifest.js';
import { readJson } from '../client/manifest.js';
import type { ComposeSpec } from '../spec.js';

/** One state that really ran and is kept on the host. */
export interface Revision {
  readonly number: number;
  /** When it was completed, ISO 8601; null when the record is damaged. */
  readonly time: string | null;
  readonly commit: string | null;
  /** Image IDs by compose service. */
  readonly images: { readonly [service: string]: string };
  /** As a change's `after` it puts this revision back. */
  readonly spec: ComposeSpec;
}

const script = `
cd "$1/.hl/revisions" 2> /dev/null || exit 0
for n in $(ls | grep -E '^[0-9]+$' | sort -n); do
  printf '%s\\n' "$n"
  for name in manifest.json applied compose.yml; do base64 < "$n/$name" | tr -d '\\n'; echo; done
done
`;

/** Revisions of the service in `installPath`, the newest last; the one that runs now is not among them. */
export async function revisions(remote: Remote, installPath: string): Promise<Revision[]> {
  const { code, stdout, stderr } = await remote.run(['sh', '-c', script, 'sh', installPath], { accept: 'any' });
  if (code !== 0)
    throw new HlError('HL_REVISIONS', `${remote.name}: cannot read the revisions in ${installPath}: ${stderr.trim()}`, { kind: 'refused' });
  const lines = stdout.split('\n').slice(0, -1);
  return Array.from({ length: Math.floor(lines.length / 4) }, (_, index) => lines.slice(index * 4, index * 4 + 4)).flatMap(
    ([number, ...encoded]) => {
      const [manifestText, appliedText, compose = ''] = encoded.map((text) => Buffer.from(text, 'base64').toString());
      const [manifest, applied] = [readJson<Manifest>(manifestText), readJson<Applied>(appliedText)];
      return manifest === null ? [] : [toRevision(Number(number), installPath, manifest, applied, compose)];
    },
  );
}

function toRevision(number: number, installPath: string, manifest: Manifest, applied: Applied | null, compose: string): Revision {
  const images = Object.fromEntries((applied?.containers ?? []).map(({ service, imageId }) => [service, imageId]));
  const spec: ComposeSpec = {
    project: manifest.project,
    installPath,
    compose,
    files: manifest.files,
    secrets: Object.fromEntries(Object.entries(manifest.secrets).map(([name, source]) => [name, { source, state: 'differs' }])),
    secretsFile: manifest.secretsFile === null ? null : { ...manifest.secretsFile, state: 'differs' },
    onFailure: manifest.onFailure,
    dependsOnServices: manifest.dependsOnServices,
    running: true,
    leftovers: [],
    ...(manifest.alwaysPull ? { images: 'current' as const } : {}),
    imageIds: images,
    revision: number,
  };
  return { number, time: applied?.time ?? null, commit: manifest.commit, images, spec };
}

import { HlError, type Remote } from '@hl/core';
import { readJson, specOf, type Applied, type Manifest } from '../client/manifest.js';
import { scripts, shell } from '../client/scripts.js';
import { specFrom, type ComposeSpec } from '../spec.js';

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

/** Revisions of the service in `installPath`, the newest last; the one that runs now is not among them. */
export async function revisions(remote: Remote, installPath: string): Promise<Revision[]> {
  const argv = shell({ path: installPath }, [scripts.files, 'list_revisions']);
  const { code, stdout, stderr } = await remote.run(argv, { accept: 'any' });
  if (code !== 0)
    throw new HlError('HL_REVISIONS', `${remote.name}: cannot read the revisions in ${installPath}: ${stderr.trim()}`, { kind: 'refused' });
  return parseRevisions(stdout, installPath);
}

/** Reads what the function prints: five lines a revision. */
export function parseRevisions(printed: string, installPath: string): Revision[] {
  const lines = printed.split('\n').slice(0, -1);
  return lines
    .flatMap((number, index) => (index % 5 === 0 ? [[number, ...lines.slice(index + 1, index + 5)]] : []))
    .flatMap(([number, ...encoded]) => {
      const [manifestText, appliedText, compose = '', overlay = ''] = encoded.map((text) => Buffer.from(text, 'base64').toString());
      const [manifest, applied] = [readJson<Manifest>(manifestText), readJson<Applied>(appliedText)];
      return manifest === null
        ? []
        : [revisionOf(Number(number), manifest, applied, { installPath, compose, ...(overlay === '' ? {} : { overlay }) })];
    });
}

function revisionOf(number: number, manifest: Manifest, applied: Applied | null, written: Partial<ComposeSpec>): Revision {
  const images = Object.fromEntries((applied?.containers ?? []).map(({ service, imageId }) => [service, imageId]));
  const known = specOf(manifest, () => 'differs', 'differs');
  const spec = specFrom({ ...known, ...written, running: true, imageIds: images, revision: number });
  return { number, time: applied?.time ?? null, commit: manifest.commit, images, spec };
}

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { ServiceFileCopy } from '@hl/core';
import { show } from '../check/wording.js';
import type { Path } from '../diagnostic.js';
import type { Context } from './context.js';

const sizeLimit = 10 * 1024 * 1024;
/** Written by the deployment itself. */
const reserved = /^(\.env|(docker-)?compose(\.override)?\.ya?ml|\.hl([./-].*)?)$/i;
const encrypted = /^sops_mac=|^sops_version=|"sops"\s*:|^sops:|^age-encryption\.org\/v1|^-----BEGIN AGE ENCRYPTED FILE-----/m;

export function extraFiles(context: Context, installPath: string): ServiceFileCopy[] {
  const copies = (context.input.deployment.extra_files ?? []).flatMap(({ source, destination, mode }, index) => {
    const path: Path = ['deployment', 'extra_files', index];
    const found = find(context, source, [...path, 'source']);
    const target = place(context, destination, source, installPath, [...path, 'destination']);
    if (!found || target === null) return [];
    const script = found.content[0] === 0x23 && found.content[1] === 0x21;
    return [
      {
        ...copy(found),
        destination: target,
        mode: mode === undefined ? (script ? 0o755 : 0o644) : Number.parseInt(mode.replace(/^0o/, ''), 8),
      },
    ];
  });
  for (const [index, { destination }] of copies.entries()) {
    if (copies.findIndex((other) => other.destination === destination) < index) {
      context.report.error(
        ['deployment', 'extra_files', index, 'destination'],
        'same-file',
        `${destination} is written twice`,
        'Give one of the files another destination.',
      );
    }
  }
  return copies;
}

export function secretsFile(context: Context): ServiceFileCopy | null {
  const source = context.input.deployment.secrets_file;
  const path: Path = ['deployment', 'secrets_file'];
  const found = source === undefined ? null : find(context, source, path);
  if (!found) return null;
  if (!encrypted.test(text(found.content))) {
    context.report.error(
      path,
      'plain-secret',
      `${found.source} is not encrypted`,
      `Encrypt it: sops --encrypt --in-place ${found.source}; and treat what it held as known to everybody who can read the repository.`,
    );
  }
  return { ...copy(found), destination: '.env', mode: 0o600 };
}

export interface Found {
  readonly source: string;
  readonly content: Uint8Array;
}

/** A file beside the service file, or else from the root of the repository. Null after the problem was noted. */
export function find({ path: servicePath, files, report }: Context, source: string, path: Path): Found | null {
  if (source.startsWith('/') || source.startsWith('~') || source.includes('\\')) {
    report.error(
      path,
      'path',
      `${show(source)} is not a path in the repository`,
      'Write it relative to this file or to the root of the repository.',
    );
    return null;
  }
  const candidates = [...new Set([posix.join(posix.dirname(servicePath), source), posix.normalize(source)])];
  const inside = candidates.filter((candidate) => !/^\.\.(\/|$)/.test(candidate) && !/(^|\/)\.git(\/|$)/.test(candidate));
  if (inside.length === 0) {
    report.error(path, 'path', `${show(source)} leaves the repository`, 'Name a file of the repository.');
    return null;
  }
  for (const candidate of inside) {
    const content = files(candidate);
    if (content === null) continue;
    if (content.byteLength <= sizeLimit) return { source: candidate, content };
    report.error(
      path,
      'size',
      `${candidate} is ${(content.byteLength / 1024 / 1024).toFixed(1)} MB; a file may be 10 MB at most`,
      'Put it on the host and mount it.',
    );
    return null;
  }
  report.error(
    path,
    'missing-file',
    `${show(source)} does not exist`,
    `Looked for ${inside.join(' and ')}; commit the file, or correct the name. Folders are not copied: name each file.`,
  );
  return null;
}

/** A destination below the install path. Null after the problem was noted. */
function place({ report }: Context, destination: string, source: string, installPath: string, path: Path): string | null {
  const refuse = (message: string, hint: string) => {
    report.error(path, 'path', message, hint);
    return null;
  };
  if (destination.startsWith('/')) {
    const relative = posix.relative(installPath, posix.normalize(destination));
    return refuse(
      `${show(destination)} is absolute`,
      relative.startsWith('..')
        ? `Files go below ${installPath}; mount one elsewhere through volumes.`
        : `Write ${relative}: it is relative to ${installPath}.`,
    );
  }
  const whole =
    destination.endsWith('/') || destination === '.' ? posix.join(destination, posix.basename(source)) : posix.normalize(destination);
  if (/^\.\.(\/|$)/.test(whole) || whole === '.')
    return refuse(`${show(destination)} leaves the install path`, `Write a path below ${installPath}.`);
  if (!/^[A-Za-z0-9_.@+/ -]+$/.test(whole) || /(^|\/)-/.test(whole))
    return refuse(`${show(destination)} holds a character that a shell would read`, 'Use letters, digits, dots, dashes and slashes.');
  if (reserved.test(whole.split('/')[0] ?? ''))
    return refuse(
      `${whole} is written by the deployment itself`,
      'Give the file another name; for an own compose file there is deployment.compose_file.',
    );
  return whole;
}

const copy = ({ source, content }: Found) => ({
  source,
  sha256: createHash('sha256').update(content).digest('hex'),
  size: content.byteLength,
});

export const text = (content: Uint8Array): string => new TextDecoder().decode(content);

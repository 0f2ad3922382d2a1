import { readFile } from 'node:fs/promises';
import { HlError } from '@hl/core';
import { expand } from '../login/private-key.js';
import { linesOf, type KnownKey } from './known-hosts.js';

/** The known_hosts files of a run. What reads the same is not parsed again: a large fleet is in one file, and each of its hosts asks. */
export function knownHosts(): (host: string, path: string | undefined) => Promise<readonly KnownKey[]> {
  const files = new Map<string, { readonly text: string; readonly lines: readonly KnownKey[] }>();
  return async (host, path) => {
    const text = path === undefined ? '' : await textOf(host, path);
    const known = files.get(path ?? '');
    const file = known?.text === text ? known : { text, lines: linesOf(text) };
    files.set(path ?? '', file);
    return file.lines;
  };
}

const textOf = (host: string, path: string): Promise<string> =>
  readFile(expand(path), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    const message = `The known_hosts file ${path} for ${host} cannot be read: ${cause.code}`;
    throw new HlError('HL_KNOWN_HOSTS', message, { kind: 'input', hint: 'Give the path of a readable file.', cause });
  });

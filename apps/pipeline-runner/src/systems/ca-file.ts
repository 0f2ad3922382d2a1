import { readFileSync } from 'node:fs';
import { HlError } from '@hl/core';

/**
 * The certificate that a system's `ca_file` names, as an option of its client.
 *
 * @throws HlError HL_CA_FILE when it cannot be read
 */
export function trusting(path: string | null): { ca?: string } {
  if (path === null) return {};
  try {
    return { ca: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new HlError('HL_CA_FILE', `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      kind: 'input',
      hint: 'Correct ca_file in hl.yml, or give the job that file.',
    });
  }
}

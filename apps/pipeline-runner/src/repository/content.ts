import { HlError, sha256, type ServiceFileCopy } from '@hl/core';
import type { FileReader } from '@hl/schema';

/** Bytes of a file that travels with a service. @throws HlError HL_CONTENT when it is not the planned one */
export async function contentOf(readFile: FileReader, file: ServiceFileCopy): Promise<Uint8Array> {
  const bytes = readFile(file.source);
  if (bytes !== null && sha256(bytes) === file.sha256) return bytes;
  throw new HlError('HL_CONTENT', `${file.source} is not the file that was planned`, {
    kind: 'input',
    hint: 'Plan again on this commit: hl detect, hl plan.',
  });
}

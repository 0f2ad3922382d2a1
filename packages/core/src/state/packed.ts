import { gunzipSync } from 'node:zlib';

/** Bytes of a block of a tar. */
const block = 512;
const mark = 'packed\n';

export const isPacked = (answer: string): boolean => answer.startsWith(mark);

/** The texts in what `scripts/read-state.sh` prints when it packs them, by name; null when that is not all of them, or not what is understood here. */
export function unpacked(answer: string): Map<string, string> | null {
  const texts = new Map<string, string>();
  try {
    const bytes = Buffer.from(answer.slice(mark.length), 'base64');
    // It ends with how long it is unpacked, which is believed up to a point: thousands of small pieces, and all of them again as one, are twice the memory.
    const size = Math.min(bytes.readUInt32LE(bytes.length - 4), 64 * bytes.length);
    const tar = gunzipSync(bytes, { chunkSize: Math.max(1024, size + 1) });
    if (tar.toString('latin1', tar.length - 3) !== 'end') return null;
    for (let at = 0; at + block < tar.length && tar[at] !== 0;) {
      const kind = tar.toString('latin1', at + 156, at + 157);
      const name = textAt(tar, at, 100);
      const size = Number.parseInt(textAt(tar, at + 124, 12), 8);
      // A link, or a name too long for a header: somebody else's way of writing it.
      if ((kind !== '0' && kind !== '\0') || Number.isNaN(size) || textAt(tar, at + 345, 155) !== '') return null;
      texts.set(name, tar.toString('utf8', at + block, at + block + size));
      at += block + Math.ceil(size / block) * block;
    }
    return texts;
  } catch {
    return null;
  }
}

/** Up to the first NUL. */
function textAt(tar: Buffer, at: number, length: number): string {
  const end = tar.indexOf(0, at);
  return tar.toString('utf8', at, end < 0 ? at + length : Math.min(end, at + length));
}

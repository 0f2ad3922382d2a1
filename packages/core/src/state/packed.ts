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
      const [kind, from] = [tar[at + 156], at + block];
      const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
      // A link, or a name too long for a header: somebody else's way of writing it.
      if ((kind !== 0x30 && kind !== 0) || Number.isNaN(size) || tar[at + 345] !== 0) return null;
      const [name = ''] = tar.toString('utf8', at, at + 100).split('\0', 1);
      texts.set(name, tar.toString('utf8', from, from + size));
      at = from + Math.ceil(size / block) * block;
    }
    return texts;
  } catch {
    return null;
  }
}

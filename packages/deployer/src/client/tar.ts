export interface TarEntry {
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
}

const block = 512;

/** A ustar archive; paths over 100 bytes get GNU's long-name entry, which GNU tar, bsdtar and busybox read. */
export function tar(entries: readonly TarEntry[]): Uint8Array {
  const parts = entries.flatMap(({ path, mode, content }) => {
    const name = Buffer.from(path);
    const long =
      name.length > 100 ? [header('././@LongLink', 0, name.length + 1, 'L'), padded(Buffer.concat([name, Buffer.alloc(1)]))] : [];
    return [...long, header(name.subarray(0, 100), mode, content.length, '0'), padded(content)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

const padded = (content: Uint8Array): Buffer => Buffer.concat([content, Buffer.alloc((block - (content.length % block)) % block)]);

function header(name: string | Uint8Array, mode: number, size: number, type: string): Buffer {
  const bytes = Buffer.alloc(block);
  bytes.set(typeof name === 'string' ? Buffer.from(name) : name, 0);
  const octal = (value: number, offset: number, length: number): void =>
    void bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  bytes.write(' '.repeat(8), 148);
  bytes.write(type, 156);
  bytes.write('ustar\x0000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

/**
 * What the `cksum` command prints for these bytes: `<crc> <size>`.
 *
 * Source: POSIX.1-2017, cksum
 */
export function checksum(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let crc = 0;
  const step = (byte: number): void => {
    crc = ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] as number)) >>> 0;
  };
  bytes.forEach(step);
  for (let size = bytes.length; size > 0; size = Math.floor(size / 256)) step(size & 0xff);
  return `${~crc >>> 0} ${bytes.length}`;
}

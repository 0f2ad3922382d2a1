import { gzipSync } from 'node:zlib';

/** Files as `tar | gzip | base64` gives them, with the word that ends a ledger. */
export function packed(files) {
  const blocks = [...files].flatMap(([name, text]) => {
    const bytes = Buffer.from(text);
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write(`0000644\0${'0000000\0'.repeat(2)}${bytes.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 100);
    head.write(`${' '.repeat(8)}0`, 148);
    head.write('ustar  ', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024), Buffer.from('end')]), { level: 1 }).toString('base64');
}

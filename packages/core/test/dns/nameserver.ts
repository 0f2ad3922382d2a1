import { createSocket } from 'node:dgram';

const types = { A: 1, AAAA: 28 } as const;
type Type = keyof typeof types;

/** What it answers, by `A name`. */
export type Records = Record<string, readonly (readonly number[])[] | number>;

/** A DNS server on loopback: bytes of addresses by `A name`; a number is an rcode; what it does not know, it does not answer. */
export async function nameserver(records: Records) {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.subarray(at + 1, at + 1 + length).toString());
      at += length + 1;
    }
    const type = question.readUInt16BE(at + 1) === types.AAAA ? 'AAAA' : 'A';
    asked.push(`${type} ${labels.join('.')}`);
    const found = records[`${type} ${labels.join('.')}`];
    if (found === undefined) return;
    const [rcode, addresses] = typeof found === 'number' ? [found, []] : [0, found];
    const head = Buffer.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80 | rcode, 0, 1, 0, addresses.length, 0, 0, 0, 0]);
    const answers = addresses.map((bytes) => Buffer.from([0xc0, 12, 0, types[type as Type], 0, 1, 0, 0, 0, 7, 0, bytes.length, ...bytes]));
    socket.send(Buffer.concat([head, question.subarray(12, at + 5), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  return { asked, port, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())) };
}

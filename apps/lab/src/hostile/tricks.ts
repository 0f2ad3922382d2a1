import type { Socket } from 'node:net';
import { deflateRawSync, constants } from 'node:zlib';

/** One way to answer that no client should come to harm by. */
export interface Trick {
  readonly title: string;
  /** What goes over the wire once a request is there, or with `atOnce` as soon as somebody connects. */
  readonly play: (socket: Socket) => void;
  readonly atOnce?: boolean;
  /** Whether it is to be asked by https. */
  readonly tls?: boolean;
}

const ok = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** The same bytes again and again, as fast as they are taken. */
function pour(socket: Socket, bytes: Buffer, times = Infinity): void {
  let left = times;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(bytes)) return void socket.once('drain', more);
    }
    if (left === 0) socket.end();
  };
  more();
}

function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 1000);
  socket.on('close', () => clearInterval(timer));
}

const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('');

/** 10 GB of zeros in 10 MB: one deflated megabyte that stands for itself, ten thousand times. */
const deflated = deflateRawSync(Buffer.alloc(1_000_000), { finishFlush: constants.Z_FULL_FLUSH });
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

export const tricks: readonly Trick[] = [
  {
    title: 'a body without end',
    play: (socket) => (socket.write(`${ok}\r\n`), pour(socket, Buffer.alloc(65_536, '['))),
  },
  {
    title: 'a chunked body without end',
    play: (socket) => (
      socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`),
      pour(socket, Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`))
    ),
  },
  {
    title: 'a chunk for every byte',
    play: (socket) => {
      socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`);
      pour(socket, Buffer.from('1\r\n[\r\n'.repeat(10_000)));
    },
  },
  {
    title: 'a byte a second',
    play: (socket) => (socket.write(`${ok}\r\n`), drip(socket, ' ')),
  },
  {
    title: 'a gzip bomb',
    play: (socket) => {
      socket.write(`${ok}content-encoding: gzip\r\n\r\n`);
      socket.write(gzipHead);
      pour(socket, deflated, 10_000);
    },
  },
  {
    title: 'a thousand encodings, one in another',
    play: (socket) => socket.end(`${ok}content-encoding: ${lines(1_000, () => 'gzip, ')}gzip\r\n\r\n${' '.repeat(1_000)}`),
  },
  {
    title: '100 000 headers',
    play: (socket) => socket.end(`${ok}${lines(100_000, (index) => `x-${index}: ${index}\r\n`)}\r\n{}`),
  },
  {
    title: 'headers without end',
    play: (socket) => (socket.write(ok), pour(socket, Buffer.from(lines(1_000, (index) => `x-${index}: ${index}\r\n`)))),
  },
  {
    title: 'a header a second',
    play: (socket) => (socket.write(ok), drip(socket, 'x: y\r\n')),
  },
  {
    title: 'a content-length larger than the body',
    play: (socket) => socket.end(`${ok}content-length: 1000\r\n\r\n{"a"`),
  },
  {
    title: 'a content-length larger than the body, on an open connection',
    play: (socket) => socket.write(`${ok}content-length: 1000\r\n\r\n{"a"`),
  },
  {
    title: 'a content-length smaller than the body',
    play: (socket) => socket.end(`${ok}content-length: 4\r\n\r\n{"a": "b"}`),
  },
  {
    title: 'two content-lengths',
    play: (socket) => socket.end(`${ok}content-length: 4\r\ncontent-length: 10\r\n\r\n{"a": "b"}`),
  },
  {
    title: 'a connection cut in the middle',
    play: (socket) => socket.write(`${ok}transfer-encoding: chunked\r\n\r\n100\r\n{"a"`, () => socket.resetAndDestroy()),
  },
  { title: 'a connection cut at once', play: (socket) => socket.resetAndDestroy() },
  {
    title: 'a redirect to itself',
    play: (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
  },
  {
    title: 'early hints without end',
    play: (socket) => pour(socket, Buffer.from(lines(1_000, () => 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'))),
  },
  {
    title: 'continue without end',
    play: (socket) => pour(socket, Buffer.from(lines(1_000, () => 'HTTP/1.1 100 Continue\r\n\r\n'))),
  },
  {
    title: 'JSON of a depth without measure',
    play: (socket) => socket.end(`${ok}connection: close\r\n\r\n${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`),
  },
  {
    title: 'another protocol',
    play: (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  },
  { title: 'a status that is none', play: (socket) => socket.end('HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\n{}') },
  { title: 'no HTTP at all', play: (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), atOnce: true },
  { title: 'nothing', play: () => undefined },
  { title: 'a TLS handshake that never comes', play: () => undefined, atOnce: true, tls: true },
  { title: 'a TLS handshake of a byte a second', play: (socket) => drip(socket, '\x16'), atOnce: true, tls: true },
];

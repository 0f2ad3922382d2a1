import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostileServer, tricks } from '@hl/lab/hostile';

type Result = string | number;

/** What becomes of each trick with the built-in fetch, with ours, and where a part of the body is enough. */
const expected: { readonly [title: string]: readonly [Result, Result, Result] } = {
  'a body without end': ['HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE', 200],
  'a chunked body without end': ['HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE', 200],
  'a chunk for every byte': ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 200],
  'a byte a second': ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 200],
  'a gzip bomb': ['HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE', 200],
  'a thousand encodings, one in another': ['HL_HTTP_UNREACHABLE', 200, 200],
  '100 000 headers': ['HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE'],
  'headers without end': ['HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE'],
  'a header a second': ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT'],
  'a content-length larger than the body': ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 200],
  'a content-length larger than the body, on an open connection': ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 200],
  'a content-length smaller than the body': [200, 200, 200],
  'two content-lengths': ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE'],
  'a connection cut in the middle': ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 200],
  'a connection cut at once': ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE'],
  'a redirect to itself': [302, 302, 302],
  'early hints without end': ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT'],
  'continue without end': ['HL_HTTP_UNREACHABLE', 'HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT'],
  'JSON of a depth without measure': [200, 200, 200],
  'another protocol': ['HL_HTTP_UNREACHABLE', 'HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT'],
  'a status that is none': [999, 'HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE'],
  'no HTTP at all': ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE'],
  nothing: ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT'],
  'a TLS handshake that never comes': ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT'],
  'a TLS handshake of a byte a second': ['HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT', 'HL_HTTP_TIMEOUT'],
};

interface Told {
  readonly results: readonly Result[];
  /** Of the most that the process ever took, over what it took before it asked. */
  readonly grownMiB: number;
}

// The client runs from the sources as a process of its own, so that its memory is its alone.
const folder = mkdtempSync(join(tmpdir(), 'hl-http-'));
const program = join(folder, 'ask.mjs');

beforeAll(() => {
  const esbuild = join(dirname(createRequire(import.meta.url).resolve('esbuild/package.json')), 'bin', 'esbuild');
  const source = fileURLToPath(new URL('ask.ts', import.meta.url));
  const how = ['--bundle', '--platform=node', '--format=esm', '--conditions=@hl/source', '--log-level=error'];
  execFileSync(esbuild, [source, ...how, `--outfile=${program}`]);
});

/** Short where it is waited for, long where something else must happen before: a slow machine changes nothing. */
const deadlines = ([builtIn, node, partial]: readonly Result[]): number[] => [
  ...[builtIn, node].map((result) => (result === 'HL_HTTP_TIMEOUT' ? 400 : 20_000)),
  node !== 'HL_HTTP_TIMEOUT' ? 20_000 : partial === 200 ? 2_000 : 400,
];

function ask(url: string, deadlineMs: readonly number[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, url, ...deadlineMs.map(String)], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('close', (status) => (status === 0 ? resolve(JSON.parse(text) as Told) : reject(new Error(`ended with ${status}: ${text}`))));
  });
}

test.each(tricks)(
  '$title: it ends, and takes little memory',
  async (trick) => {
    await using server = await hostileServer(trick);
    const { results, grownMiB } = await ask(server.url, deadlines(expected[trick.title] ?? []));
    expect(results).toEqual(expected[trick.title]);
    expect(grownMiB).toBeLessThan(150);
  },
  60_000,
);

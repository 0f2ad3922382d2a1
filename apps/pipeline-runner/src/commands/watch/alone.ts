import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { HlError } from '@hl/core';

/** Bytes that the name of a socket may have. */
const longest = 100;

/**
 * Holds a folder for this process as long as it lives, however it ends: two in one clone would plan what is half checked out. (That no two
 * runs change the fleet, is for the lease to see to.)
 *
 * @returns how to leave it
 * @throws HlError HL_WATCHED (`conflict`)
 */
export async function alone(folder: string): Promise<() => void> {
  const path = join(folder, 'watch.sock');
  if (Buffer.byteLength(path) > longest) return () => {};
  if (await answers(path))
    throw new HlError('HL_WATCHED', `${folder} is in use by another hl watch`, {
      kind: 'conflict',
      hint: 'End it, or give this one another --dir.',
    });
  rmSync(path, { force: true });
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.once('error', () => resolve()).listen(path, resolve)); // a folder that can hold no socket is not watched over
  server.unref();
  return () => void server.close();
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => (socket.destroy(), resolve(true))).on('error', () => resolve(false));
  });

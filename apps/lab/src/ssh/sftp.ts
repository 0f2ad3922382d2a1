import { constants, existsSync } from 'node:fs';
import { open, lstat, mkdir, readdir, readlink, rename, rm, rmdir, stat, symlink, chmod, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { join, posix } from 'node:path';
import ssh2 from 'ssh2';
import type { Attributes, SFTPWrapper } from 'ssh2';

type Handle = { readonly file: FileHandle } | { readonly directory: string; names: string[] };

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
const statusOf: Record<string, number> = {
  ENOENT: STATUS_CODE.NO_SUCH_FILE,
  EACCES: STATUS_CODE.PERMISSION_DENIED,
  EPERM: STATUS_CODE.PERMISSION_DENIED,
};

/** SFTP version 3 on the machine's file tree; enough for OpenSSH's `sftp` and `scp`. Renaming over a file fails, as in OpenSSH; `posix-rename` replaces. */
export function serveSftp(sftp: SFTPWrapper, root: string): void {
  const handles = new Map<number, Handle>();
  let next = 0;

  const virtual = (path: string): string => posix.normalize(posix.isAbsolute(path) ? path : posix.join('/root', path));
  /** Paths below the machine's own trees lie under its root; the rest of the machine is the real one, as for its shell. */
  const real = (path: string): string => {
    const absolute = virtual(path);
    const top = absolute.split('/')[1] ?? '';
    return top === '' || existsSync(join(root, top)) ? join(root, absolute) : absolute;
  };
  const keep = (handle: Handle): Buffer => {
    const id = Buffer.alloc(4);
    id.writeUInt32BE((next += 1));
    handles.set(next, handle);
    return id;
  };
  const fileOf = (id: Buffer): FileHandle => {
    const handle = handles.get(id.readUInt32BE());
    if (handle && 'file' in handle) return handle.file;
    throw new Error('no such handle');
  };
  /** Answers with what `work` does; what it throws becomes a status. */
  const answer = (request: number, work: () => Promise<unknown>): void => {
    work().then(
      (done) => done === 'answered' || sftp.status(request, typeof done === 'number' ? done : STATUS_CODE.OK),
      (error: NodeJS.ErrnoException) =>
        sftp.status(request, statusOf[error.code ?? ''] ?? STATUS_CODE.FAILURE, error.message.replaceAll(root, '')),
    );
  };
  const attrs = (request: number, stats: Promise<Stats>): Promise<'answered'> =>
    stats.then((found) => (sftp.attrs(request, attributes(found)), 'answered'));

  sftp.on('error', () => {}); // a client that speaks nonsense or breaks off
  sftp.on('end', () => {
    handles.forEach((handle) => 'file' in handle && void handle.file.close().catch(() => {}));
    succeed(sftp);
    sftp.end();
  });
  sftp.on('REALPATH', (request, path) => sftp.name(request, [entry(virtual(path))]));
  sftp.on('STAT', (request, path) => answer(request, () => attrs(request, stat(real(path)))));
  sftp.on('LSTAT', (request, path) => answer(request, () => attrs(request, lstat(real(path)))));
  sftp.on('FSTAT', (request, id) => answer(request, () => attrs(request, fileOf(id).stat())));
  sftp.on('SETSTAT', (request, path, change) => answer(request, () => set(real(path), change)));
  sftp.on('FSETSTAT', (request, id, { mode, size }) =>
    answer(request, async () => {
      if (mode !== undefined) await fileOf(id).chmod(mode & 0o7777);
      if (size !== undefined) await fileOf(id).truncate(size);
    }),
  );
  sftp.on('OPEN', (request, path, flags, { mode }) =>
    answer(request, async () => {
      const file = await open(real(path), openFlags(flags), mode === undefined ? 0o644 : mode & 0o7777);
      sftp.handle(request, keep({ file }));
      return 'answered';
    }),
  );
  sftp.on('READ', (request, id, offset, length) =>
    answer(request, async () => {
      const { bytesRead, buffer } = await fileOf(id).read(
        Buffer.alloc(Math.min(length, 256 * 1024)),
        0,
        Math.min(length, 256 * 1024),
        offset,
      );
      if (bytesRead === 0) return STATUS_CODE.EOF;
      sftp.data(request, buffer.subarray(0, bytesRead));
      return 'answered';
    }),
  );
  sftp.on('WRITE', (request, id, offset, data) => answer(request, async () => void (await fileOf(id).write(data, 0, data.length, offset))));
  sftp.on('CLOSE', (request, id) =>
    answer(request, async () => {
      const handle = handles.get(id.readUInt32BE());
      handles.delete(id.readUInt32BE());
      if (handle && 'file' in handle) await handle.file.close();
    }),
  );
  sftp.on('OPENDIR', (request, path) =>
    answer(request, async () => {
      sftp.handle(request, keep({ directory: real(path), names: ['.', '..', ...(await readdir(real(path)))] }));
      return 'answered';
    }),
  );
  sftp.on('READDIR', (request, id) =>
    answer(request, async () => {
      const handle = handles.get(id.readUInt32BE());
      if (!handle || 'file' in handle || handle.names.length === 0) return STATUS_CODE.EOF;
      const batch = handle.names.splice(0, 100);
      sftp.name(request, await Promise.all(batch.map(async (name) => entry(name, await lstat(join(handle.directory, name))))));
      return 'answered';
    }),
  );
  sftp.on('MKDIR', (request, path, { mode }) => answer(request, () => mkdir(real(path), mode === undefined ? 0o755 : mode & 0o7777)));
  sftp.on('RMDIR', (request, path) => answer(request, () => rmdir(real(path))));
  sftp.on('REMOVE', (request, path) => answer(request, () => rm(real(path))));
  sftp.on('RENAME', (request, from, to) =>
    answer(request, async () => (existsSync(real(to)) ? STATUS_CODE.FAILURE : await rename(real(from), real(to)))),
  );
  sftp.on('READLINK', (request, path) =>
    answer(request, async () => {
      sftp.name(request, [entry((await readlink(real(path))).replace(root, ''))]);
      return 'answered';
    }),
  );
  sftp.on('SYMLINK', (request, target, link) => answer(request, () => symlink(target, real(link))));
  sftp.on('EXTENDED', (request, name, data) =>
    answer(request, async () => {
      if (name !== 'posix-rename@openssh.com') return STATUS_CODE.OP_UNSUPPORTED;
      const from = data.subarray(4, 4 + data.readUInt32BE());
      await rename(real(from.toString()), real(data.subarray(8 + from.length).toString()));
    }),
  );
}

/** ssh2 has no call for the exit code of a subsystem; without one, OpenSSH's scp counts the copy as failed. */
function succeed(sftp: SFTPWrapper): void {
  const { _protocol: protocol, outgoing } = sftp as unknown as {
    _protocol: { exitStatus(channel: number, code: number): void };
    outgoing: { id: number };
  };
  protocol.exitStatus(outgoing.id, 0);
}

/** SFTP's flags as open(2) has them; `scp` sends combinations that have no name in Node. */
const openFlags = (flags: number): number => {
  const write = (flags & OPEN_MODE.WRITE) !== 0;
  const access = write ? (flags & OPEN_MODE.READ ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
  return (
    access |
    (flags & OPEN_MODE.APPEND ? constants.O_APPEND : 0) |
    (flags & OPEN_MODE.CREAT ? constants.O_CREAT : 0) |
    (flags & OPEN_MODE.TRUNC ? constants.O_TRUNC : 0) |
    (flags & OPEN_MODE.EXCL ? constants.O_EXCL : 0)
  );
};

async function set(path: string, { mode, size }: Attributes): Promise<void> {
  if (mode !== undefined) await chmod(path, mode & 0o7777);
  if (size !== undefined) await truncate(path, size);
}

const attributes = ({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): Attributes => ({
  mode,
  uid,
  gid,
  size,
  atime: Math.floor(atimeMs / 1000),
  mtime: Math.floor(mtimeMs / 1000),
});

const entry = (filename: string, stats?: Stats): { filename: string; longname: string; attrs: Attributes } => {
  const attrs = stats ? attributes(stats) : ({ mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 } satisfies Attributes);
  const kind = stats?.isDirectory() ? 'd' : stats?.isSymbolicLink() ? 'l' : '-';
  return {
    filename,
    longname: stats
      ? `${kind}rw-r--r--    1 ${attrs.uid} ${attrs.gid} ${attrs.size} ${stats.mtime.toDateString().slice(4, 10)} 00:00 ${filename}`
      : filename,
    attrs,
  };
};

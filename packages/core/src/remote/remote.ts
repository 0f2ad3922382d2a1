export interface RunOptions {
  /** The command's standard input. It runs once all of it has arrived; when the connection is cut before that, it does not run. */
  readonly stdin?: string | Uint8Array;
  /** Milliseconds; then the command is ended on the machine itself and the call rejects as `unreachable`. Default 120 000. */
  readonly timeoutMs?: number;
  /** Exit codes that are an answer, not a failure. Default `[0]`; `'any'` accepts every one. */
  readonly accept?: readonly number[] | 'any';
  /** Bytes of both outputs together; with more, the command is ended and the call rejects with HL_OUTPUT_LIMIT. Default 8 MiB. */
  readonly maxBytes?: number;
  /** How messages name the command. Default: its first words, or `a script`. */
  readonly what?: string;
}

export interface RunResult {
  readonly code: number;
  /** Decoded once from all bytes, nothing trimmed. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface WriteOptions {
  /** Octal permission bits, e.g. 0o600. Default 0o644. */
  readonly mode?: number;
  /**
   * In both ways the bytes travel with their length and digest, which the machine checks first: one that was cut leaves the old file.
   * `rename` (default): a temporary file beside it, synced, renamed over it: a reader sees the old file or the new one, never a half.
   * `inPlace`: the same inode gets the new content, for single files that are bind-mounted into a container.
   */
  readonly how?: 'rename' | 'inPlace';
}

/**
 * One machine: commands and files. SSH, the local machine, and the tests' memory all look like this.
 * Commands are argument lists; quoting is the implementation's business.
 */
export interface Remote {
  /** How messages name it, e.g. `docker-media`. */
  readonly name: string;

  /**
   * Runs a command and resolves with its output.
   *
   * @throws HlError `refused` (HL_COMMAND) with the last lines of stderr when the exit code is not accepted;
   * `unreachable` when the machine cannot be reached or the connection is lost: the command may or may not have run
   */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;

  /** The file's bytes, or `null` when there is none. */
  read(path: string): Promise<Uint8Array | null>;

  /** Writes the file, making its directory when it is missing. */
  write(path: string, content: string | Uint8Array, options?: WriteOptions): Promise<void>;

  /** Deletes the file; none there is fine. */
  remove(path: string): Promise<void>;

  /** Names in a directory (files and directories, sorted); none when there is no such directory. */
  list(directory: string): Promise<string[]>;

  /** Ends what was opened; calling it twice is fine. */
  close(): Promise<void>;
}

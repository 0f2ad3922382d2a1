/** What one call of docker prints and ends with. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const ok = (stdout = '', stderr = ''): Output => ({ code: 0, stdout, stderr });
export const fail = (stderr: string, code = 1, stdout = ''): Output => ({
  code,
  stdout,
  stderr: stderr.endsWith('\n') ? stderr : `${stderr}\n`,
});

/** Who calls docker. */
export interface Caller {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly root: string;
  /** References that were pulled, oldest first. */
  readonly pulls: string[];
}

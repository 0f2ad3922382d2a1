import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonMap } from '@hl/compose';

/** What compose itself makes of compose files. */
export interface Oracle {
  /** Where the files lie. */
  readonly directory: string;
  /** The files as one, as `docker compose config` prints it; or why compose refuses them. */
  config(texts: readonly string[], options?: readonly string[]): Promise<JsonMap | string>;
  close(): void;
}

/** The version of compose that is here, or null. */
export function version(): string | null {
  const { status, stdout } = spawnSync('docker', ['compose', 'version', '--short'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

export function realCompose(): Oracle {
  const directory = mkdtempSync(join(tmpdir(), 'hl-compose-'));
  for (const name of ['a', 'b', 'c']) writeFileSync(join(directory, `${name}.env`), `FROM=${name}\nONLY_${name}=1\n`);
  let count = 0;
  return {
    directory,
    async config(texts, options = ['--no-path-resolution']) {
      const paths = texts.map((text) => {
        const path = join(directory, `${(count += 1)}.yml`);
        writeFileSync(path, text);
        return path;
      });
      const args = [
        'compose',
        '-p',
        'p',
        ...paths.flatMap((path) => ['-f', path]),
        '--profile',
        '*',
        'config',
        '--format',
        'json',
        ...options,
      ];
      const child = spawn('docker', args, { cwd: directory });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      const code = await new Promise((resolve) => child.on('close', resolve));
      for (const path of paths) rmSync(path);
      return code === 0 ? (JSON.parse(Buffer.concat(out).toString()) as JsonMap) : Buffer.concat(err).toString();
    },
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

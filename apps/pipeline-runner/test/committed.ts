import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../src/main.js';

/** A repository of its own, with one commit. */
export interface Committed {
  readonly cwd: string;
  /** Writes files, and commits nothing. */
  write(files: Record<string, string>): void;
  /** Runs a command there, as a job of pipeline 7. */
  hl(command: string, env: NodeJS.ProcessEnv): Promise<{ code: number; text: string }>;
  remove(): void;
}

export function committed(files: Record<string, string>): Committed {
  const cwd = mkdtempSync(join(tmpdir(), 'hl-committed-'));
  const write = (given: Record<string, string>): void => {
    for (const [path, text] of Object.entries(given)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
  };
  write(files);
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-q', '-m', 'x');
  return {
    cwd,
    write,
    async hl(command, env) {
      const text: string[] = [];
      const sink = (line: string): void => void text.push(line);
      const streams = { stdout: sink, stderr: sink, color: false };
      const code = await main([...command.split(' '), '--cwd', cwd], { env: { CI: 'true', CI_PIPELINE_ID: '7', ...env }, ...streams });
      return { code, text: text.join('') };
    },
    remove: () => rmSync(cwd, { recursive: true }),
  };
}

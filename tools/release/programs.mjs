import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end and gives what it printed; what it complained of is part of the error. */
export async function run(cwd, file, args, env = {}) {
  const running = promisify(execFile)(file, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 28 });
  running.child.stdin?.end();
  try {
    return (await running).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {any} */ (error);
    throw new Error(`${file} ${args.join(' ')}\n${stdout.slice(-2_000)}${stderr.slice(-2_000)}`, { cause: error });
  }
}

export const npm = (cwd, args, env) => run(cwd, 'npm', ['--no-audit', '--no-fund', '--loglevel=error', ...args], env);

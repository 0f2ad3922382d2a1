import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const meter = fileURLToPath(new URL('spent.pl', import.meta.url));

/**
 * Runs a command and says what it cost: wall milliseconds, user and system time of it and of every child it waited for, and the peak resident
 * memory of the largest of these processes. The meter's own start is not in it. Whatever else goes on in this process goes on meanwhile.
 *
 * @param {string} command
 * @param {string[]} [args]
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string, codes?: number[] }} [options] `codes`: exit codes that are right; default 0
 * @returns {Promise<{ ms: number, cpuMs: number, maxRssMB: number, stdout: string, stderr: string, code: number }>}
 */
export async function spent(command, args = [], { cwd, env = process.env, input = '', codes = [0] } = {}) {
  const child = spawn('perl', [meter, command, ...args], { cwd, env: { ...env, LC_ALL: 'C' }, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {}); // it may not read what it is given
  child.stdin.end(input);
  const said = ['', '', ''];
  for (const [index, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    /** @type {import('node:stream').Readable} */ (stream).setEncoding('utf8').on('data', (text) => (said[index] += text));
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [stdout = '', stderr = '', figures = ''] = said;
  if (figures === '') throw new Error(`${command} was not run: ${stderr.trim()}`);
  const [ms, cpuMs, mebibytes, code] = JSON.parse(figures);
  if (!codes.includes(code))
    throw new Error(`${[command, ...args].join(' ')} ended with ${code}: ${(stderr || stdout).trim().slice(-2_000)}`);
  return { ms, cpuMs, maxRssMB: mebibytes * 1.048576, stdout, stderr, code };
}

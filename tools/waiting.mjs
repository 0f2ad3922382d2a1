import { spawn } from 'node:child_process';

/** Milliseconds after which somebody who looks at nothing wonders. */
const patience = 1_500;

/**
 * Runs a program of which nobody wants to read more than why it failed, and says what is going on: on a terminal in one line that
 * counts the seconds, elsewhere in one line at the start and one at the end, when it takes long enough to wonder.
 *
 * @param {string} title e.g. `Building 19 packages`
 * @param {string} command
 * @param {string[]} argv
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, out?: any, after?: number }} options
 * @returns {Promise<number>} its exit code
 */
export async function waitFor(title, command, argv, { cwd, env, out = process.stderr, after = patience } = {}) {
  const live = out.isTTY === true && !process.env.CI && process.env.TERM !== 'dumb';
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1_000);
  let shown = false;
  const show = () => {
    if (live) out.write(`\r${title} … ${seconds()} s `);
    else if (!shown) out.write(`${title} …\n`);
    shown = true;
  };
  const first = setTimeout(show, after);
  const ticker = live ? setInterval(() => shown && show(), 1_000) : undefined;
  const said = [];
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('error', reject).once('close', (ended) => resolve(ended ?? 1));
  }).finally(() => (clearTimeout(first), clearInterval(ticker)));
  if (shown) out.write(`${live ? '\r' : ''}${title}: ${code === 0 ? 'done' : 'failed'} (${seconds()} s)${live ? '   ' : ''}\n`);
  if (code !== 0) out.write(Buffer.concat(said));
  return code;
}

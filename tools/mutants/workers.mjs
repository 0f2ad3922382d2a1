import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The next message; `gone` when none comes in time or the process ends, which then is ended for certain. */
const answer = ({ child }, limitMs) =>
  new Promise((done) => {
    const end = (message) => {
      clearTimeout(timer);
      child.off('message', end).off('exit', gone);
      if (message.gone) child.kill('SIGKILL');
      done(message);
    };
    const gone = () => end({ passed: false, gone: true });
    const timer = setTimeout(gone, limitMs);
    child.once('message', end).once('exit', gone);
  });

/** Processes that run tests: each for one package, used again until it hangs or has grown. */
export function workers(root) {
  const cache = mkdtempSync(join(tmpdir(), 'hl-mutants-'));
  const idle = new Map();
  const all = new Set();
  // However this ends: a mutant that never does, and what was compiled, are not left behind.
  process.on('exit', () => {
    for (const child of all) child.kill('SIGKILL');
    rmSync(cache, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

  async function workerFor(one) {
    const waiting = idle.get(one)?.pop();
    if (waiting) return waiting;
    const child = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [cache], {
      cwd: join(root, one),
      execArgv: ['--experimental-vm-modules', '--no-warnings'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    all.add(child.once('exit', () => all.delete(child)));
    let printed = '';
    child.stderr.on('data', (chunk) => (printed = `${printed}${chunk}`.slice(-2_000)));
    if ((await answer({ child }, 60_000)).gone) throw new Error(`Jest does not start in ${one}: ${printed}`);
    return { child, runs: 0 };
  }

  return {
    /** Runs one test file of a package, with a mutant or none. */
    async run(one, path, mutant, limitMs) {
      const worker = await workerFor(one);
      worker.runs += 1;
      worker.child.send({ path: join(root, one, path), mutant });
      const result = await answer(worker, limitMs);
      if (!result.gone && worker.runs < 120) idle.set(one, [...(idle.get(one) ?? []), worker]);
      else if (worker.child.connected) worker.child.disconnect();
      return result;
    },
    /** Lets those that wait end, of one package or all. */
    async stop(one) {
      for (const [name, waiting] of idle)
        if (one === undefined || name === one) for (const { child } of waiting.splice(0)) child.disconnect();
      if (one === undefined) await Promise.all([...all].map((child) => once(child, 'exit')));
    },
  };
}

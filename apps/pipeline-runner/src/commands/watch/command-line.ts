import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { given } from '../../given.js';
import { placeOf } from '../../repository/folder.js';
import type { Ended } from '../../job.js';
import { millisecondsOf } from '../../line/milliseconds.js';
import { usageError } from '../../line/usage-error.js';
import type { CommandOptions, World } from '../command.js';
import { attempts } from './attempt.js';
import { clone, loginIn, originOf, withoutLogin } from './clone.js';
import type { Memory } from './next.js';
import { alone } from './alone.js';
import { wakeable } from './wakeable.js';
import { watch } from './watch.js';
import { webhook } from './webhook.js';

export interface WatchArguments {
  readonly repository?: string;
  readonly branch?: string;
  readonly dir?: string;
  readonly interval?: string;
  readonly listen?: string;
  readonly cwd?: string;
  readonly config?: string;
  readonly once: boolean;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @throws HlError HL_USAGE, HL_LISTEN, HL_WATCHED */
export async function watchFromCommandLine({ io, print }: World, args: WatchArguments, options: CommandOptions): Promise<Ended> {
  const { cwd } = placeOf(args, io.env, io.here);
  const url = args.repository ?? (await originOf(cwd));
  if (url === undefined) throw usageError('there is no remote to follow', 'Name it: hl watch --repository URL --dir FOLDER');
  if (args.repository !== undefined && args.dir === undefined)
    throw usageError('--repository needs a --dir for its clone', 'hl watch --dir /var/lib/hl-watch');
  const secret = io.env['HL_WEBHOOK_SECRET'];
  if (args.listen !== undefined && !secret)
    throw usageError(
      '--listen needs the secret of the webhook',
      'Set HL_WEBHOOK_SECRET to a long random text, and the same in the settings of the git server.',
    );
  const intervalMs = millisecondsOf(args.interval ?? '60s');
  const branch = args.branch ?? 'main';
  const dir = resolve(io.here ?? '.', args.dir ?? join(cwd, '.hl/watch'));
  print.hide(loginIn(url));
  print.hide(secret);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const leave = await alone(dir);
  const sleeper = wakeable();
  const abort = new AbortController();
  const stop = (): void => (abort.abort(), sleeper.wake());
  for (const signal of signals) process.once(signal, stop);
  const hook = args.listen === undefined ? null : await webhook(args.listen, secret ?? '', sleeper.wake);
  try {
    print.step(
      `following ${branch} of ${withoutLogin(url)}, every ${intervalMs / 1_000} s${hook === null ? '' : `, and woken at ${hook.address}`}`,
    );
    // Variables of a pipeline that this may run in are not those of the runs.
    const env = Object.fromEntries(Object.entries(io.env).filter(([name]) => !/^(CI|CI_.*|GITLAB_CI)$/.test(name)));
    const memory = join(dir, 'watch.json');
    const code = await watch({
      ...{ branch, intervalMs, once: args.once, print },
      clone: clone({ folder: join(dir, 'clone'), url, branch, env: io.env, signal: abort.signal }),
      ...attempts(
        { ...io, env: { ...env, CI_COMMIT_BRANCH: branch } },
        given({ ...options, cwd: join(dir, 'clone'), out: join(dir, 'run'), config: args.config }),
      ),
      recall: () => recalled(memory),
      keep(kept) {
        writeFileSync(`${memory}.new`, `${JSON.stringify(kept)}\n`);
        renameSync(`${memory}.new`, memory);
      },
      now: () => Date.now(),
      sleep: sleeper.sleep,
      stopped: () => abort.signal.aborted,
    });
    return { code };
  } finally {
    for (const signal of signals) process.off(signal, stop);
    hook?.close();
    leave();
  }
}

/** A file that cannot be read costs one run that finds nothing to do. */
function recalled(file: string): Memory | null {
  try {
    const memory = JSON.parse(readFileSync(file, 'utf8')) as Memory;
    return memory.version === 1 && typeof memory.commit === 'string' ? memory : null;
  } catch {
    return null;
  }
}

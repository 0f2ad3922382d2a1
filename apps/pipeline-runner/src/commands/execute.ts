import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCodes, HlError } from '@hl/core';
import { artifacts as artifactsIn } from '../artifacts/artifacts.js';
import { failures as failuresIn, type Failures } from '../artifacts/failures.js';
import type { Context } from '../context.js';
import { jobCode } from '../exit.js';
import type { Ended } from '../job.js';
import { usageError } from '../line/usage-error.js';
import { printer, type Printer } from '../printer.js';
import { silence } from '../progress/silence.js';
import { placeOf } from '../repository/folder.js';
import { withLocalVariables } from '../repository/local-variables.js';
import type { NotifyContext } from '../stages/notify/notify-context.js';
import type { CommandOptions, CommandRow, Io } from './command.js';

/** Runs one command. Resolves with the exit code; why a stage failed is left in the artifacts. */
export async function execute(io: Io, row: CommandRow, given: CommandOptions, args: readonly string[]): Promise<number> {
  const options: CommandOptions = row.bare ? given : { ...given, ...placeOf(given, io.env, io.here) };
  const color = io.color && options['color'] !== false;
  const name = row.usage.split(' ')[0] ?? '';
  const { heard, render } = silence(() => print.stage || name);
  const print: Printer = printer({
    json: options.json === true,
    verbose: options.verbose === true,
    quiet: options.quiet === true,
    stdout: heard(io.stdout),
    stderr: heard(io.stderr),
    color,
    terminal: io.terminal ?? null,
    gitlab: io.env['GITLAB_CI'] === 'true',
  });
  const directory = artifactsFolder(options, io.env);
  const redact = (text: string): string => print.redact(text);
  const [artifacts, failures] = [artifactsIn(directory, redact), failuresIn(directory, redact)];
  // What is checked before a commit is no run.
  const leaves = row.stage === true && options['staged'] !== true && isHome(options, io.env);
  const heardAgain = row.stage || row.waits ? print.live(render) : (): void => {};
  try {
    refuseUnknownAction(row, args);
    if (row.bare) return (await row.bare(options, args, { io, print })).code;
    const { env, secrets } = await withLocalVariables(io.env, folder(options, io.env));
    secrets.forEach((secret) => print.hide(secret));
    if (row.notify) {
      const context = await openNotifyContext(env, options, print);
      try {
        return (await row.notify(context, { artifacts, failures }, args, options)).code;
      } finally {
        await context.close?.();
      }
    }
    if (row.siteless) {
      const [cwd, work] = [folder(options, env), row.siteless];
      const open = existsSync(resolve(cwd, options.config ?? 'hl.yml'));
      if (!open) return (await work(null, cwd, print, options, args)).code;
      return (await inContext(env, options, print, (context) => work(context, cwd, print, options, args))).code;
    }
    if (leaves) failures.begin(name);
    if (row.afterPlan) refuseAfterNewer(failures);
    const { code, error } = await inContext(
      env,
      options,
      print,
      async (context) => {
        const ended: Ended = (await row.run?.({ context, artifacts, failures }, options, args)) ?? { code: 0 };
        // What was asked of a part, or without a plan, is not how the stage ended.
        const part = ['host', 'service', ...(name === 'verify' ? ['all', 'watch'] : [])];
        const whole = part.every((option) => options[option] === undefined);
        if (row.tells && whole && context.environment.ci && ended.idle !== true)
          await (await import('../job.js')).progress(context, { artifacts, failures }, name);
        return ended;
      },
      { endless: row.endless === true || row.endless?.(options) === true, reads: row.filesUnread !== true },
    );
    if (leaves && error !== undefined) failures.record(name, error);
    return jobCode(name, code);
  } catch (thrown) {
    const error = HlError.from(thrown);
    if (leaves) failures.record(name, error);
    print.data({ error }); // the one answer, for nothing else was
    print.error(error);
    // What a file or the command line asks for wrongly is no failure of a system.
    return error.kind === 'input' ? exitCodes.input : jobCode(name, exitCodes[error.kind]);
  } finally {
    heardAgain();
  }
}

/** @throws HlError HL_USAGE */
function refuseUnknownAction({ usage, actions, example }: CommandRow, [action = '']: readonly string[]): void {
  if (actions === undefined || actions.includes(action)) return;
  const known = [actions.slice(0, -1).join(', '), actions.at(-1)].filter(Boolean).join(' and ');
  throw usageError(`${usage.split(' ')[0]} knows ${known}, not ${action}`, example);
}

const folder = (options: CommandOptions, env: NodeJS.ProcessEnv): string => resolve(options.cwd ?? env['CI_PROJECT_DIR'] ?? '.');
const artifactsFolder = (options: CommandOptions, env: NodeJS.ProcessEnv): string => resolve(folder(options, env), options.out ?? '.hl');

/** A command that somebody called in the wrong folder leaves nothing there; in CI a missing hl.yml is itself the news. */
function isHome(options: CommandOptions, env: NodeJS.ProcessEnv): boolean {
  const cwd = folder(options, env);
  return (
    existsSync(cwd) && (!!env['CI'] || existsSync(artifactsFolder(options, env)) || existsSync(resolve(cwd, options.config ?? 'hl.yml')))
  );
}

async function inContext(
  env: NodeJS.ProcessEnv,
  options: CommandOptions,
  print: Printer,
  work: (context: Context) => Promise<Ended>,
  { endless = false, reads = true } = {},
): Promise<Ended> {
  const [{ readEnvironment }, { openContext }] = await Promise.all([import('../environment.js'), import('../context.js')]);
  const context = await openContext(options, readEnvironment(env), print, reads);
  // A job that is cancelled logs out and gives the fleet free; what it did not finish, the next run finds.
  const stop = (): void => {
    if (!endless) print.warn('told to stop: what is not finished, the next run takes up');
    void context.stop().then((code) => process.exit(code ?? 130));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, stop);
  try {
    return await work(context);
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await context.close();
  }
}

/** What a message is made from. Neither a broken hl.yml nor a key in the wrong kind of variable keeps it from being sent: they may be the news. */
async function openNotifyContext(
  env: NodeJS.ProcessEnv,
  options: CommandOptions,
  print: Printer,
): Promise<NotifyContext & Partial<Pick<Context, 'close'>>> {
  const [{ readEnvironment }, { openContext, channelsOfBroken }] = await Promise.all([
    import('../environment.js'),
    import('../context.js'),
  ]);
  const { SSH_KEY_FILE: _, SSH_PRIVATE_KEY_FILE: __, SSH_PRIVATE_KEY: ___, ...withoutKeys } = env;
  let environment = readEnvironment(withoutKeys);
  try {
    environment = readEnvironment(env);
  } catch {
    // the stage that needed the key has told; what was told before is not looked up then
  }
  try {
    return await openContext(options, environment, print, false);
  } catch (error) {
    print.warn(HlError.from(error).message);
    const cwd = folder(options, env);
    const channels = channelsOfBroken(resolve(cwd, options.config ?? 'hl.yml'));
    return { cwd, commit: environment.commit ?? 'unknown', site: null, channels, environment, print, now: () => new Date().toISOString() };
  }
}

/** A run whose plan came after a newer one's has nothing to apply, and that is no fault of its own. @throws HlError HL_SUPERSEDED */
function refuseAfterNewer(failures: Failures): void {
  const error = failures.all().find(({ stage }) => stage === 'plan')?.error;
  if (error?.kind === 'superseded') throw new HlError(error.code, error.message, error);
}

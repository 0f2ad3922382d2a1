import { cac } from 'cac';
import { exitCodes, HlError } from '@hl/core/error';
import { asTyped, ofDocker, ofHelp, verbatim } from './argv.js';
import { sectionsOf } from './help.js';
import { commands } from '../commands/table.js';
import { globalOptions, type CommandOptions, type Io } from '../commands/command.js';
import { version } from '../text/version.js';

/** The command line. Resolves with the exit code. */
export async function line(argv: readonly string[], io: Io): Promise<number> {
  const cli = cac('hl');
  for (const [flag, description, value] of globalOptions) cli.option(flag, description, value === undefined ? {} : { default: value });
  let chosen: (() => Promise<number>) | null = null;
  const typed = ofDocker(ofHelp(argv));
  // The parser tries each command that it knows on the whole line.
  const asked = commands.filter((row) => wordOf(row) === typed[0]);
  for (const row of asked.length > 0 ? asked : commands) {
    const command = cli.command(row.usage, row.description).example(row.example);
    for (const [flag, description] of row.options ?? []) command.option(flag, description);
    command.action((...all: unknown[]) => {
      const options = { ...(all.pop() as CommandOptions), ...verbatim(argv) };
      const words = all.flat().filter((value) => value !== undefined);
      chosen = async () => (await import('../commands/execute.js')).execute(io, row, options, words.map(String));
    });
  }
  cli.help((sections) => {
    if (!cli.matchedCommand && cli.args[0] !== undefined) throw noCommand(cli.args[0]);
    return sectionsOf(sections, cli.matchedCommand?.description);
  });
  cli.version(version);

  return parse(cli, typed, io, () => chosen);
}

async function parse(
  cli: ReturnType<typeof cac>,
  argv: readonly string[],
  io: Io,
  chosen: () => (() => Promise<number>) | null,
): Promise<number> {
  const tell = async (error: HlError): Promise<number> => {
    (await import('../printer.js')).printer(io).error(error);
    return exitCodes.input;
  };
  const mistake = async (message: string): Promise<number> => {
    const hint = (await nearTo(cli, message)) ?? `hl ${cli.matchedCommandName ?? ''} --help shows how.`.replace('  ', ' ');
    return tell(new HlError('HL_USAGE', message, { kind: 'input', hint }));
  };
  try {
    cli.parse(['node', 'hl', ...argv], { run: false });
    const { matchedCommand: command, options, args } = cli;
    if (options['help'] || (options['version'] && !command)) return 0;
    if (!command) {
      if (args[0] !== undefined) throw noCommand(args[0]);
      cli.globalCommand.checkUnknownOptions();
      cli.outputHelp();
      return 0;
    }
    if (options['version'] && !command.hasOption('version')) throw new Error('Unknown option `--version`');
    cli.runMatchedCommand();
  } catch (error) {
    if (!(error instanceof HlError)) return mistake(asTyped((error as Error).message));
    return tell(error);
  }
  return (await chosen()?.()) ?? 0;
}

const noCommand = (name: string): Error => new Error(`there is no command ${name}`);

/** Of an unknown command or option: the one that was meant. */
async function nearTo({ globalCommand, matchedCommand }: ReturnType<typeof cac>, message: string): Promise<string | undefined> {
  const [, command, option] = /^there is no command (.*)$|^Unknown option `--(.*)`$/.exec(message) ?? [];
  const options = [
    ...globalCommand.options.filter(({ name }) => !matchedCommand || name !== 'version'),
    ...(matchedCommand?.options ?? []),
  ];
  const names = command === undefined ? options.map(nameOf) : commands.map(wordOf);
  const { nearest } = await import('@hl/compose');
  const found = nearest(command ?? option ?? '', names);
  if (found === undefined) return command === undefined ? undefined : 'hl help lists them.';
  return `Did you mean ${command === undefined ? '--' : 'hl '}${found}?`;
}

const wordOf = ({ usage }: { readonly usage: string }): string => usage.split(' ')[0] ?? '';
/** `allow-mass-remove` of `--allow-mass-remove <n>`. */
const nameOf = ({ rawName }: { readonly rawName: string }): string => /--([\w-]+)/.exec(rawName)?.[1] ?? '';

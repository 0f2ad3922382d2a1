import { cac } from 'cac';
import { exitCodes, HlError } from '@hl/core';
import { commands } from './commands/table.js';
import type { CommandOptions, CommandRow } from './commands/table.js';
import { printer } from './printer.js';
import type { Printer } from './printer.js';

const version = '0.1.0';

/** The command line. Resolves with the exit code, which it also sets. */
export async function main(argv: readonly string[]): Promise<number> {
  const cli = cac('hl');
  cli
    .option('--config <file>', 'The site file', { default: 'hl.yml' })
    .option('--cwd <folder>', 'The repository (default: CI_PROJECT_DIR, else here)')
    .option('--out <folder>', 'Where artifacts go', { default: '.hl' })
    .option('--json', 'Answer in JSON on standard output')
    .option('--verbose', 'Tell more')
    .option('--quiet', 'Tell errors only')
    .option('--no-color', 'No colours');
  let chosen: (() => Promise<number>) | null = null;
  for (const row of commands) {
    const command = cli.command(row.usage, row.description).example(row.example);
    for (const [flag, description] of row.options ?? []) command.option(flag, description);
    command.action((...all: unknown[]) => {
      const options = { ...(all.pop() as CommandOptions), ...verbatim(argv) };
      chosen = () =>
        execute(
          row,
          options,
          all
            .flat()
            .filter((value) => value !== undefined)
            .map(String),
        );
    });
  }
  cli.help((sections) => sections.map((section) => ({ ...section, body: section.body.replaceAll('(default: true)', '').trimEnd() })));
  cli.version(version);

  const code = await parse(cli, argv, () => chosen);
  process.exitCode = code;
  // A keep-alive connection that a system holds open must not hold the command up.
  setTimeout(() => process.exit(code), 1_000).unref();
  return code;
}

async function parse(cli: ReturnType<typeof cac>, argv: readonly string[], chosen: () => (() => Promise<number>) | null): Promise<number> {
  const print = printer({});
  try {
    cli.parse(['node', 'hl', ...argv], { run: false });
    if (cli.options['help'] || cli.options['version']) return 0;
    if (!cli.matchedCommand) {
      const name = cli.args[0];
      if (name === undefined) {
        cli.outputHelp();
        return 0;
      }
      throw new HlError('HL_USAGE', `there is no command ${name}`, { kind: 'input', hint: 'hl --help lists them.' });
    }
    cli.runMatchedCommand();
  } catch (error) {
    print.error(
      error instanceof HlError
        ? error
        : new HlError('HL_USAGE', (error as Error).message, {
            kind: 'input',
            hint: `hl ${cli.matchedCommandName ?? ''} --help shows how.`.replace('  ', ' '),
          }),
    );
    return exitCodes.input;
  }
  return (await chosen()?.()) ?? 0;
}

/** Commits as they were typed: the parser would make a number of `0123456`. */
function verbatim(argv: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  argv.forEach((word, index) => {
    const [, name = '', value] = /^--(base|head|of|service|cwd|out|config|dir)(?:=(.*))?$/s.exec(word) ?? [];
    const text = value ?? argv[index + 1];
    if (name !== '' && text !== undefined) found[name] = text;
  });
  return found;
}

async function execute(row: CommandRow, options: CommandOptions, args: readonly string[]): Promise<number> {
  const color = options['color'] !== false && process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  const print: Printer = printer({ json: options.json === true, verbose: options.verbose === true, quiet: options.quiet === true, color });
  try {
    if (row.bare) return (await row.bare(options, args)).code;
    const [{ readEnvironment }, { openContext }] = await Promise.all([import('./environment.js'), import('./context.js')]);
    const context = openContext(options, readEnvironment(process.env), print);
    return (await row.run?.(context, options, args))?.code ?? 0;
  } catch (error) {
    print.error(error);
    return exitCodes[HlError.from(error).kind];
  }
}

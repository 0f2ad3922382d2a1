import { cac } from 'cac';
import { exitCodes, HlError } from '@hl/core';
import { commands } from './commands/table.js';
import type { CommandOptions } from './commands/command.js';
import { execute, type Io } from './commands/execute.js';
import { printer } from './printer.js';
import { version } from './text/version.js';

function ofThisProcess(): Io {
  const { env, stdout, stderr } = process;
  const plain = stdout.isTTY !== true || !!env['NO_COLOR'] || env['TERM'] === 'dumb' || !!env['CI'];
  const write = (text: string): void => void stdout.write(text);
  // A reader that goes away (`hl run | head`) must not end a deployment in its midst.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  return {
    env,
    stdout: write,
    stderr: (text) => void stderr.write(text),
    color: !plain,
    terminal: plain ? null : { write, size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }) },
  };
}

/** The command line. Resolves with the exit code. */
export async function main(argv: readonly string[], io: Io = ofThisProcess()): Promise<number> {
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
      const words = all.flat().filter((value) => value !== undefined);
      chosen = () => execute(io, row, options, words.map(String));
    });
  }
  cli.help(([name, ...sections]) => [
    { body: [name?.body, cli.matchedCommand?.description].filter(Boolean).join('\n\n') },
    ...sections.map((section) =>
      section.title?.startsWith('For more info')
        ? { title: 'Every command explains itself', body: '  $ hl plan --help' }
        : { ...section, body: section.body.replaceAll('(default: true)', '').replace(/ +$/gm, '') },
    ),
  ]);
  cli.version(version);

  return parse(cli, argv, io, () => chosen);
}

async function parse(
  cli: ReturnType<typeof cac>,
  argv: readonly string[],
  io: Io,
  chosen: () => (() => Promise<number>) | null,
): Promise<number> {
  const print = printer(io);
  try {
    cli.parse(['node', 'hl', ...ofDocker(argv)], { run: false });
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
        : new HlError('HL_USAGE', asTyped((error as Error).message), {
            kind: 'input',
            hint: `hl ${cli.matchedCommandName ?? ''} --help shows how.`.replace('  ', ' '),
          }),
    );
    return exitCodes.input;
  }
  return (await chosen()?.()) ?? 0;
}

/** `hl import docker run -d …`: what follows is Docker's, as it is behind `--`; a command in one word is that alone. */
function ofDocker(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((_, index) => isRun.test(argv.slice(index, index + 4).join(' ')));
  if (!argv.includes('import') || at < 1 || argv.slice(0, at).includes('--')) return argv;
  const end = isRun.test(argv[at] as string) ? at + 1 : argv.length;
  return [...argv.slice(0, at), ...argv.slice(end), '--', ...argv.slice(at, end)];
}

const isRun = /^(sudo )?(docker|podman|nerdctl) (container )?run( |$)/;

/** The parser tells of `--allowMass`, where somebody typed `--allow-mass`. */
const asTyped = (message: string): string =>
  message.replace(/`--[^`]+`/, (option) => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));

/** Commits as they were typed: the parser would make a number of `0123456`. */
function verbatim(argv: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  argv.forEach((word, index) => {
    const [, name = '', value] = /^--(base|head|of|service|cwd|out|config|dir|subdomain|image)(?:=(.*))?$/s.exec(word) ?? [];
    const text = value ?? argv[index + 1];
    if (name !== '' && text !== undefined) found[name] = text;
  });
  return found;
}

/*
 * What was typed, put right for the parser, and read where the parser would change it.
 */

/** `hl help`, `hl help plan`: as `--help` asks. */
export const ofHelp = (argv: readonly string[]): readonly string[] =>
  argv[0] === 'help' ? [...argv.slice(argv[1] === 'help' ? 2 : 1), '--help'] : argv;

/** `hl import docker run -d …`: what follows is Docker's, as it is behind `--`; a command in one word is that alone. */
export function ofDocker(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((_, index) => isRun.test(argv.slice(index, index + 4).join(' ')));
  if (!argv.includes('import') || at < 1 || argv.slice(0, at).includes('--')) return argv;
  const end = isRun.test(argv[at] as string) ? at + 1 : argv.length;
  return [...argv.slice(0, at), ...argv.slice(end), '--', ...argv.slice(at, end)];
}

const isRun = /^(sudo )?(docker|podman|nerdctl) (container )?run( |$)/;

/** The parser tells of `--allowMass`, where somebody typed `--allow-mass`. */
export const asTyped = (message: string): string =>
  message.replace(/`--[^`]+`/, (option) => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));

/** Commits as they were typed: the parser would make a number of `0123456`. */
export function verbatim(argv: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  argv.forEach((word, index) => {
    const [, name = '', value] =
      /^--(base|head|of|service|cwd|out|config|dir|subdomain|image|branch|container|since)(?:=(.*))?$/s.exec(word) ?? [];
    const text = value ?? argv[index + 1];
    if (name !== '' && text !== undefined) found[name] = text;
  });
  return found;
}

/** What a docker command line says: flags with their values, and the words that are none. */
export interface Flags {
  readonly words: readonly string[];
  has(...names: string[]): boolean;
  value(...names: string[]): string | undefined;
  all(...names: string[]): string[];
}

/** The words with which docker refuses a flag. */
export class FlagError extends Error {}

/**
 * Reads flags up to the first word when `stopAtWord`, else everywhere. `valued` and `bare` are the names that are known.
 *
 * @throws FlagError for any other flag
 */
export function flags(args: readonly string[], valued: readonly string[], bare: readonly string[], stopAtWord = false): Flags {
  const found: [string, string][] = [];
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (!arg.startsWith('-') || arg === '-') {
      if (stopAtWord) {
        words.push(...args.slice(index));
        break;
      }
      words.push(arg);
      continue;
    }
    const [name = '', attached] = arg.includes('=') ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg];
    const letters = /^-[a-zA-Z]{2,}$/.test(name) ? [...name.slice(1)].map((letter) => `-${letter}`) : [name];
    for (const flag of letters) {
      if (valued.includes(flag)) found.push([flag, attached ?? args[(index += 1)] ?? '']);
      else if (bare.includes(flag)) found.push([flag, attached ?? 'true']);
      else throw new FlagError(flag.startsWith('--') ? `unknown flag: ${flag}` : `unknown shorthand flag: '${flag.slice(1)}' in ${name}`);
    }
  }
  const all = (...names: string[]): string[] => found.filter(([name]) => names.includes(name)).map(([, value]) => value);
  return { words, all, has: (...names) => all(...names).some((value) => value !== 'false'), value: (...names) => all(...names).at(-1) };
}

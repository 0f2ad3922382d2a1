import { posix } from 'node:path';

/** How hl is called from the root of a workspace, for the homelab of this hl.yml. */
export const callOf = (command: string, config: string): string => {
  const [folder, name] = [posix.dirname(posix.normalize(config)), posix.basename(config)];
  return command + (folder === '.' ? '' : ` --cwd ${word(folder)}`) + (name === 'hl.yml' ? '' : ` --config ${word(name)}`);
};

/** With arguments; files may be called anything, and this goes through a shell. */
export const withArguments = (call: string, args: readonly string[]): string => [call, ...args.map(word)].join(' ');

/** As `quote` of @hl/core, which is not loaded for each command of Nx. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

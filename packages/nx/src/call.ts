import { posix } from 'node:path';
import { quote } from '@hl/core';

/** How hl is called from the root of a workspace, for the homelab of this hl.yml. */
export const callOf = (command: string, config: string): string => {
  const [folder, name] = [posix.dirname(posix.normalize(config)), posix.basename(config)];
  return command + (folder === '.' ? '' : ` --cwd ${word(folder)}`) + (name === 'hl.yml' ? '' : ` --config ${word(name)}`);
};

/** With arguments; files may be called anything, and this goes through a shell. */
export const withArguments = (call: string, args: readonly string[]): string => [call, ...args.map(word)].join(' ');

const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quote([text]));

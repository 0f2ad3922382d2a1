import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'version',
  description: 'Which hl this is, how it was installed, and what it runs on',
  example: 'hl version --json',
  bare: async (_options, _args, { io, print }) => (await import('./version.js')).version(io.env, print),
};

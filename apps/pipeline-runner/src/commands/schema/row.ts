import { text } from '../arguments.js';
import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'schema [kind]',
  description:
    'What editors complete and check by, with your own hosts, categories and names: prints service or site, writes both without a kind',
  options: [['--dir <path>', 'Write into this folder (default: .hl/schemas)']],
  example: 'hl schema',
  siteless: async (context, cwd, print, { dir, config }, [kind]) =>
    (await import('./schema.js')).schema(cwd, context?.configPath ?? text(config) ?? 'hl.yml', print, kind, text(dir)),
};

import { flags, texts } from '../arguments.js';
import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'logs <service>',
  description: 'What the containers of a service have printed, from their host',
  options: [
    ['--follow', 'Go on with what they print, until Ctrl+C'],
    ['--since <time>', 'Only since then: 10m, 2h, 3d, 2026-08-15, 2026-08-15T12:00:00Z'],
    ['--tail <lines>', 'The newest of each container (default: 100), or all'],
    ['--container <name>', 'Only this container, or service of its compose file'],
  ],
  example: 'hl logs metube --follow --since 10m',
  endless: true,
  run: async ({ context }, options, [name = '']) => {
    const args = { tail: String(options['tail'] ?? 100), ...flags(options, 'follow'), ...texts(options, 'since', 'container') };
    return (await import('./logs.js')).showLogs(context, name, args);
  },
};

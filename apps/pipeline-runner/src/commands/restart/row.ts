import { texts } from '../arguments.js';
import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'restart <service>',
  waits: true,
  description: 'Restart the containers of a service as they are, and wait until they are up; no run is under way meanwhile',
  options: [['--container <name>', 'Only this container, or service of its compose file']],
  example: 'hl restart metube',
  run: async ({ context }, options, [name = '']) =>
    (await import('./restart.js')).restartService(context, name, texts(options, 'container')),
};

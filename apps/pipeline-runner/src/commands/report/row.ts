import { flags, texts } from '../arguments.js';
import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'report',
  description: 'The fleet, this run, drift and history as one HTML page, from the artifacts and the ledger',
  options: [
    ['--out-file <file>', 'Where it goes (default: report/index.html in the folder of the artifacts)'],
    ['--live', 'Look at every service and every system now'],
    ['--serve', 'Show it on this machine, and follow the ledger until Ctrl+C'],
    ['--port <port>', 'With --serve (default: 8400)'],
  ],
  example: 'hl report --live',
  waits: true,
  endless: true,
  run: async (job, options) =>
    (await import('./report.js')).report(job, { ...flags(options, 'live', 'serve'), ...texts(options, 'outFile', 'port') }),
};

import type { CommandRow } from '../command.js';

export const lab: CommandRow = {
  usage: 'lab',
  description: 'Start an embedded homelab on loopback, to try everything without touching anything',
  options: [
    ['--docker', 'docker-media is the real Docker engine of this machine'],
    ['--dir <path>', 'Where the lab and its repository live (default: a new temporary folder)'],
  ],
  example: 'hl lab',
  bare: async (options, _, { io }) => (await import('../from-lab.js')).lab(options, io.stdout),
};

export const demo: CommandRow = {
  usage: 'demo',
  description: 'A whole story on the embedded homelab, each claim checked from outside',
  example: 'hl demo',
  bare: async (options, _, { io }) => (await import('../from-lab.js')).demo(options, io.stdout),
};

import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'completion <shell>',
  description: 'Print what makes bash, zsh or fish complete commands, options, services and hosts',
  actions: ['bash', 'zsh', 'fish'],
  example: 'source <(hl completion bash)',
  bare: async (_options, [shell], { io, print }) => {
    const { scripts } = await import('./scripts.js');
    const script = scripts[shell as keyof typeof scripts];
    if (print.json) print.data({ shell, script });
    else io.stdout(script);
    return { code: 0 };
  },
};

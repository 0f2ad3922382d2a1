import { flags, texts } from '../arguments.js';
import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'watch',
  description: 'Follow a branch of a git remote, without any CI: hl run for each new commit, the newest one, one at a time',
  options: [
    ['--repository <url>', 'The remote (default: origin of the repository that you are in)'],
    ['--branch <name>', 'The branch to follow (default: main)'],
    ['--dir <folder>', 'For its clone and what it remembers (default: .hl/watch)'],
    ['--interval <time>', 'Between two looks: 30s, 5m (default: 60s)'],
    ['--listen <address>', 'Be woken by a webhook, too, e.g. 127.0.0.1:9000; its secret is HL_WEBHOOK_SECRET'],
    ['--once', 'Look once, and end: for cron and timers'],
  ],
  example: 'hl watch --repository ssh://git@git.example.org/me/homelab.git --dir /var/lib/hl-watch',
  bare: async (options, _args, world) => {
    const args = {
      ...texts(options, 'repository', 'branch', 'dir', 'interval', 'listen', 'cwd', 'config'),
      ...flags(options, 'once'),
    };
    return (await import('./command-line.js')).watchFromCommandLine(world, args, options);
  },
};

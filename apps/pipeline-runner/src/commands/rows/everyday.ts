import { flags, many, texts, typed } from '../arguments.js';
import type { CommandRow } from '../command.js';

export const drift: CommandRow = {
  usage: 'drift',
  stage: true,
  description: 'Does every system hold what git says, and what is ours besides? Exit 1 when not; changes nothing unless told to',
  options: [
    ['--heal', 'Make what differs so again, under the lease, and look at it'],
    ['--remove <what>', 'Take away what is ours and in no file, as it is listed, or all; as often as needed'],
  ],
  example: 'hl drift --heal',
  run: async (job, options) => (await import('../../job.js')).drift(job, { ...flags(options, 'heal'), remove: many(options['remove']) }),
};

export const newService: CommandRow = {
  usage: 'new <name>',
  description: 'Write a first service file, valid and with comments; asks for what is missing',
  options: [
    ['--category <name>', 'One of the categories of hl.yml'],
    ['--host <name>', 'The host that it runs on'],
    ['--image <image>', 'Its image, with the tag'],
    ['--port <port>', 'On the host'],
    ['--container-port <port>', 'In the container (default: as on the host)'],
    ['--subdomain <name>', 'Of its route (default: the name)'],
    ['--backend <url>', 'A page of a machine that hl does not deploy to: no container'],
    ['--no-page', 'Nobody opens it in a browser: no route, no name'],
    ['--sso', 'Visitors log in first'],
    ['--tile', 'A tile on the dashboard'],
    ['--dry-run', 'Print it, write nothing'],
  ],
  example:
    'hl new metube --category downloads --host docker-media --image ghcr.io/alexta69/metube:latest --port 8082 --container-port 8081',
  run: async ({ context }, options, [name = '']) => (await import('../new/row.js')).newFromCommandLine(context, options, name),
};

export const status: CommandRow = {
  usage: 'status [...services]',
  waits: true,
  description: 'What is deployed, whether it answers, and whether it is what git says; changes nothing',
  options: [['--quick', 'By the ledger alone, without a look at the systems']],
  example: 'hl status metube',
  run: async ({ context }, { quick }, names) => (await import('../status/status.js')).status(context, names, quick === true),
};

export const importFiles: CommandRow = {
  usage: 'import [...paths]',
  description: 'Make service files of compose files, of a docker run, or of what runs on a host',
  options: [
    ['--host <name>', 'Read what runs on this host of hl.yml'],
    ['--category <name>', 'Where the files go (default: a folder of that name above the file, else utility)'],
    ['--target-host <name>', 'Where it shall run (default: --host, else the first one of hl.yml)'],
    ['--keep-compose', 'Bring the compose file along as it is'],
    ['--split', 'A service for each container'],
    ['--dry-run', 'Print what would be written'],
  ],
  example: 'hl import ~/docker --dry-run',
  siteless: async (context, cwd, print, options, paths) => {
    const args = {
      paths: paths.map((path) => typed(path, options)),
      words: (options['--'] ?? []) as readonly string[],
      ...flags(options, 'dryRun', 'keepCompose', 'split'),
      ...texts(options, 'host', 'category', 'targetHost'),
    };
    return (await import('../import/import.js')).importFiles(context, cwd, print, args);
  },
};

export const render: CommandRow = {
  usage: 'render <service>',
  description: 'Print exactly the compose.yml that would be written',
  example: 'hl render metube',
  run: async ({ context }, _options, [name = '']) => (await import('../render.js')).render(context, name),
};

export const history: CommandRow = {
  usage: 'history [service]',
  description: 'What was deployed, when, by whom and by which commit; of one service also what it can be brought back to',
  example: 'hl history metube',
  run: async ({ context }, _options, [name]) => (await import('../history/history.js')).history(context, name),
};

import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'init',
  description: 'Make this folder a homelab repository: looks at your hosts, writes hl.yml, a first service and what belongs beside them',
  options: [
    ['--host <host>', 'An alias of ~/.ssh/config, an address, name=user@address:port, or name=local; several: once each'],
    ['--domain <name>', 'Completes the names of services (default: of what Traefik serves, else home.arpa)'],
    ['--categories <names>', 'Folders of the service files, with commas between'],
    ['--ci <kind>', 'gitlab, gitlab-remote (a GitLab of your own), github, forgejo or none (default: by the remote origin)'],
    ['--yes', 'Ask nothing: what is not given is taken from what is found'],
    ['--trust', 'Record host keys that nobody has vouched for yet; --yes alone never does'],
    ['--no-look', 'Write the files without a look at any host'],
    ['--no-service', 'No first service'],
    ['--no-git', 'Leave a folder that is no git repository as it is'],
    ['--force', 'Replace files that are there'],
    ['--dry-run', 'Print what would be written'],
  ],
  example: 'hl init --host nas --domain example.org',
  bare: async (options, _, { io, print }) => (await import('./command-line.js')).initFromCommandLine(io.env, print, options),
};

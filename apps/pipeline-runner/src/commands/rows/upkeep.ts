import { flags, texts } from '../arguments.js';
import type { CommandRow } from '../command.js';

export const adopt: CommandRow = {
  usage: 'adopt <...services>',
  waits: true,
  description: 'Take over names of a service that somebody else holds; shows what it takes',
  options: [
    ['--system <name>', 'Only in this system, e.g. traefik'],
    ['--dry-run', 'Only show what would be taken over'],
  ],
  example: 'hl adopt metube --system pihole',
  run: async (job, options, names) =>
    (await import('../../job.js')).adopt(job, names, { ...texts(options, 'system'), ...flags(options, 'dryRun') }),
};

export const doctor: CommandRow = {
  usage: 'doctor',
  waits: true,
  description: 'Look at every host, system, key and token: what a deployment needs, and what to do where it is not so',
  options: [['--timeout <seconds>', 'For each host and system (default: 30)']],
  example: 'hl doctor',
  run: async ({ context }, { timeout }) => (await import('../doctor/doctor.js')).doctor(context, { seconds: Number(timeout ?? 30) }),
};

export const hosts: CommandRow = {
  usage: 'hosts <action> [...hosts]',
  description: 'trust: show the keys of hosts and record them in known_hosts',
  example: 'hl hosts trust docker-media',
  actions: ['trust'],
  run: async ({ context }, _options, [, ...names]) => (await import('../trust-hosts.js')).trustHosts(context, names),
};

export const ledger: CommandRow = {
  usage: 'ledger <action> [service]',
  description: 'rebuild: make a lost ledger, or the entry of one service, anew; tells what it would record unless --write',
  options: [
    ['--write', 'Record it; the systems are only read'],
    ['--force', 'Also when the ledger is not empty'],
  ],
  example: 'hl ledger rebuild --write',
  actions: ['rebuild'],
  run: async ({ context }, options, [, name]) =>
    (await import('../../rebuild/rebuild.js')).rebuildLedger(context, { ...flags(options, 'write', 'force'), ...texts({ name }, 'name') }),
};

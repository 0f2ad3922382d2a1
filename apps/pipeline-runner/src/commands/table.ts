import { HlError } from '@hl/core';
import type { Part } from '../stages/apply/apply.js';
import type { CommandOptions, CommandRow } from './command.js';

const text = (value: unknown): string | undefined => (value === undefined || typeof value === 'boolean' ? undefined : String(value));

const given = <K extends string>(name: K, value: unknown): Partial<Record<K, string>> => {
  const found = text(value);
  return (found === undefined ? {} : { [name]: found }) as Partial<Record<K, string>>;
};

const detectArguments = ({ base, head, all }: CommandOptions) => ({ ...given('base', base), ...given('head', head), all: all === true });
const planArguments = ({ allowMassRemove }: CommandOptions) => ({ allowMassRemove: allowMassRemove === true });

const detectOptions = [
  ['--base <commit>', 'Compare with this commit instead of the one that is deployed'],
  ['--head <commit>', 'Deploy this commit (default: CI_COMMIT_SHA, else HEAD)'],
  ['--all', 'All services, changed or not'],
] as const;
const planOptions = [['--allow-mass-remove', 'Remove many services at once']] as const;

const part = (usage: Part, description: string): CommandRow => ({
  usage,
  stage: true,
  afterPlan: true,
  description,
  example: `hl ${usage} --out .hl`,
  run: async (job) => (await import('../job.js')).apply(job, usage),
});

const usageError = (message: string, hint: string): HlError => new HlError('HL_USAGE', message, { kind: 'input', hint });

export const commands: readonly CommandRow[] = [
  {
    usage: 'detect',
    stage: true,
    description: 'Which services changed: writes changes.json',
    options: detectOptions,
    example: 'hl detect --base HEAD~1',
    run: async (job, options) => (await import('../job.js')).detect(job, detectArguments(options)),
  },
  {
    usage: 'validate',
    stage: true,
    description: 'Check every service file: file:line:column, what is wrong, what to do',
    example: 'hl validate',
    run: async (job) => (await import('../job.js')).validate(job),
  },
  {
    usage: 'plan',
    stage: true,
    description: 'What would change in every system, read live: writes plan.json',
    options: planOptions,
    example: 'hl plan',
    run: async (job, options) => (await import('../job.js')).plan(job, planArguments(options)),
  },
  part('deploy', 'Bring containers up'),
  part('remove', 'Take removed services away: tile, route, DNS, SSO, container'),
  part('traefik', 'Make routes'),
  part('dns', 'Make DNS records'),
  part('authentik', 'Make single sign-on'),
  part('glance', 'Make dashboard tiles'),
  {
    usage: 'verify',
    stage: true,
    afterPlan: true,
    description: 'Look at every service from outside: container, port, health, DNS, HTTPS',
    example: 'hl verify',
    run: async (job) => (await import('../job.js')).verify(job),
  },
  {
    usage: 'notify <result>',
    description: 'Tell Discord: success, failure or rollback',
    example: 'hl notify success',
    notify: async (context, folder, [result = '']) => {
      if (result !== 'success' && result !== 'failure' && result !== 'rollback')
        throw usageError(`notify knows success, failure and rollback, not ${result}`, 'hl notify success');
      return (await import('../job.js')).notify(context, folder, result);
    },
  },
  {
    usage: 'rollback',
    stage: true,
    description: 'Take back what a run did, in every system',
    options: [
      ['--service <name>', 'Only this service'],
      ['--of <run>', 'Take back this run (default: this pipeline, else the last one)'],
      ['--to <revision>', 'With --service: bring back this revision of its containers'],
      ['--list', 'List the revisions that can be brought back'],
    ],
    example: 'hl rollback --service metube',
    run: async (job, { service, of, to, list }) => {
      if (list === true) return (await import('../stages/rollback/revisions.js')).listRevisions(job.context, text(service));
      const jobs = await import('../job.js');
      if (to !== undefined) return jobs.toRevision(job, text(service), Number(to));
      return jobs.rollback(job, { ...given('service', service), ...given('of', of) });
    },
  },
  {
    usage: 'run',
    stage: true,
    description: 'All stages in order, on one machine',
    options: [...detectOptions, ...planOptions],
    example: 'hl run --all',
    run: async (job, options) => (await import('./run.js')).run(job, { ...detectArguments(options), ...planArguments(options) }),
  },
  {
    usage: 'drift',
    stage: true,
    description: 'Does every system hold what git says? Exit 1 when not; changes nothing',
    example: 'hl drift',
    run: async (job) => (await import('../job.js')).drift(job),
  },
  {
    usage: 'adopt <...services>',
    description: 'Take over names of a service that somebody else holds; shows what it takes',
    options: [
      ['--system <name>', 'Only in this system, e.g. traefik'],
      ['--dry-run', 'Only show what would be taken over'],
    ],
    example: 'hl adopt metube --system pihole',
    run: async (job, { system, dryRun }, names) =>
      (await import('../job.js')).adopt(job, names, { ...given('system', system), dryRun: dryRun === true }),
  },
  {
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
    run: async ({ context }, options, [name = '']) => (await import('./new/row.js')).newFromCommandLine(context, options, name),
  },
  {
    usage: 'status [...services]',
    description: 'What is deployed, whether it answers, and whether it is what git says; changes nothing',
    options: [['--quick', 'By the ledger alone, without a look at the systems']],
    example: 'hl status metube',
    run: async ({ context }, { quick }, names) => (await import('./status/status.js')).status(context, names, quick === true),
  },
  {
    usage: 'doctor',
    description: 'Look at every host, system, key and token: what a deployment needs, and what to do where it is not so',
    options: [['--timeout <seconds>', 'For each host and system (default: 30)']],
    example: 'hl doctor',
    run: async ({ context }, { timeout }) => (await import('./doctor/doctor.js')).doctor(context, { seconds: Number(timeout ?? 30) }),
  },
  {
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
      const { host, category, targetHost, dryRun, keepCompose, split } = options;
      const words = (options['--'] ?? []) as readonly string[];
      const flags = { dryRun: dryRun === true, keepCompose: keepCompose === true, split: split === true };
      const args = { paths, words, ...flags, ...given('host', host), ...given('category', category), ...given('targetHost', targetHost) };
      return (await import('./import/import.js')).importFiles(context, cwd, print, args);
    },
  },
  {
    usage: 'render <service>',
    description: 'Print exactly the compose.yml that would be written',
    example: 'hl render metube',
    run: async ({ context }, _options, [name = '']) => (await import('./render.js')).render(context, name),
  },
  {
    usage: 'history [service]',
    description: 'What was deployed, when, by which commit',
    example: 'hl history metube',
    run: async ({ context }, _options, [name]) => (await import('./history.js')).history(context, name),
  },
  {
    usage: 'hosts <action> [...names]',
    description: 'trust: show the keys of hosts and record them in known_hosts',
    example: 'hl hosts trust docker-media',
    run: async ({ context }, _options, [action, ...names]) => {
      if (action !== 'trust') throw usageError(`hosts knows trust, not ${action}`, 'hl hosts trust docker-media');
      return (await import('./trust-hosts.js')).trustHosts(context, names);
    },
  },
  {
    usage: 'ledger <action> [service]',
    description: 'rebuild: make a lost ledger, or the entry of one service, anew; tells what it would record unless --write',
    options: [
      ['--write', 'Record it; the systems are only read'],
      ['--force', 'Also when the ledger is not empty'],
    ],
    example: 'hl ledger rebuild --write',
    run: async ({ context }, { write, force }, [action, name]) => {
      if (action !== 'rebuild') throw usageError(`ledger knows rebuild, not ${action}`, 'hl ledger rebuild');
      const args = { write: write === true, force: force === true, ...given('name', name) };
      return (await import('../rebuild/rebuild.js')).rebuildLedger(context, args);
    },
  },
  {
    usage: 'lab',
    description: 'Start an embedded homelab on loopback, to try everything without touching anything',
    options: [
      ['--docker', 'docker-media is the real Docker engine of this machine'],
      ['--dir <path>', 'Where the lab and its repository live (default: a new temporary folder)'],
    ],
    example: 'hl lab',
    bare: async (options) => (await import('./from-lab.js')).lab(options),
  },
  {
    usage: 'demo',
    description: 'A whole story on the embedded homelab, each claim checked from outside',
    example: 'hl demo',
    bare: async (options) => (await import('./from-lab.js')).demo(options),
  },
];

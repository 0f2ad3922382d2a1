import type { HlError } from '@hl/core';
import type { Context, GlobalOptions } from '../context.js';
import type { Told } from '../stages/notify.js';

export interface CommandOptions extends GlobalOptions {
  readonly [name: string]: unknown;
}

/** What a command ends with. `error`: why, when it found out itself. */
export interface Ended {
  readonly code: number;
  readonly error?: HlError;
}

/** One command as data. Its code is loaded when it is called, so that `hl --help` costs nothing. */
export interface CommandRow {
  /** As cac writes it, e.g. `notify <result>`. */
  readonly usage: string;
  readonly description: string;
  readonly options?: readonly (readonly [flag: string, description: string])[];
  readonly example: string;
  /** A job of the pipeline: why it failed is left in the artifacts, for the message about it. */
  readonly stage?: true;
  /** Commands that need no hl.yml get no context. */
  readonly bare?: (options: CommandOptions, args: readonly string[]) => Promise<Ended>;
  /** Commands that work though hl.yml cannot be read. */
  readonly tell?: (told: Told, args: readonly string[]) => Promise<Ended>;
  readonly run?: (context: Context, options: CommandOptions, args: readonly string[]) => Promise<Ended>;
}

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

const part = (usage: 'deploy' | 'remove' | 'traefik' | 'dns' | 'authentik' | 'glance', description: string): CommandRow => ({
  usage,
  stage: true,
  description,
  example: `hl ${usage} --out .hl`,
  run: async (context) => (await import('../stages/apply.js')).applyPart(context, usage),
});

export const commands: readonly CommandRow[] = [
  {
    usage: 'detect',
    stage: true,
    description: 'Which services changed: writes changes.json',
    options: detectOptions,
    example: 'hl detect --base HEAD~1',
    run: async (context, options) => (await import('../stages/detect.js')).detect(context, detectArguments(options)),
  },
  {
    usage: 'validate',
    stage: true,
    description: 'Check every service file: file:line:column, what is wrong, what to do',
    example: 'hl validate',
    run: async (context) => (await import('../stages/validate.js')).validate(context),
  },
  {
    usage: 'plan',
    stage: true,
    description: 'What would change in every system, read live: writes plan.json',
    options: planOptions,
    example: 'hl plan',
    run: async (context, options) => (await import('../stages/plan.js')).plan(context, planArguments(options)),
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
    description: 'Look at every service from outside: container, port, health, DNS, HTTPS',
    example: 'hl verify',
    run: async (context) => (await import('../stages/verify.js')).verify(context),
  },
  {
    usage: 'notify <result>',
    description: 'Tell Discord: success, failure or rollback',
    example: 'hl notify success',
    tell: async (told, [result = '']) => {
      const { HlError } = await import('@hl/core');
      if (result !== 'success' && result !== 'failure' && result !== 'rollback') {
        throw new HlError('HL_USAGE', `notify knows success, failure and rollback, not ${result}`, {
          kind: 'input',
          hint: 'hl notify success',
        });
      }
      return (await import('../stages/notify.js')).notify(told, result);
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
    run: async (context, { service, of, to, list }) => {
      if (list === true || to !== undefined) {
        const { listRevisions, toRevision } = await import('../stages/revisions.js');
        return to === undefined ? listRevisions(context, text(service)) : toRevision(context, text(service), Number(to));
      }
      return (await import('../stages/rollback.js')).rollback(context, { ...given('service', service), ...given('of', of) });
    },
  },
  {
    usage: 'run',
    stage: true,
    description: 'All stages in order, on one machine',
    options: [...detectOptions, ...planOptions],
    example: 'hl run --all',
    run: async (context, options) =>
      (await import('../stages/run.js')).run(context, { ...detectArguments(options), ...planArguments(options) }),
  },
  {
    usage: 'drift',
    stage: true,
    description: 'Does every system hold what git says? Exit 1 when not; changes nothing',
    example: 'hl drift',
    run: async (context) => (await import('./extra.js')).drift(context),
  },
  {
    usage: 'adopt <...services>',
    description: 'Take over names of a service that somebody else holds; shows what it takes',
    options: [
      ['--system <name>', 'Only in this system: compose, traefik, pihole, authentik or glance'],
      ['--dry-run', 'Only show what would be taken over'],
    ],
    example: 'hl adopt metube --system pihole',
    run: async (context, { system, dryRun }, names) =>
      (await import('./extra.js')).adopt(context, names, { ...given('system', system), dryRun: dryRun === true }),
  },
  {
    usage: 'render <service>',
    description: 'Print exactly the compose.yml that would be written',
    example: 'hl render metube',
    run: async (context, _options, [name = '']) => (await import('./extra.js')).renderService(context, name),
  },
  {
    usage: 'history [service]',
    description: 'What was deployed, when, by which commit',
    example: 'hl history metube',
    run: async (context, _options, [name]) => (await import('./extra.js')).history(context, name),
  },
  {
    usage: 'hosts <action> [...names]',
    description: 'trust: show the keys of hosts and record them in known_hosts',
    example: 'hl hosts trust docker-media',
    run: async (context, _options, [action, ...names]) => {
      const { HlError } = await import('@hl/core');
      if (action !== 'trust')
        throw new HlError('HL_USAGE', `hosts knows trust, not ${action}`, { kind: 'input', hint: 'hl hosts trust docker-media' });
      return (await import('./extra.js')).trustHosts(context, names);
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
    run: async (context, { write, force }, [action, name]) => {
      const { HlError } = await import('@hl/core');
      if (action !== 'rebuild')
        throw new HlError('HL_USAGE', `ledger knows rebuild, not ${action}`, { kind: 'input', hint: 'hl ledger rebuild' });
      return (await import('../rebuild/rebuild.js')).rebuildLedger(context, {
        write: write === true,
        force: force === true,
        ...given('name', name),
      });
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

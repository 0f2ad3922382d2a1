import type { Part } from '../../stages/apply/parts.js';
import type { Tell } from '../run.js';
import type { Verdict } from '../../stages/notify/notify-context.js';
import { usageError } from '../../line/usage-error.js';
import { flags, many, text, texts, typed } from '../arguments.js';
import type { CommandOptions, CommandRow } from '../command.js';

/*
 * The jobs of a pipeline, and all of them at once.
 */

const detectArguments = (options: CommandOptions) => ({ ...texts(options, 'base', 'head', 'service'), ...flags(options, 'all') });
const planArguments = (options: CommandOptions) => flags(options, 'allowMassRemove', 'worktree');

const detectOptions = [
  ['--base <commit>', 'Compare with this commit instead of the one that is deployed'],
  ['--head <commit>', 'Deploy this commit (default: CI_COMMIT_SHA, else HEAD)'],
  ['--all', 'All services, changed or not'],
  ['--service <name>', 'Only this service, changed or not'],
] as const;
const planOptions = [['--allow-mass-remove', 'Remove many services at once']] as const;

const part = (usage: Part, description: string): CommandRow => ({
  usage,
  stage: true,
  afterPlan: true,
  filesUnread: true,
  tells: true,
  description,
  example: `hl ${usage} --out .hl`,
  run: async (job) => (await import('../../job.js')).apply(job, usage),
});

export const detect: CommandRow = {
  usage: 'detect',
  stage: true,
  filesUnread: true,
  description: 'Which services changed: writes changes.json',
  options: detectOptions,
  example: 'hl detect --base HEAD~1',
  run: async (job, options) => (await import('../../job.js')).detect(job, detectArguments(options)),
};

export const validate: CommandRow = {
  usage: 'validate [...files]',
  stage: true,
  description: 'Check every service file, or these, each by itself: file:line:column, what is wrong, what to do',
  options: [['--staged', 'What would be committed, as git has it staged: for a hook before a commit']],
  example: 'hl validate --staged',
  run: async (job, options, files) => {
    const jobs = await import('../../job.js');
    if (options['staged'] !== true) {
      const ended = await jobs.validate(
        job,
        files.map((file) => typed(file, options)),
      );
      // A host that was just written into hl.yml is right in the editor, too.
      const { cwd, configPath, environment, print } = job.context;
      const written = environment.ci ? [] : await (await import('../schema/refresh.js')).refreshSchemas(cwd, configPath);
      for (const path of written) print.detail(`wrote ${path}`);
      return ended;
    }
    if (files.length > 0) throw usageError('--staged is for all files at once', 'hl validate --staged');
    return jobs.validateStaged(job);
  },
};

export const plan: CommandRow = {
  usage: 'plan',
  stage: true,
  tells: true,
  description: 'What would change in every system, read live: writes plan.json',
  options: [
    ['--service <name>', 'Only this service, changed or not: detects it first'],
    ['--worktree', 'With what is not committed; such a plan cannot be applied'],
    ...planOptions,
  ],
  example: 'hl plan --service metube',
  run: async (job, options) => {
    const [jobs, service] = [await import('../../job.js'), text(options['service'])];
    return service === undefined ? jobs.plan(job, planArguments(options)) : jobs.planOne(job, service, planArguments(options));
  },
};

export const deploy: CommandRow = {
  ...part('deploy', 'Bring containers up'),
  options: [['--host <name>', 'Only those of this host; as often as needed']],
  run: async (job, { host }) => (await import('../../job.js')).apply(job, 'deploy', many(host)),
};

export const remove = part('remove', 'Take removed services away: tile, route, DNS, SSO, container');

export const traefik = part('traefik', 'Make routes');

export const dns = part('dns', 'Make DNS records');

export const authentik = part('authentik', 'Make single sign-on');

export const glance = part('glance', 'Make dashboard tiles');

export const verify: CommandRow = {
  usage: 'verify',
  stage: true,
  afterPlan: true,
  tells: true,
  description: 'Look at every service from outside: container, port, health, DNS, HTTPS',
  options: [
    ['--service <name>', 'Only this one, as its file says, without a plan'],
    ['--all', 'Every service of the tree, as the files say, without a plan'],
    ['--watch', 'The same again and again: tells what changes, until it is stopped'],
    ['--interval <time>', 'With --watch: like 30s or 5m, between two looks (default: 30s)'],
  ],
  example: 'hl verify --all --watch',
  endless: ({ watch }) => watch === true,
  run: async (job, { service, all, watch, interval }) => {
    const name = text(service);
    if (watch === true) {
      const intervalMs = (await import('../../line/milliseconds.js')).millisecondsOf(
        text(interval) ?? '30s',
        'hl verify --watch --interval 30s',
      );
      return (await import('../../stages/verify/watch.js')).watchUntilStopped(job.context, {
        ...texts({ service }, 'service'),
        intervalMs,
      });
    }
    if (name === undefined && all !== true) return (await import('../../job.js')).verify(job);
    return (await import('../../stages/verify/look-now.js')).lookNow(job.context, name);
  },
};

export const notify: CommandRow = {
  usage: 'notify <result>',
  description: 'Tell how a run ended, in each channel: success, failure or rollback; test: send each a message, to see that it works',
  example: 'hl notify test',
  actions: ['success', 'failure', 'rollback', 'test'],
  notify: async (context, folder, [result]) =>
    result === 'test'
      ? (await import('../../stages/notify/try-out.js')).tryOut(context)
      : (await import('../../job.js')).notify(context, folder, result as Verdict),
};

const whatToTell = (notify: unknown): Tell => (notify === false ? 'nothing' : notify === 'progress' ? 'progress' : 'all');

export const run: CommandRow = {
  usage: 'run',
  stage: true,
  description: 'All stages in order, on one machine',
  options: [...detectOptions, ...planOptions, ['--no-notify', 'Tell nobody what became of it']],
  example: 'hl run --all',
  run: async (job, options) =>
    (await import('../run.js')).run(job, { ...detectArguments(options), ...planArguments(options), tell: whatToTell(options['notify']) }),
};

import type { CommandRow } from '../command.js';

export const row: CommandRow = {
  usage: 'rollback [service]',
  stage: true,
  description: 'Take back what a run did, or bring a service back to a revision, in every system',
  options: [
    ['--to <revision>', 'Bring the service back to this revision: hl history SERVICE lists them'],
    ['--dry-run', 'Only show what would be done'],
    ['--list', 'List the revisions that can be brought back'],
    ['--of <run>', 'Take back this run, or last (default: this pipeline, else the last one)'],
    ['--containers', 'With --to or --list: the containers alone, with the secrets of then, by what their host keeps'],
    ['--service <name>', 'The service, by another way'],
  ],
  example: 'hl rollback metube --to 3 --dry-run',
  run: async (job, options, args) => {
    const { ci, rollback: typed } = job.context.environment;
    const { to, containers, ...rest } = (await import('./asked.js')).asked(options, args, ci ? typed : null);
    if (options['list'] === true)
      return (await import('../../stages/rollback/revisions.js')).listRevisions(job.context, rest.service, containers);
    const jobs = await import('../../job.js');
    return to === undefined ? jobs.rollback(job, rest) : jobs.toRevision(job, { ...rest, to, containers });
  },
};

import type { Ended } from '../job.js';
import type { CommandOptions, Io } from './command.js';

const own = (): [string, ...string[]] => [process.execPath, process.argv[1] ?? 'hl'];

export const demo = async ({ verbose }: CommandOptions, print: Io['stdout']): Promise<Ended> =>
  (await import('@hl/lab/demo')).demo({ hl: own(), print, verbose: verbose === true });

export const lab = async ({ dir, docker }: CommandOptions, print: Io['stdout']): Promise<Ended> =>
  (await import('@hl/lab/demo')).lab({
    hl: own().join(' '),
    print,
    ...(typeof dir === 'string' ? { directory: dir } : {}),
    docker: docker === true,
  });

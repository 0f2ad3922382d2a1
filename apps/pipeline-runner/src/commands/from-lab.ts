import type { Ended } from '../job.js';
import type { CommandOptions } from './command.js';

const print = (text: string): void => void process.stdout.write(text);
const own = (): [string, ...string[]] => [process.execPath, process.argv[1] ?? 'hl'];

export const demo = async ({ verbose }: CommandOptions): Promise<Ended> =>
  (await import('@hl/lab/demo')).demo({ hl: own(), print, verbose: verbose === true });

export const lab = async ({ dir, docker }: CommandOptions): Promise<Ended> =>
  (await import('@hl/lab/demo')).lab({
    hl: own().join(' '),
    print,
    ...(typeof dir === 'string' ? { directory: dir } : {}),
    docker: docker === true,
  });

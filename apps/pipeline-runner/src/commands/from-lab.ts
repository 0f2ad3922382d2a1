import { HlError } from '@hl/core';
import type { Ended } from '../job.js';
import type { CommandOptions } from './command.js';

/** What `@hl/lab/demo` offers. The lab is a package of its own, which the command line goes without. */
interface LabCommands {
  demo(options: { hl: readonly string[]; print: (text: string) => void; verbose: boolean }): Promise<Ended>;
  lab(options: { hl: string; print: (text: string) => void; directory?: string; docker: boolean }): Promise<Ended>;
}

const place: string = '@hl/lab/demo';

async function labCommands(): Promise<LabCommands> {
  try {
    return (await import(place)) as LabCommands;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new HlError('HL_NO_LAB', 'the embedded homelab, @hl/lab, is not installed', {
      kind: 'input',
      hint: 'npm install @hl/lab beside it, or in a checkout of hl: npm run demo.',
      cause,
    });
  }
}

const print = (text: string): void => void process.stdout.write(text);
const own = (): string[] => [process.execPath, process.argv[1] ?? 'hl'];

export const demo = async ({ verbose }: CommandOptions): Promise<Ended> =>
  (await labCommands()).demo({ hl: own(), print, verbose: verbose === true });

export const lab = async ({ dir, docker }: CommandOptions): Promise<Ended> =>
  (await labCommands()).lab({
    hl: own().join(' '),
    print,
    ...(typeof dir === 'string' ? { directory: dir } : {}),
    docker: docker === true,
  });

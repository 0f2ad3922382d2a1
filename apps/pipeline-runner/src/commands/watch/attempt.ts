import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '@hl/core';
import { artifacts as artifactsIn, jsonIn } from '../../artifacts/artifacts.js';
import { failures as failuresIn } from '../../artifacts/failures.js';
import { didNotGoThrough, partly } from '../../exit.js';
import type { CommandOptions, Io } from '../command.js';
import { execute } from '../execute.js';
import { notify, run } from '../rows/stages.js';
import type { Attempt } from './next.js';
import type { Watching } from './watch.js';

/** `hl run` and `hl notify` in a clone, as a person or a pipeline calls them: the same artifacts, the same messages. */
export function attempts(io: Io, options: CommandOptions & { readonly out: string }): Pick<Watching, 'run' | 'tell'> {
  const { out } = options;
  return {
    async run(how) {
      rmSync(out, { recursive: true, force: true }); // what an earlier run left is no news of this one
      mkdirSync(out, { recursive: true });
      const code = await execute(io, run, { ...options, notify: how === 'telling' ? 'progress' : false }, []);
      return { code, again: await againAfter(code, out), begun: jsonIn(join(out, 'messages')).length > 0 };
    },
    async tell(verdict) {
      await execute(io, notify, options, [verdict]);
    },
  };
}

async function againAfter(code: number, out: string): Promise<Attempt['again']> {
  const asIs = (text: string): string => text;
  const errors = failuresIn(out, asIs)
    .all()
    .map(({ error }) => error.code);
  if (errors.includes('HL_LOCKED') || errors.includes('HL_SUPERSEDED')) return 'held';
  if (code === exitCodes.unreachable) return 'away';
  if (code !== partly) return null;
  const outcomes = (await artifactsIn(out, asIs).outcomes()).flatMap((file) => file.outcomes);
  return outcomes.filter(didNotGoThrough).every(({ status }) => status === 'deferred') ? 'away' : null;
}

import { HlError, sha256 } from '@hl/core';
import { policy, type ReportData } from '@hl/report';
import type { Ended, Job } from '../../job.js';
import { readState, type State } from '../../state/state.js';
import { factsOf } from './facts/facts.js';
import { gather } from './gather.js';
import { listen } from './listen.js';

/** Milliseconds for which nobody asks the ledger again. */
const fresh = 2_000;

export interface Serving {
  readonly port: number;
  readonly live: boolean;
  page(data: ReportData, version: string): string;
}

/** Shows the page on this machine alone until it is told to stop: each time that it is asked for, from the ledger as it is then. It writes nothing. */
export async function serve(job: Job, { port, live, page }: Serving): Promise<Ended> {
  const { context } = job;
  let [asked, latest] = [0, null as Promise<{ version: string; text: string }> | null];
  let look: { readonly of: string; readonly seen: Awaited<ReturnType<typeof gather>>['seen'] } | null = null;

  async function made(): Promise<{ version: string; text: string }> {
    const state: State = await readState((await context.fleet()).ledger);
    const mark = state.fingerprint ?? '';
    // A look from outside is made anew when the ledger has moved.
    const found = await gather(job, live && look?.of !== mark, state);
    if (found.seen !== null) look = { of: mark, seen: found.seen };
    const { made: _, ...data } = factsOf({ ...found, seen: look?.seen ?? null }, context);
    const version = sha256(JSON.stringify(data)).slice(0, 16);
    return { version, text: page({ ...data, made: context.now() }, version) };
  }

  /** Many readers cost the hosts no more than one. */
  function current(): Promise<{ version: string; text: string }> {
    if (latest === null || performance.now() - asked > fresh) {
      asked = performance.now();
      latest = made();
      latest.catch(() => (latest = null));
    }
    return latest;
  }

  await current(); // what cannot be shown is told before anybody looks
  const server = await listen(port, policy(true), async () => {
    try {
      return await current();
    } catch (thrown) {
      const error = HlError.from(thrown);
      context.print.warn(error.message);
      return null;
    }
  });
  context.print.text(`The report is at ${server.url} until Ctrl+C.`);
  return new Promise<Ended>((resolve) => {
    context.onStop(async () => {
      server.close();
      resolve({ code: 0 });
    });
  });
}

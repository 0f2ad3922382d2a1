import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { HlError } from '@hl/core';
import { report as page, type ReportData } from '@hl/report';
import type { Ended, Job } from '../../job.js';
import { usageError } from '../../line/usage-error.js';
import { factsOf } from './facts/facts.js';
import { gather } from './gather.js';
import { serve } from './serve.js';

export interface ReportArguments {
  /** Relative to the repository. */
  readonly outFile?: string;
  readonly live: boolean;
  readonly serve: boolean;
  readonly port?: string;
}

/**
 * Writes the page, or shows it until it is stopped. What cannot be read is told, on the page too, and the rest goes on.
 *
 * @throws HlError HL_USAGE, HL_REPORT_WRITE, HL_LISTEN
 */
export async function report(job: Job, args: ReportArguments): Promise<Ended> {
  const { context, artifacts } = job;
  const { print, cwd } = context;
  const asked = args.port ?? '8400';
  const port = /^\d{1,5}$/.test(asked) ? Number(asked) : Number.NaN;
  if (!(port <= 65_535)) throw usageError(`--port takes the number of a port, not ${asked}`, 'hl report --serve --port 8400');
  if (args.serve && args.outFile !== undefined) throw usageError('--serve writes no file', 'hl report --serve');
  const safe = (text: string): string => print.redact(text);
  if (args.serve) return serve(job, { port, live: args.live, page: (data, version) => safe(page(data, { live: version })) });

  const found = await gather(job, args.live, await context.state());
  const data: ReportData = factsOf(found, context);
  for (const { message, hint } of data.notes) print.warn(`${message}${hint === undefined ? '' : `\n  → ${hint}`}`);
  const file = resolve(cwd, args.outFile ?? join(artifacts.directory, 'report', 'index.html'));
  write(file, safe(page(data)));
  print.text(`${data.services.length === 1 ? '1 service' : `${data.services.length} services`}: ${context.fromHere(relative(cwd, file))}`);
  print.data({ file, services: data.services.map(({ name, state, says }) => ({ name, state, says })) });
  return { code: 0 };
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    throw new HlError('HL_REPORT_WRITE', `${file} cannot be written: ${(cause as Error).message}`, {
      kind: 'input',
      hint: 'Make room and give write access there, or give another file with --out-file.',
      cause,
    });
  }
}

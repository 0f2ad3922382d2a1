import type { Context } from '../../context.js';
import { serviceCalled } from '../../repository/service-called.js';
import { summaryLines } from '../../summary/summary.js';
import { lookAt, tally } from './look.js';

/** Looks at one service from outside as its file says it shall be, without a plan; writes nothing. @throws HlError HL_SERVICE, HL_INVALID */
export async function verifyService(context: Context, name: string): Promise<{ code: number }> {
  const begun = performance.now();
  const checks = await lookAt(context, [serviceCalled(name, context.repository)]);
  const { failed } = tally(checks);
  const ms = Math.round(performance.now() - begun);
  context.print.last(
    summaryLines(
      { name: 'verify', services: [name], outcomes: [], checks, ms, files: 'hl verify --json', ci: false, tell: 'counted' },
      context.print.size(),
    ),
  );
  context.print.data({ checks });
  return { code: failed > 0 ? 1 : 0 };
}

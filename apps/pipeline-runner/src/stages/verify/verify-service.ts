import type { Context } from '../../context.js';
import { serviceCalled } from '../../repository/service-called.js';
import { lookAt, tally } from './look.js';

/** Looks at one service from outside as its file says it shall be, without a plan; writes nothing. @throws HlError HL_SERVICE, HL_INVALID */
export async function verifyService(context: Context, name: string): Promise<{ code: number }> {
  const checks = await lookAt(context, [serviceCalled(name, context.repository)]);
  const { failed } = tally(context, checks);
  context.print.data({ checks });
  return { code: failed > 0 ? 1 : 0 };
}

import { HlError, type Service } from '@hl/core';
import { standing } from '@hl/core/state';
import type { Attended } from '@hl/deployer';
import type { Context } from '../context.js';
import { unknownService } from '../repository/diagnostics.js';

/**
 * A service as it was deployed, by the ledger; where there is none to read, as its file says.
 *
 * @throws HlError HL_SERVICE: nobody knows it; HL_NOT_DEPLOYED: only git does
 */
export async function deployedService(context: Context, name: string): Promise<Service> {
  const { entries, warning } = await context.state();
  if (warning !== null) context.print.warn(warning);
  const entry = entries?.find((one) => one.name === name);
  const found = entry && standing(entry);
  if (found) return found;
  const file = context.repository.load().services.find((service) => service.name === name);
  if (file === undefined) throw unknownService(name);
  if (entries === null) return file;
  throw new HlError('HL_NOT_DEPLOYED', `${name} is not deployed: ${file.path} is there, and no run has brought it up`, {
    kind: 'input',
    hint: 'hl plan shows what would be done, hl run does it.',
  });
}

/** Its host, to look after its containers. @throws HlError HL_NOT_DEPLOYED: it has none */
export async function hostOf(context: Context, { name, host, deployment }: Service): Promise<Attended> {
  if (deployment === null)
    throw new HlError('HL_NOT_DEPLOYED', `${name} has no container: its pages are those of another machine`, {
      kind: 'input',
      hint: 'Ask the machine that its backend names.',
    });
  return { remote: (await context.fleet()).remote(host), kind: context.site.hosts[host]?.kind === 'swarm' ? 'swarm' : 'docker' };
}

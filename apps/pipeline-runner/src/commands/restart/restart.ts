import type { Context } from '../../context.js';
import type { Ended } from '../../job.js';
import { deployedService, hostOf } from '../../state/deployed.js';
import { withLease } from '../../state/lease.js';

/** Under the lease: a deployment on that host must not find its containers stopped. What is deployed stays as it is, so nothing is recorded. */
export async function restartService(context: Context, name: string, { container }: { readonly container?: string }): Promise<Ended> {
  const { print } = context;
  await withLease(context, async (leased) => {
    const service = await deployedService(leased, name);
    const { restart, running } = await import('@hl/deployer');
    const host = await hostOf(leased, service);
    const found = await running(host, service, container);
    const names = found.containers.map((one) => one.name);
    print.step(`restarting ${names.join(', ')} on ${service.host}`);
    const others = await restart(host, found);
    if (others.length > 0) print.step(`also restarted, for they use its network: ${others.join(', ')}`);
    print.text(`${name} is up again.`);
    print.data({ service: name, host: service.host, restarted: [...names, ...others] });
  });
  return { code: 0 };
}

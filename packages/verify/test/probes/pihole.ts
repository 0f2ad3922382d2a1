import { exampleService, exampleSite } from '@hl/core/testing';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';
import type { Check, CheckResult } from '@hl/verify';
import { absenceChecksFor, checksFor } from '../outside.js';
import { one } from '../servers.js';

/** Of the service that is asked for. */
export const host = 'metube.example.org';

export const site = (...servers: { port: number }[]) =>
  exampleSite({
    dns: { pihole: { instances: servers.map(({ port }) => ({ url: 'http://x', password: 'P', dns: { address: '127.0.0.1', port } })) } },
  });

/** The check of its name; and the one that its name is gone. */
export const check = (addresses: readonly string[], ...servers: { port: number }[]): Check | undefined =>
  checksFor(exampleService({ dns: { addresses } }), site(...servers)).find(({ kind }) => kind === 'dns');
export const gone = (server: { port: number }): Check | undefined =>
  absenceChecksFor(exampleService({ dns: { addresses: ['10.0.0.1'] } }), site(server)).find(({ name }) => name === 'absent-dns');

/** What the check says of an emulated Pi-hole, once it is as `before` makes it. */
export async function asked(
  lab: PiholeEmulatorOptions,
  addresses: readonly string[],
  before?: (server: PiholeEmulator) => Promise<unknown>,
): Promise<CheckResult> {
  await using server = await piholeEmulator(lab);
  await before?.(server);
  return await one(check(addresses, server.dns));
}

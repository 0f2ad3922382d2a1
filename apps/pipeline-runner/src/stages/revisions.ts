import { HlError } from '@hl/core';
import type { Context } from '../context.js';
import { readLedger } from './detect.js';

/** Revisions on the hosts, of one service or of all that the ledger and the tree know. */
export async function listRevisions(context: Context, service?: string): Promise<{ code: number }> {
  const { revisions } = await import('@hl/deployer');
  const fleet = await context.fleet();
  const rows = [];
  for (const { name, host, deployment } of (await deployed(context)).filter(({ name }) => service === undefined || name === service)) {
    for (const revision of await revisions(fleet.remote(host), deployment.installPath)) rows.push({ service: name, host, ...revision });
  }
  context.print.text(
    rows.length === 0 ? 'There are no revisions.' : rows.map((row) => Object.values(row).map(String).join('  ')).join('\n'),
  );
  context.print.data(rows);
  return { code: 0 };
}

async function deployed(context: Context) {
  const { entries } = await readLedger(context);
  const known = (entries ?? []).flatMap(({ service }) => (service ? [service] : []));
  return known.length > 0 ? known : context.repository.load().services;
}

/** Brings one revision of a service's containers back. */
export async function toRevision(_context: Context, service: string | undefined, _to: number): Promise<{ code: number }> {
  if (service === undefined)
    throw new HlError('HL_USAGE', '--to needs --service', { kind: 'input', hint: 'hl rollback --service metube --to 3' });
  throw new HlError('HL_USAGE', 'going to a numbered revision is not there yet', {
    kind: 'input',
    hint: 'hl rollback --service takes the last run back.',
  });
}

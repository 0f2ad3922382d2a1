import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRemote } from '@hl/core/local';
import { ledger, remoteStore } from '@hl/core/state';
import type { Ledger, LedgerEntry } from '@hl/core/state';

const remote = localRemote('box');
const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new folder of this machine. */
export function directory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hl-state-'));
  made.push(folder);
  return folder;
}

/** The ledger in a folder. */
export const at = (where: string): Ledger => ledger(remoteStore(remote, where));

export const entry = (name: string, commit: string): LedgerEntry => ({
  version: 1,
  name,
  path: `services/x/${name}.yml`,
  host: 'h',
  service: null,
  previous: null,
  leftovers: [],
  hash: 'h',
  previousHash: null,
  commit,
  run: '1',
  pipelineUrl: null,
  time: '2026-01-01T00:00:00Z',
  healthy: true,
  rejected: null,
  outcomes: [],
  made: [],
  intents: [],
  history: [],
});

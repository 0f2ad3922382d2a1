import { HlError } from '@hl/core';
import type { HostKey } from '@hl/ssh';
import type { Printer } from '../../../printer.js';
import type { Ask } from '../../new/ask.js';
import { recordKeys } from '../../trust-hosts.js';

export interface Trusting {
  /** known_hosts */
  readonly path: string;
  /** Every key that nobody knows yet is recorded. */
  readonly always: boolean;
  /** null: nobody is there to say yes. */
  readonly ask: Ask | null;
  readonly print: Printer;
}

/**
 * Does the work, and where it fails because nobody has vouched for the host's key, shows the key and does it again after a yes.
 * A key that has changed is never recorded here.
 */
export async function trusting<T>(
  { name, address, port }: { readonly name: string; readonly address: string; readonly port: number },
  work: () => Promise<T>,
  keysOf: () => Promise<readonly HostKey[]>,
  { path, always, ask, print }: Trusting,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const unknown = HlError.from(error);
    if (unknown.code !== 'HL_HOST_KEY_UNKNOWN') throw error;
    const keys = await keysOf();
    print.step(`${name} (${address}:${port}) shows a host key that nobody has vouched for:`);
    for (const { type, fingerprint } of keys) print.text(`  ${type} ${fingerprint}`);
    const yes =
      always ||
      (await ask?.({ text: 'Is it the key of that host? It is recorded then', choices: ['yes', 'no'], otherwise: 'no' })) === 'yes';
    if (!yes) {
      const hint = 'Compare it with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub prints there, then: hl init --trust.';
      throw new HlError(unknown.code, unknown.message, { kind: unknown.kind, hint, cause: error });
    }
    recordKeys(path, name, { address, port }, keys);
    print.step(`recorded in ${path}`);
    return work();
  }
}

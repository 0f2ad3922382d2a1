import { oneByOne } from '@hl/core';
import type { Integration, Observed, Remote } from '@hl/core';
import { desired, system } from './desired.js';
import type { HostSpec } from './desired.js';
import { edited, parse, print } from './lines.js';
import type { Line } from './lines.js';

export interface HostsFileOptions {
  /** The machine that holds the file. */
  readonly remote: Remote;
  /** Default `/etc/hosts`. */
  readonly path?: string;
}

/**
 * Names of services in the hosts file of a machine, each on a line that ends in `# hl`. All an integration is: what is wanted, what
 * is there, and how to make it so. Plan, dry run, drift, conflicts, removal, rollback and crash safety come from the engine.
 *
 * @throws from its members: whatever the remote throws; a file that cannot be read is never an empty one
 */
export function hostsFile({ remote, path = '/etc/hosts' }: HostsFileOptions): Integration<HostSpec> {
  const read = async (): Promise<Line[]> => {
    const bytes = await remote.read(path);
    return bytes === null ? [] : parse(new TextDecoder().decode(bytes));
  };
  return {
    system,
    desired,

    // Reads once, remembers nothing: another process sees the same.
    async observe(resources) {
      const lines = await read();
      const wanted = new Set(resources.map(({ key }) => key));
      const found = new Map<string, Observed<HostSpec>>();
      for (const [index, { name, address, ours }] of lines.entries()) {
        // Somebody else's line counts before ours: it is theirs to take away.
        if (!wanted.has(name) || found.get(name)?.ours === false) continue;
        found.set(name, { spec: { address }, ours, ...(ours ? {} : { holder: `line ${index + 1} of ${path} on ${remote.name}` }) });
      }
      return found;
    },

    // The engine has looked a moment ago: each change is needed, and ours to make. `write` replaces the file whole or not at all.
    apply: oneByOne<HostSpec>(async ({ key, after }) => {
      await remote.write(path, print(edited(await read(), key, after?.address ?? null)));
    }),
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostShell, loopback } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import { behindSsh } from './behind-ssh.mjs';

/** Emulated Docker hosts h0, h1 … behind real SSH, their files in a `directory` that goes with them. */
export async function emulatedHosts(count, roundTripMs) {
  const directory = mkdtempSync(join(tmpdir(), 'hl-bench-'));
  const at = loopback();
  const machines = [];
  for (let n = 0; n < count; n += 1) {
    const [name, address] = [`h${n}`, at(10 + n)];
    const docker = await dockerHost({ root: join(directory, name), address });
    machines.push({ name, address, docker, shell: hostShell({ root: join(directory, name), env: docker.env }) });
  }
  const behind = await behindSsh(directory, machines, roundTripMs);
  const close = async () => {
    await behind.close();
    for (const { docker } of machines) await docker.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { ...behind, directory, close };
}

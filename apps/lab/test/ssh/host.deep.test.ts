import { clientBench, withClient } from './client-bench.js';
import type { ClientBench } from './client-bench.js';

let bench: ClientBench;
let { host, ssh } = {} as ClientBench;
beforeEach(async () => {
  bench = await clientBench();
  ({ host, ssh } = bench);
});
afterEach(() => bench.close());

withClient('nobody answers', async () => {
  host.faults.freeze(true);
  expect((await ssh('true', '', ['-o', 'ConnectTimeout=1'])).stderr).toMatch(/timed out/);
  host.faults.freeze(false);
  expect(await ssh('true')).toMatchObject({ code: 0 });
});

withClient('an answer comes late, or never though the command ran', async () => {
  host.faults.commands.push({ match: 'late', delayMs: 150 }, { match: 'never', freeze: 'after' });
  const started = Date.now();
  expect(await ssh('echo late')).toMatchObject({ stdout: 'late\n' });
  expect(Date.now() - started).toBeGreaterThanOrEqual(150);
  const impatient = await ssh('touch /opt/never', '', ['-o', 'ServerAliveInterval=1', '-o', 'ServerAliveCountMax=1']);
  expect(impatient).toMatchObject({ code: 255 });
  host.faults.freeze(false);
  expect(await ssh('ls /opt')).toMatchObject({ stdout: 'never\n' });
});

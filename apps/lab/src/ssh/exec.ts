import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerChannel } from 'ssh2';
import type { Shell } from '../shell.js';
import { faultFor } from './faults.js';
import type { SshFaults } from './faults.js';

/** As long as a test may last: as on a real host, ending a command in time is the client's business. */
const noLimitMs = 24 * 3600_000;

/** Runs one command line as sshd does: a command outlives the channel it came by. */
export async function runCommand(command: string, channel: ServerChannel, shell: Shell, faults: SshFaults, cut: () => void): Promise<void> {
  channel.on('error', () => {}); // the client is gone
  const chunks: Buffer[] = [];
  const input = new Promise<void>((resolve) => {
    channel.on('data', (chunk: Buffer) => chunks.push(chunk));
    channel.on('end', resolve);
    channel.on('close', resolve);
  });
  const fault = faultFor(faults.commands, command);
  if (fault?.delayMs) await sleep(fault.delayMs);
  if (fault?.drop === 'before') return cut();
  if (fault?.freeze === 'before') return faults.freeze(true);
  if (fault?.signal !== undefined) return end(channel, () => channel.exit(fault.signal ?? 'KILL', false, ''));
  if (fault?.prints !== undefined) return printOn(channel, fault.prints);

  await input;
  const { code, stdout, stderr } = await shell.run(command, Buffer.concat(chunks), noLimitMs);
  if (fault?.drop === 'after') return cut();
  if (fault?.freeze === 'after') return faults.freeze(true);
  if (channel.destroyed || !channel.writable) return;
  if (stderr.length > 0) channel.stderr.write(Buffer.from(stderr));
  if (stdout.length > 0) channel.write(Buffer.from(stdout));
  end(channel, () => channel.exit(code));
}

async function printOn(channel: ServerChannel, how: 'floods' | 'drips'): Promise<void> {
  let open = true;
  const closed = new Promise<void>((resolve) => channel.once('close', resolve)).then(() => void (open = false));
  const chunk = how === 'floods' ? Buffer.alloc(65_536, 'x\n') : Buffer.from('.');
  while (open && channel.writable) {
    const room = channel.write(chunk) || new Promise<void>((resolve) => channel.once('drain', resolve));
    await Promise.race([closed, how === 'floods' ? room : sleep(10)]);
    if (how === 'floods') await sleep(0);
  }
}

const end = (channel: ServerChannel, exit: () => void): void => {
  exit();
  channel.end();
};

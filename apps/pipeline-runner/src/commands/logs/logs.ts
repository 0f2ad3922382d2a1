import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine, LogOptions } from '@hl/deployer';
import type { Context } from '../../context.js';
import type { Ended } from '../../job.js';
import { deployedService, hostOf } from '../../state/deployed.js';
import { laterThan } from './later.js';
import { sinceOf, tailOf } from './since.js';

export interface LogsArguments {
  readonly follow: boolean;
  readonly tail: string;
  readonly since?: string;
  readonly container?: string;
}

/**
 * Prints what containers have printed. Who follows them asks again each second: a command that runs on would be left behind on the host
 * when the connection breaks.
 */
export async function showLogs(context: Context, name: string, { follow, container, ...asked }: LogsArguments): Promise<Ended> {
  const { print } = context;
  let options: LogOptions = { tail: tailOf(asked.tail), ...(asked.since === undefined ? {} : { since: sinceOf(asked.since) }) };
  const service = await deployedService(context, name);
  for (const { source } of service.deployment?.secrets ?? []) print.hide(context.environment.secret(source));
  const { logs, running } = await import('@hl/deployer');
  const host = await hostOf(context, service);
  const find = async () => (await running(host, service, container)).containers;
  let containers = await find();
  const show = (lines: readonly LogLine[]): void => {
    const shown = lines.map((line) => ({ ...line, text: colourless(line.text) }));
    const width = Math.max(...containers.map((one) => one.name.length));
    if (shown.length > 0)
      print.text(shown.map((line) => (containers.length > 1 ? `${line.container.padEnd(width)} | ${line.text}` : line.text)));
    for (const line of follow ? shown : [shown]) print.data(line);
  };

  let last = await logs(host, containers, options);
  show(last.lines);
  if (!follow && last.lines.length === 0)
    print.step(`${name} has printed nothing${asked.since === undefined ? '' : ` since ${asked.since}`}`);
  for (let seen = last.lines; follow && process.stdout.writable;) {
    await sleep(1_000);
    options = { tail: 'all', since: seen.at(-1)?.time ?? last.now };
    last = await logs(host, containers, options).catch(async () => {
      containers = await find(); // made anew meanwhile
      return logs(host, containers, options);
    });
    const fresh = laterThan(seen, last.lines);
    show(fresh);
    if (fresh.length > 0) seen = last.lines;
  }
  return { code: 0 };
}

/** Colours are for the terminal that the container thought it had; whatever else is not text is shown as what it is. */
const colourless = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '');

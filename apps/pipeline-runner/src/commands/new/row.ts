import type { Context } from '../../context.js';
import type { CommandOptions } from '../command.js';
import { asker } from './ask.js';
import { newService } from './new.js';

const texts = ['category', 'host', 'image', 'port', 'containerPort', 'subdomain', 'backend'] as const;

/** With what was typed; who sits at a terminal is asked for the rest. */
export async function newFromCommandLine(context: Context, options: CommandOptions, name: string): Promise<{ code: number }> {
  const typed = texts.flatMap((flag) => (options[flag] === undefined ? [] : [[flag, String(options[flag])] as const]));
  const { page, sso, tile, dryRun } = options;
  const given = { ...Object.fromEntries(typed), page: page !== false, sso: sso === true, tile: tile === true, dryRun: dryRun === true };
  // What is asked goes where messages go: standard output is the file, or JSON.
  const ask = process.stdin.isTTY && options.json !== true ? asker(process.stdin, process.stderr) : null;
  try {
    return await newService(context, name, given, ask);
  } finally {
    ask?.close();
  }
}

import type { Context } from '../../context.js';
import { flags, texts } from '../arguments.js';
import type { CommandOptions } from '../command.js';
import { asker } from './ask.js';
import { newService } from './new.js';

/** With what was typed; who sits at a terminal is asked for the rest. */
export async function newFromCommandLine(context: Context, options: CommandOptions, name: string): Promise<{ code: number }> {
  const given = {
    ...texts(options, 'category', 'host', 'image', 'port', 'containerPort', 'subdomain', 'backend'),
    ...flags(options, 'sso', 'tile', 'dryRun'),
    page: options['page'] !== false,
  };
  // What is asked goes where messages go: standard output is the file, or JSON.
  const ask = process.stdin.isTTY && options.json !== true ? asker(process.stdin, process.stderr) : null;
  try {
    return await newService(context, name, given, ask);
  } finally {
    ask?.close();
  }
}

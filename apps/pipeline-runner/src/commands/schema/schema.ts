import type { Ended } from '../../job.js';
import type { Printer } from '../../printer.js';
import { usageError } from '../../line/usage-error.js';
import { schemaTexts, writeSchemas, type Kind } from './files.js';
import { standardFolder } from './refresh.js';

/** Prints one schema, or writes those that editors of this repository read. */
export async function schema(
  cwd: string,
  config: string,
  print: Printer,
  kind: string | undefined,
  dir: string | undefined,
): Promise<Ended> {
  if (kind !== undefined && kind !== 'service' && kind !== 'site')
    throw usageError(`schema knows service and site, not ${kind}`, 'hl schema service');
  const texts = schemaTexts(cwd, config, kind === undefined ? ['service', 'site'] : [kind]);
  if (kind !== undefined && dir === undefined) {
    const whole = texts.get(kind as Kind) ?? '';
    print.text(whole);
    print.data(JSON.parse(whole) as unknown);
    return { code: 0 };
  }
  const written = writeSchemas(cwd, dir ?? standardFolder, texts);
  print.text(written.map((path) => `wrote ${path}`));
  print.data({ written });
  return { code: 0 };
}

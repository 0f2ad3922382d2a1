import { codeQuality } from '@hl/schema';
import { exitCodes } from '@hl/core';
import type { Context } from '../context.js';
import { describe } from '../repository.js';

/** Every service file of the tree against the schema, and all of them against each other. */
export async function validate({ repository, artifacts, print }: Context): Promise<{ code: number }> {
  const { services, diagnostics } = repository.load();
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  artifacts.writeText('gl-code-quality-report.json', `${JSON.stringify(codeQuality([...diagnostics]), null, 2)}\n`);
  for (const diagnostic of diagnostics)
    print.text(
      `${describe(diagnostic)}${diagnostic.severity === 'warning' ? ' (warning)' : ''}${diagnostic.hint ? `\n  → ${diagnostic.hint}` : ''}`,
    );
  print.step(
    errors.length === 0
      ? `${services.length} service files are valid`
      : `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} in ${new Set(errors.map(({ file }) => file)).size} files`,
  );
  print.data({ services: services.length, diagnostics });
  return { code: errors.length === 0 ? 0 : exitCodes.input };
}

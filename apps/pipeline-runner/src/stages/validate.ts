import { relative, resolve } from 'node:path';
import { exitCodes, HlError, type CheckResult } from '@hl/core';
import { floatingImages, type Diagnostic } from '@hl/schema';
import type { Context } from '../context.js';
import { describe, invalid } from '../repository/diagnostics.js';
import type { Loaded, Repository } from '../repository/repository.js';
import { noServices } from '../text/no-services.js';
import { count } from '../text/count.js';

export interface Validated {
  readonly code: number;
  readonly services: number;
  readonly diagnostics: readonly Diagnostic[];
  /** The same as results of checks, one for each file that is right. */
  readonly checks: readonly CheckResult[];
  readonly error?: HlError;
}

/**
 * Every service file of the tree against the schema, and all of them against each other.
 *
 * @param files only these, each by itself: what they say is then all that the answer depends on
 * @throws HlError HL_SERVICE_FILE
 */
export function validate(context: Context, files: readonly string[] = []): Validated {
  const { repository, environment, site, print } = context;
  const found = files.length === 0 ? repository.load() : loadThese(repository, files);
  const diagnostics = [...found.diagnostics, ...floatingImages(found.services)];
  if (environment.ci && site.ledger === null && files.length === 0)
    // The rollback job of a pipeline sees no artifacts but detect's, so that it can be played after any failure.
    print.warn(
      'there is no ledger: the rollback job of this pipeline would find nothing to take back\n  → Add ledger: { host: … } to hl.yml.',
    );
  if (files.length === 0 && found.services.length === 0 && repository.servicePaths().length === 0) print.step(noServices(site));
  return told(context, { services: found.services, diagnostics });
}

/** What was found, for people, and what the command ends with. */
export function told({ print, fromHere }: Pick<Context, 'print' | 'fromHere'>, { services, diagnostics }: Loaded): Validated {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const lines = (diagnostic: Diagnostic): string[] => [
    `${describe({ ...diagnostic, file: fromHere(diagnostic.file) })}${diagnostic.severity === 'warning' ? ' (warning)' : ''}`,
    ...(diagnostic.hint ? [`  → ${diagnostic.hint}`] : []),
  ];
  for (const diagnostic of diagnostics) print.text(lines(diagnostic));
  print.last([
    ...(print.quiet ? errors.flatMap(lines) : []),
    errors.length === 0
      ? `› ${count(services.length, 'service file')} ${services.length === 1 ? 'is' : 'are'} valid`
      : `✖ ${count(errors.length, 'error')} in ${count(new Set(errors.map(({ file }) => file)).size, 'file')}`,
  ]);
  const paths = services.map(({ path }) => path);
  const found = { services: services.length, diagnostics, checks: checksOf(paths, errors) };
  return errors.length === 0 ? { ...found, code: 0 } : { ...found, code: exitCodes.input, error: invalid(diagnostics) };
}

function checksOf(paths: readonly string[], errors: readonly Diagnostic[]): CheckResult[] {
  const check = { name: 'is valid', status: 'pass', expected: 'no mistake', actual: 'none', attempts: 1, ms: 0 } as const;
  const wrong = new Set(errors.map(({ file }) => file));
  return [
    ...paths.filter((path) => !wrong.has(path)).map((path): CheckResult => ({ ...check, service: path })),
    ...errors.map((error): CheckResult => ({
      ...{ ...check, service: error.file, status: 'fail', actual: describe(error) },
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    })),
  ];
}

function loadThese(repository: Repository, files: readonly string[]): Loaded {
  const loaded = files.map((file) => {
    const path = relative(repository.cwd, resolve(repository.cwd, file)).replaceAll('\\', '/');
    if (repository.readFile(path) !== null) return repository.loadOne(path);
    const hint = 'Give service files by their paths from the folder of hl.yml.';
    throw new HlError('HL_SERVICE_FILE', `${file} is not there`, { kind: 'input', hint });
  });
  return { services: loaded.flatMap(({ service }) => service ?? []), diagnostics: loaded.flatMap(({ diagnostics }) => diagnostics) };
}

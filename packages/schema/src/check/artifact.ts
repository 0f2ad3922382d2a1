import { report, type Diagnostic } from '../diagnostic.js';
import { validate } from './validate.js';

/**
 * What is wrong with an artifact by `schemas/<name>.schema.json`. An artifact is no text, so its diagnostics have a
 * pointer and no position, and `file` is the name.
 */
export function checkArtifact(name: string, value: unknown): Diagnostic[] {
  const result = report(name, () => ({ line: 1, column: 1 }));
  const problems = validate(name, value);
  if (problems === null) result.error('schema', `there is no schema named ${name}`, 'This is a bug in hl; report it.');
  for (const problem of problems ?? []) result.add(problem);
  return result.diagnostics();
}

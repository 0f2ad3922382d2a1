import { HlError } from '@hl/core';
import type { Diagnostic } from '@hl/schema';

/** Diagnostics as one error: the first in words, the rest counted. */
export function invalid(diagnostics: readonly Diagnostic[]): HlError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new HlError('HL_INVALID', first ? `${describe(first)}${more}` : 'a file is not valid', {
    kind: 'input',
    hint: first?.hint ?? 'Run hl validate to see every finding.',
  });
}

export const describe = ({ file, line, column, message }: Diagnostic): string => `${file}:${line}:${column}: ${message}`;

export const unknownService = (name: string): HlError =>
  new HlError('HL_SERVICE', `there is no service ${name} in this repository`, {
    kind: 'input',
    hint: 'Give the name that its file has under service.name.',
  });

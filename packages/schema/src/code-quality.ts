import { printable, sha256 } from '@hl/core';
import type { Diagnostic } from './diagnostic.js';

/** One finding in GitLab's Code Quality format. */
export interface CodeQualityFinding {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'minor' | 'major';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/**
 * Diagnostics as GitLab's merge request widget reads them. A fingerprint is made of file, rule and pointer, so that a
 * finding stays the same when lines move; a second one of the same kind in the same place counts on.
 */
export function codeQuality(diagnostics: readonly Diagnostic[]): CodeQualityFinding[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ severity, file, line, pointer, message, hint, rule }) => {
    const identity = JSON.stringify([file, rule, pointer]);
    const nth = seen.get(identity) ?? 0;
    seen.set(identity, nth + 1);
    return {
      description: printable(hint === undefined ? message : `${message}. ${hint}`),
      check_name: `hl/${rule}`,
      fingerprint: sha256(nth === 0 ? identity : `${identity}#${nth}`),
      severity: severity === 'error' ? 'major' : 'minor',
      location: { path: file.replace(/^\.\//, ''), lines: { begin: line } },
    };
  });
}

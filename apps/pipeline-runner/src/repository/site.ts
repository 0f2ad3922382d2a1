import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HlError, type Site } from '@hl/core';
import { loadSite, type Diagnostic, type SshLookup } from '@hl/schema/site';
import { invalid } from './diagnostics.js';

/**
 * @param shown as its messages name it
 * @throws HlError HL_CONFIG when hl.yml is missing or wrong, with its first diagnostic
 */
export function readSite(cwd: string, config: string, ssh?: SshLookup, shown = config): { site: Site; diagnostics: readonly Diagnostic[] } {
  const path = resolve(cwd, config);
  if (!existsSync(cwd))
    throw new HlError('HL_CONFIG', `the folder ${cwd} is not there`, {
      kind: 'input',
      hint: 'Give the folder of the repository with --cwd.',
    });
  if (!existsSync(path))
    throw new HlError('HL_CONFIG', `${config} is not there`, {
      kind: 'input',
      hint: `Make it in ${cwd}, or name another one with --config.`,
    });
  const { site, diagnostics } = loadSite(readFileSync(path, 'utf8'), shown, { ...(ssh && { ssh }) });
  if (site) return { site, diagnostics };
  throw invalid(diagnostics);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { HlError } from '@hl/core';

/** Where something is, and no secret. */
const places = new Set([
  'SSH_KEY_FILE',
  'SSH_PRIVATE_KEY_FILE',
  'SSH_KNOWN_HOSTS',
  'SSH_CONFIG_FILE',
  'SSH_AUTH_SOCK',
  'SOPS_AGE_KEY_FILE',
]);

/**
 * The variables of `.env` beside hl.yml, under those of the environment. In CI it is not read: there variables have a place of their own.
 *
 * @returns `secrets`: values that must not be shown
 * @throws HlError HL_ENV_FILE (input): git holds it, or it cannot be read
 */
export async function withLocalVariables(
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly secrets: readonly string[] }> {
  if (env['CI'] && env['CI'] !== 'false') return { env, secrets: [] };
  const text = textOf(join(cwd, '.env'));
  if (text === null) return { env, secrets: [] };
  if (await isTracked(cwd)) {
    throw new HlError('HL_ENV_FILE', '.env is in git, where its secrets are for everybody to read', {
      kind: 'input',
      hint: 'git rm --cached .env && echo .env >> .gitignore, commit that, and give new values to the secrets that were ever committed.',
    });
  }
  const given = parseEnv(text) as Record<string, string>;
  const secrets = Object.entries(given).flatMap(([name, value]) => (places.has(name) || value === '' ? [] : value));
  return { env: { ...given, ...env }, secrets };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new HlError('HL_ENV_FILE', `${file} cannot be read: ${code}`, {
      kind: 'input',
      hint: 'Make it a file that you may read.',
      cause,
    });
  }
}

async function isTracked(cwd: string): Promise<boolean> {
  const { git } = await import('@hl/detect');
  // no git, no repository: nobody holds it
  return git(['git', 'ls-files', '--', '.env'], cwd).then(
    ({ stdout }) => stdout.length > 0,
    () => false,
  );
}

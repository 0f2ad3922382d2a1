import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HlError } from '@hl/core';
import type { ServiceFileCopy } from '@hl/core';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a program said. `code` is null when it was ended by a signal, `missing` when there is no such program. */
export interface SopsAnswer {
  readonly code: number | null | 'missing';
  readonly stdout: string;
  readonly stderr: string;
}

export interface SopsOptions {
  /** Directory that `source` of a file is relative to: the checkout. */
  readonly cwd: string;
  /** Whole environment of sops: PATH to find it, and where its keys are (SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, HOME, …). */
  readonly env: Environment;
  /** Runs a program without a shell. Default: execFile, for at most a minute. */
  readonly run?: (argv: readonly string[], options: { readonly cwd: string; readonly env: Environment }) => Promise<SopsAnswer>;
}

/**
 * Decrypts a dotenv, YAML or JSON file of plain `NAME: value` pairs with the `sops` program.
 *
 * @returns rejects with HlError: HL_SOPS_MISSING (`input`), HL_SOPS_KEY (`refused`) when no key fits, HL_SECRETS_FILE (`input`) when the
 * file is not what it should be. What sops prints may hold values, so messages never repeat it.
 */
export function sopsDecrypt({ cwd, env, run = start }: SopsOptions): (file: ServiceFileCopy) => Promise<Record<string, string>> {
  return async (file) => {
    const path = resolve(cwd, file.source);
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) throw bad(file, 'cannot be read', 'Look whether it is in the repository.');
    if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
      throw bad(file, 'was changed since it was read', 'Run again from a checkout that nothing else writes to.');
    const answer = await run(['sops', '--decrypt', '--input-type', typeOf(file.source), '--output-type', 'json', path], { cwd, env });
    if (answer.code !== 0) throw trouble(file, answer);
    return pairs(file, answer.stdout);
  };
}

/** By the last part of the name that says so: `app.sops.env`, `secrets.yaml.enc`. */
const typeOf = (source: string): string => {
  const kinds: Readonly<Record<string, string>> = { yaml: 'yaml', yml: 'yaml', json: 'json' };
  const part = source
    .toLowerCase()
    .split(/[./]/)
    .findLast((word) => word in kinds || word === 'env');
  return kinds[part ?? ''] ?? 'dotenv';
};

function trouble(file: ServiceFileCopy, { code, stderr }: SopsAnswer): HlError {
  if (code === 'missing') {
    return new HlError('HL_SOPS_MISSING', `${file.source} is encrypted, and there is no sops on the PATH here`, {
      kind: 'input',
      hint: 'Install sops where hl runs (https://getsops.io), and give it the key.',
    });
  }
  if (code === null) return refused(file, 'sops could not be run to its end (it has a minute)');
  // 128: no data key could be had (sops' own exit codes).
  if (code === 128 || /data key|no identity matched|no master key/i.test(stderr)) return refused(file, 'none of the keys given fits');
  // 24, 25: a value or the checksum does not decrypt under the right key; 51, 52: the checksum is another one, or gone.
  if ([24, 25, 51, 52].includes(code) || /MAC mismatch|message authentication failed/i.test(stderr))
    return bad(file, 'was changed without sops: its checksum is wrong', 'Take back that change, then edit it with: sops FILE');
  if (/metadata not found/i.test(stderr)) return bad(file, 'is not encrypted', 'Encrypt it with: sops --encrypt --in-place FILE');
  return bad(file, `cannot be decrypted: sops ended with ${code}`, 'See why with: sops --decrypt FILE');
}

const refused = ({ source }: ServiceFileCopy, what: string): HlError =>
  new HlError('HL_SOPS_KEY', `${source} cannot be decrypted: ${what}`, {
    kind: 'refused',
    hint: 'Give sops the key, e.g. as SOPS_AGE_KEY (a masked CI/CD variable) or SOPS_AGE_KEY_FILE.',
  });

function pairs(file: ServiceFileCopy, text: string): Record<string, string> {
  const flat = 'It must hold NAME: value pairs and nothing below them.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad(file, 'was decrypted to something that is no JSON', 'Update sops.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(file, 'does not hold variables', flat);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => {
      if (item === null || typeof item === 'object') throw bad(file, `holds no text under ${name}`, flat);
      if (typeof item === 'number' && Math.abs(item) > Number.MAX_SAFE_INTEGER)
        throw bad(file, `holds a number under ${name} that does not keep its digits`, 'Put it in quotes.');
      return [name, String(item)];
    }),
  );
}

const bad = ({ source }: ServiceFileCopy, what: string, hint: string): HlError =>
  new HlError('HL_SECRETS_FILE', `${source} ${what}`, { kind: 'input', hint });

const start: NonNullable<SopsOptions['run']> = ([program = '', ...args], { cwd, env }) =>
  new Promise((done) => {
    const child = execFile(
      program,
      args,
      { cwd, env: { ...env }, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : error.code === 'ENOENT' ? 'missing' : null;
        done({ code, stdout, stderr });
      },
    );
    child.stdin?.on('error', () => {}); // gone before it read anything: its exit code says why
    child.stdin?.end();
  });

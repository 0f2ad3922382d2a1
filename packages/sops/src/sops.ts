import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { HlError, isRecord, sha256, type ServiceFileCopy } from '@hl/core';
import { ageKeys, isAge, openAge, type Environment } from './age.js';
import { decryptEntries, readSopsFile } from './sops-file.js';

/** What a program said. `code` is null when it was ended by a signal, `missing` when there is no such program. */
export interface SopsAnswer {
  readonly code: number | null | 'missing';
  readonly stdout: string;
  readonly stderr: string;
}

export interface SopsOptions {
  /** Directory that `source` of a file is relative to: the checkout. Default: where the process runs. */
  readonly cwd?: string;
  /** Whole environment of sops: PATH to find it, and where its keys are (SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, HOME, …). */
  readonly env: Environment;
  /** Runs a program without a shell. Default: execFile, for at most a minute. */
  readonly run?: (argv: readonly string[], options: { readonly cwd: string; readonly env: Environment }) => Promise<SopsAnswer>;
}

/**
 * Decrypts a dotenv, YAML or JSON file of plain `NAME: value` pairs with the `sops` program or, where there is none, by an age key
 * itself; and an env file that age alone has encrypted.
 *
 * @returns rejects with HlError: HL_SOPS_MISSING (`input`) when only the program can open it, HL_SOPS_KEY (`refused`) when no key fits,
 * HL_SECRETS_FILE (`input`) when the file is not what it should be. What sops prints may hold values, so messages never repeat it.
 */
export function sopsDecrypt({ cwd = '.', env, run = start }: SopsOptions): (file: ServiceFileCopy) => Promise<Record<string, string>> {
  return async (file) => {
    const path = resolve(cwd, file.source);
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) throw bad(file, 'cannot be read', 'Look whether it is in the repository.');
    if (sha256(bytes) !== file.sha256)
      throw bad(file, 'was changed since it was read', 'Run again from a checkout that nothing else writes to.');
    if (isAge(bytes)) return pairs(file, parseEnv(Buffer.from(await opened(file, [bytes], env)).toString()));
    const type = typeOf(file.source);
    const { code, stdout, stderr } = await run(['sops', '--decrypt', '--input-type', type, '--output-type', 'json', path], { cwd, env });
    if (code === 'missing') return pairs(file, await withoutSops(file, bytes, type, env));
    if (code !== 0) throw sopsError(file, code, stderr);
    const value = tried(() => JSON.parse(stdout) as unknown, bad(file, 'was decrypted to something that is no JSON', 'Update sops.'));
    return pairs(file, value);
  };
}

/** The first of them that one of the age keys opens which the environment names. */
async function opened(file: ServiceFileCopy, sealed: readonly Uint8Array[], env: Environment): Promise<Uint8Array> {
  const keys = await ageKeys(env);
  if (keys.length === 0) throw noKey(file, 'no key is given');
  for (const one of sealed) {
    const bytes = await openAge(one, keys);
    if (bytes !== null) return bytes;
  }
  throw noKey(file, 'none of the keys given fits');
}

async function withoutSops(file: ServiceFileCopy, bytes: Uint8Array, type: string, env: Environment): Promise<Record<string, unknown>> {
  const wrong = bad(file, `is no ${type}`, 'Look at it, or give it a name that ends in what it is.');
  const sealed = tried(() => readSopsFile(Buffer.from(bytes).toString(), type), wrong);
  if (sealed === null) throw notEncrypted(file);
  if (sealed.needsProgram || sealed.keys.length === 0)
    throw new HlError('HL_SOPS_MISSING', `${file.source} is not encrypted for an age key alone, and there is no sops on the PATH here`, {
      kind: 'input',
      hint: 'Install sops where hl runs (https://getsops.io), and give it the key.',
    });
  for (const [name, value] of sealed.entries) if (typeof value === 'object') throw nested(file, name);
  const keys = sealed.keys.map((key) => Buffer.from(key));
  const key = await opened(file, keys, env);
  return tried(() => decryptEntries(sealed, key), changed(file));
}

/** What it throws may show a value or a key, so it is not kept as a cause. */
function tried<T>(work: () => T, error: HlError): T {
  try {
    return work();
  } catch {
    throw error;
  }
}

/** By the last part of the name that says so: `app.sops.env`, `secrets.yaml.enc`. */
const typeOf = (source: string): string => {
  const part = /^.*[./](yaml|yml|json|env)(?![^./])/.exec(`/${source.toLowerCase()}`)?.[1] ?? 'env';
  return { yml: 'yaml', env: 'dotenv' }[part] ?? part;
};

/** Why sops failed, by its exit codes and words. */
function sopsError(file: ServiceFileCopy, code: number | null, stderr: string): HlError {
  if (code === null) return noKey(file, 'sops could not be run to its end (it has a minute)');
  // 128: no data key could be had.
  if (code === 128 || /data key|no identity matched|no master key/i.test(stderr)) return noKey(file, 'none of the keys given fits');
  // 24, 25: a value or the checksum does not decrypt under the right key; 51, 52: the checksum is another one, or gone.
  if ([24, 25, 51, 52].includes(code) || /MAC mismatch|message authentication failed/i.test(stderr)) return changed(file);
  if (/metadata not found/i.test(stderr)) return notEncrypted(file);
  return bad(file, `cannot be decrypted: sops ended with ${code}`, 'See why with: sops --decrypt FILE');
}

function pairs(file: ServiceFileCopy, value: unknown): Record<string, string> {
  if (!isRecord(value)) throw bad(file, 'does not hold variables', flat);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (item === null || typeof item === 'object') throw nested(file, name);
      if (typeof item === 'number' && Math.abs(item) > Number.MAX_SAFE_INTEGER)
        throw bad(file, `holds a number under ${name} that does not keep its digits`, 'Put it in quotes.');
      return [name, String(item)];
    }),
  );
}

const flat = 'It must hold NAME: value pairs and nothing below them.';

const bad = ({ source }: ServiceFileCopy, what: string, hint: string): HlError =>
  new HlError('HL_SECRETS_FILE', `${source} ${what}`, { kind: 'input', hint });

const nested = (file: ServiceFileCopy, name: string): HlError => bad(file, `holds no text under ${name}`, flat);

const changed = (file: ServiceFileCopy): HlError =>
  bad(file, 'was changed without sops: its checksum is wrong', 'Take back that change, then edit it with: sops FILE');

const notEncrypted = (file: ServiceFileCopy): HlError => bad(file, 'is not encrypted', 'Encrypt it with: sops --encrypt --in-place FILE');

const noKey = ({ source }: ServiceFileCopy, what: string): HlError =>
  new HlError('HL_SOPS_KEY', `${source} cannot be decrypted: ${what}`, {
    kind: 'refused',
    hint: 'Give sops the key, e.g. as SOPS_AGE_KEY (a masked CI/CD variable) or SOPS_AGE_KEY_FILE.',
  });

const start: NonNullable<SopsOptions['run']> = ([program = '', ...args], { cwd, env }) =>
  new Promise((done) => {
    const options = { cwd, env: { ...env }, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : error.code === 'ENOENT' ? 'missing' : null;
      done({ code, stdout, stderr });
    });
    child.stdin?.on('error', () => {}); // gone before it read anything: its exit code says why
    child.stdin?.end();
  });

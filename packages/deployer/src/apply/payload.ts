import { randomUUID } from 'node:crypto';
import { HlError, reveal, sha256, type Secret, type ServiceFileCopy } from '@hl/core';
import { dotenv } from '../client/dotenv.js';
import { manifestOf } from '../client/manifest.js';
import type { ComposeSpec } from '../spec.js';
import { tar, type TarEntry } from '../client/tar.js';

/** Values by source variable. */
export type Secrets = Readonly<Record<string, Secret | string | undefined>>;

export const valueOf = (secrets: Secrets, source: string): string | undefined => {
  const value = secrets[source];
  return value === undefined ? undefined : reveal(value);
};

export interface Sources {
  readonly content: (file: ServiceFileCopy) => Promise<Uint8Array>;
  readonly secrets: Secrets;
  readonly decrypt?: ((file: ServiceFileCopy) => Promise<Record<string, string>>) | undefined;
  readonly commit?: string | undefined;
}

/** What is sent to the host for one service, in full. */
export interface Payload {
  /** Tells what this run staged from what another one did. */
  readonly run: string;
  readonly tar: Uint8Array;
  /** To be blotted out wherever text of the host is shown. */
  readonly values: readonly string[];
}

/**
 * Collects compose.yml, files, `.env` and manifest of `spec`.
 *
 * @throws HlError `input`: HL_SECRET_MISSING, HL_SECRET_VALUE, HL_SECRETS_FILE; nothing has been touched then
 */
export async function payload(service: string, spec: ComposeSpec, sources: Sources): Promise<Payload> {
  const text = (path: string, mode: number, content: string): TarEntry => ({ path, mode, content: Buffer.from(content) });
  const run = randomUUID();
  const restored = await wantsFormerEnv(spec, sources);
  const secret = restored ? {} : await secretsOf(service, spec, sources);
  const variables = restored ? {} : { ...spec.variables, ...secret };
  const files = await Promise.all(spec.files.map(async (file) => ({ file, content: await contentOf(file, sources) })));
  const missing = files.filter(({ content }) => content === null).map(({ file }) => `${file.sha256}\t${file.destination}\n`);
  const entries: TarEntry[] = [
    text('compose.yml', 0o644, spec.compose),
    ...(spec.overlay === undefined ? [] : [text('compose.hl.yml', 0o644, spec.overlay)]),
    text('.hl/manifest.json', 0o600, `${JSON.stringify(manifestOf(service, spec, sources.commit ?? null))}\n`),
    text('.hl/run', 0o600, `${run}\n`),
    text('.hl/files', 0o600, spec.files.map(({ destination }) => `${destination}\n`).join('')),
    ...(Object.keys(variables).length > 0 ? [text('.env', 0o600, dotenv(service, variables))] : []),
    ...(missing.length > 0 ? [text('.hl/fetch', 0o600, missing.join(''))] : []),
    ...(spec.revision === undefined ? [] : [text('.hl/revision', 0o600, String(spec.revision))]),
    ...(restored ? [text('.hl/env-of', 0o600, sha256(spec.compose))] : []),
    ...files.flatMap(({ file, content }) => (content === null ? [] : [{ path: file.destination, mode: file.mode, content }])),
  ];
  const given = Object.values(spec.secrets).flatMap(({ source }) => valueOf(sources.secrets, source) ?? []);
  return { run, tar: tar(entries), values: [...Object.values(secret), ...given] };
}

/** Whether the `.env` that a kept revision has is wanted back: its values are not those of this run. */
const wantsFormerEnv = async ({ secrets, secretsFile }: ComposeSpec, sources: Sources): Promise<boolean> =>
  Object.values(secrets).some(({ state }) => state !== 'current') ||
  (secretsFile !== null && (secretsFile.state !== 'current' || (await contentOf(secretsFile, sources)) === null));

async function secretsOf(service: string, { secrets, secretsFile }: ComposeSpec, sources: Sources): Promise<Record<string, string>> {
  const result: Record<string, string> = secretsFile === null ? {} : await decrypted(service, secretsFile, sources);
  const missing: string[] = [];
  for (const [name, { source }] of Object.entries(secrets)) {
    const value = valueOf(sources.secrets, source);
    if (value === undefined || value === '') missing.push(source === name ? name : `${source} (for ${name})`);
    else result[name] = value;
  }
  if (missing.length > 0)
    throw input(
      'HL_SECRET_MISSING',
      `${service}: no value for the secret ${missing.join(', ')}`,
      'Set it as a masked CI/CD variable (protected variables reach protected branches only), or export it where hl runs.',
    );
  const [large] = Object.entries(result).find(([, value]) => Buffer.byteLength(value) > 120 * 1024 || value.includes('\0')) ?? [];
  if (large !== undefined)
    throw input(
      'HL_SECRET_VALUE',
      `${service}: the value of the secret ${large} cannot be an environment variable (over 120 KiB, or with a zero byte)`,
      'Keep such a secret in a file on the host and mount it.',
    );
  return result;
}

async function decrypted(service: string, file: ServiceFileCopy, { decrypt }: Sources): Promise<Record<string, string>> {
  const bad = (what: string, hint: string): HlError => input('HL_SECRETS_FILE', `${service}: ${file.source} ${what}`, hint);
  if (decrypt === undefined) throw bad('cannot be decrypted here', 'Install sops where hl runs, and give it the key.');
  const variables = await decrypt(file);
  const wrong = Object.keys(variables).find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined)
    throw bad(`holds ${JSON.stringify(wrong)}, which is no name of a variable`, 'It must be an env file of NAME=value lines.');
  return { ...variables };
}

const input = (code: string, message: string, hint: string): HlError => new HlError(code, message, { kind: 'input', hint });

/** The file's bytes, or null when the repository no longer holds them: then a revision on the host may. */
async function contentOf(file: ServiceFileCopy, { content }: Sources): Promise<Uint8Array | null> {
  const bytes = await content(file).catch(() => null);
  return bytes !== null && sha256(bytes) === file.sha256 ? bytes : null;
}

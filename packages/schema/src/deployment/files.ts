import { posix } from 'node:path';
import { listOf, mapOf, readCompose, type JsonMap } from '@hl/compose';
import { isRecord, sha256, type Deployment, type Json, type ServiceFileCopy } from '@hl/core';
import { repeats } from '../check/lists.js';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import type { Context, DeploymentContext } from '../service/context.js';

const sizeLimit = 10 * 1024 * 1024;
/** Written by the deployment itself. */
const reserved = /^(\.env|(docker-)?compose(\.override)?\.ya?ml|\.hl([./-].*)?)$/i;
const encrypted = /^sops_mac=|^sops_version=|"sops"\s*:|^sops:|^age-encryption\.org\/v1|^-----BEGIN AGE ENCRYPTED FILE-----/m;

export function extraFiles(context: DeploymentContext, installPath: string): ServiceFileCopy[] {
  const { extra_files: all = [] } = context.deployment;
  if (all.length === 0) return [];
  const field = context.report.at('deployment', 'extra_files');
  const copies = all.flatMap(({ source, destination, mode }, index) => {
    const found = find(context, source, field.at(index, 'source'));
    const target = place(destination, source, installPath, field.at(index, 'destination'));
    if (!found || target === null) return [];
    const standard = text(found.content).startsWith('#!') ? 0o755 : 0o644;
    return { ...copy(found), destination: target, mode: mode === undefined ? standard : Number.parseInt(mode.replace(/^0o/, ''), 8) };
  });
  for (const index of repeats(copies, ({ destination }) => destination)) {
    const message = `${copies[index]?.destination} is written twice`;
    field.at(index, 'destination').error('same-file', message, 'Give one of the files another destination.');
  }
  return copies;
}

export function secretsFile(context: DeploymentContext): ServiceFileCopy | null {
  const source = context.deployment.secrets_file;
  if (source === undefined) return null;
  const field = context.report.at('deployment', 'secrets_file');
  const found = find(context, source, field);
  if (!found) return null;
  if (!encrypted.test(text(found.content))) {
    const command = `sops --encrypt --in-place ${found.source}`;
    const hint = `Encrypt it: ${command}; and treat what it held as known to everybody who can read the repository.`;
    field.error('plain-secret', `${found.source} is not encrypted`, hint);
  }
  return { ...copy(found), destination: '.env', mode: 0o600 };
}

const filesOf = ['env_file', 'label_file'] as const;
const namesFile = (container: Json): boolean => filesOf.some((kind) => mapOf(container)[kind] !== undefined);

/** Files that compose reads beside its own: each must be on the host before. */
export function checkEnvFiles({ input, deployment: given, report }: DeploymentContext, deployment: Deployment, own: Field | null): void {
  if (own === null && given.compose === undefined && ![given as Json, ...Object.values(deployment.services)].some(namesFile)) return;
  const field = report.at('deployment');
  const places: [Field, Json | undefined][] = own
    ? [[own.at('services'), readCompose(deployment.composeFile?.content ?? '').top['services']]]
    : [
        [report, { deployment: given as Json }],
        [field.at('services'), deployment.services],
        [field.at('compose', 'services'), deployment.compose['services']],
        [field, { compose: deployment.compose }],
      ];
  const filled = deployment.secretsFile !== null || deployment.secrets.length + (own ? Object.keys(deployment.environment).length : 0) > 0;
  const login = input.authentik?.client_id_variable ?? input.authentik?.client_secret_variable;
  const brought = (path: string): boolean =>
    /^[/~]|\$/.test(path) ||
    (posix.normalize(path) === '.env'
      ? filled || login !== undefined
      : deployment.files.some(({ destination }) => destination === posix.normalize(path)));
  for (const [place, containers] of places)
    for (const [key, container] of Object.entries(mapOf(containers)))
      for (const kind of filesOf.filter((kind) => mapOf(container)[kind] !== undefined))
        for (const [index, entry] of listOf(mapOf(container)[kind]).entries()) {
          const path = isRecord(entry) ? (entry as JsonMap)['path'] : entry;
          if (typeof path !== 'string' || (isRecord(entry) && (entry as JsonMap)['required'] === false) || brought(path)) continue;
          const [file, list] = [place.at(key, kind), Array.isArray(mapOf(container)[kind])];
          const hint =
            path.replace('./', '') === '.env'
              ? `Nothing feeds it: ${own ? 'name values under deployment.environment, or' : 'write plain values under environment of the container, and'} secrets under deployment.secrets.`
              : `List it: extra_files: [{ source: ${path}, destination: ${posix.normalize(path)} }].`;
          (list ? file.at(index) : file).error('missing-file', `${show(path)} does not reach the host`, hint);
        }
}

function refuse(field: Field, rule: string, message: string, hint: string): null {
  field.error(rule, message, hint);
  return null;
}

export interface Found {
  readonly source: string;
  readonly content: Uint8Array;
}

/** A file beside the service file, or else from the root of the repository. Null after the problem was told. */
export function find({ path, files }: Context, source: string, field: Field): Found | null {
  if (source.startsWith('/') || source.startsWith('~') || source.includes('\\')) {
    const hint = 'Write it relative to this file or to the root of the repository.';
    return refuse(field, 'path', `${show(source)} is not a path in the repository`, hint);
  }
  const candidates = [...new Set([posix.join(posix.dirname(path), source), posix.normalize(source)])];
  const inside = candidates.filter((candidate) => !/^\.\.(\/|$)/.test(candidate) && !/(^|\/)\.git(\/|$)/.test(candidate));
  if (inside.length === 0) return refuse(field, 'path', `${show(source)} leaves the repository`, 'Name a file of the repository.');
  for (const candidate of inside) {
    const content = files(candidate);
    if (content === null) continue;
    if (content.byteLength <= sizeLimit) return { source: candidate, content };
    const size = (content.byteLength / 1024 / 1024).toFixed(1);
    return refuse(field, 'size', `${candidate} is ${size} MB; a file may be 10 MB at most`, 'Put it on the host and mount it.');
  }
  const looked = inside.join(' and ');
  const hint = `Looked for ${looked}; commit the file, or correct the name. Folders are not copied: name each file.`;
  return refuse(field, 'missing-file', `${show(source)} does not exist`, hint);
}

/** A destination below the install path. Null after the problem was told. */
function place(destination: string, source: string, installPath: string, field: Field): string | null {
  if (destination.startsWith('/')) {
    const relative = posix.relative(installPath, posix.normalize(destination));
    const hint = relative.startsWith('..')
      ? `Files go below ${installPath}; mount one elsewhere through volumes.`
      : `Write ${relative}: it is relative to ${installPath}.`;
    return refuse(field, 'path', `${show(destination)} is absolute`, hint);
  }
  const folder = destination.endsWith('/') || destination === '.';
  const whole = folder ? posix.join(destination, posix.basename(source)) : posix.normalize(destination);
  if (/^\.\.(\/|$)/.test(whole) || whole === '.')
    return refuse(field, 'path', `${show(destination)} leaves the install path`, `Write a path below ${installPath}.`);
  if (!/^[A-Za-z0-9_.@+/ -]+$/.test(whole) || /(^|\/)-/.test(whole))
    return refuse(
      field,
      'path',
      `${show(destination)} holds a character that a shell would read`,
      'Use letters, digits, dots, dashes and slashes.',
    );
  const hint = 'Give the file another name; for an own compose file there is deployment.compose_file.';
  return reserved.test(whole.split('/')[0] ?? '') ? refuse(field, 'path', `${whole} is written by the deployment itself`, hint) : whole;
}

const copy = ({ source, content }: Found) => ({ source, sha256: sha256(content), size: content.byteLength });

export const text = (content: Uint8Array): string => new TextDecoder().decode(content);

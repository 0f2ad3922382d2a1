import { HlError, type Remote, type Secret, type ServiceFileCopy, type Site } from '@hl/core';

/** What endpoints are opened with. */
export interface Opening {
  readonly cwd: string;
  readonly site: Site;
  readonly commit: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Values of the secrets that services name, as far as they are known by now. */
  readonly secrets: Readonly<Record<string, string | Secret | undefined>>;
  remote(host: string): Remote;
  content(file: ServiceFileCopy): Promise<Uint8Array>;
  /** The value of a variable. @throws HlError HL_SECRET_MISSING */
  need(name: string, what: string): Secret;
  /** The same, of one that a system can do without. */
  secret(name: string): Secret | undefined;
  /** Never shown from now on. */
  hide(value: string | Secret | undefined): void;
  /** NotifyContext while something takes long. */
  onStep(host: string, service: string, step: string): void;
  onWait(why: string): void;
}

/** For a variable that is not set. */
export const whereSecretsStand =
  'Write it into .env beside hl.yml as NAME=value, or export it; in a pipeline it is a masked CI/CD variable.';

/** @throws HlError HL_SECRET_MISSING */
export function needed(value: Secret | undefined, name: string, what: string): Secret {
  if (value !== undefined) return value;
  throw new HlError('HL_SECRET_MISSING', `${name} is not set: it is ${what}`, {
    kind: 'input',
    hint: whereSecretsStand,
  });
}

import type { Site } from '@hl/core';
import { standardFolder } from '../../schema/refresh.js';
import { pipelineFile, type Pipeline } from './ci.js';
import { json, withJson, withLines } from './merge.js';
import { secretsText, withSecrets } from './secrets.js';

/** A file that a homelab repository has. */
export interface Wish {
  readonly path: string;
  readonly text: string;
  /** What is there and what is missing, as one; null: that cannot be. Absent: it is nobody's to add to. */
  readonly merge?: (there: string) => string | null;
}

/** What becomes of it. */
export interface FilePlan {
  readonly path: string;
  /** What it will be; of one that is kept, what it would have been. */
  readonly text: string;
  readonly state: 'new' | 'same' | 'merged' | 'kept' | 'replaced';
}

const ignored = ['.env', '.hl/', 'node_modules/'];
const extensions = { recommendations: ['redhat.vscode-yaml'] };

/** The files beside hl.yml and the services. */
export function companions(site: Site, secrets: readonly string[], pipeline: Pipeline, version: string): Wish[] {
  const schemas = {
    [`${standardFolder}/site.schema.json`]: 'hl.yml',
    [`${standardFolder}/service.schema.json`]: `${site.services}/**/*.yml`,
  };
  const settings = { 'yaml.schemas': schemas };
  const ci = pipelineFile(pipeline, version, site);
  return [
    ...(ci === null ? [] : [ci]),
    { path: '.gitignore', text: withLines('', ignored), merge: (there) => withLines(there, ignored) },
    { path: '.env.example', text: secretsText(secrets), merge: (there) => withSecrets(there, secrets) },
    { path: '.vscode/settings.json', text: json(settings), merge: (there) => withJson(there, settings) },
    { path: '.vscode/extensions.json', text: json(extensions), merge: (there) => withJson(there, extensions) },
  ];
}

/** @param there its text now; null: there is none */
export function planned({ path, text, merge }: Wish, there: string | null, force: boolean): FilePlan {
  if (there === null) return { path, text, state: 'new' };
  const merged = merge?.(there) ?? null;
  const wanted = merged ?? text;
  if (wanted === there) return { path, text: wanted, state: 'same' };
  if (merged !== null) return { path, text: merged, state: 'merged' };
  return { path, text, state: force ? 'replaced' : 'kept' };
}

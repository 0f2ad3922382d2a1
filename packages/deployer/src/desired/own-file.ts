import { readCompose, type JsonMap } from '@hl/compose';
import { HlError, type Deployment, type Json } from '@hl/core';
import { parseDocument } from 'yaml';
import type { EngineKind } from '../client/engine.js';
import { ourLabels } from '../file/files-hash.js';
import type { Deployed } from './deployed.js';
import { stackLabels } from './stack.js';

/**
 * The service's own compose file, byte for byte, and what is merged over it: our labels, and the project's name where it has none. A stack
 * cannot have a name: there its line goes.
 */
export function ownFile(
  service: Deployed,
  { source, content }: NonNullable<Deployment['composeFile']>,
  kind: EngineKind,
): { readonly compose: string; readonly overlay: JsonMap } {
  const swarm = kind === 'swarm';
  const compose = swarm ? content.replace(/^name:.*\n?/m, '') : content;
  const { top, services } = readCompose(compose);
  if (services.size === 0) {
    const why = parseDocument(content).errors[0]?.message.split('\n')[0] ?? 'it has no services';
    throw new HlError('HL_COMPOSE_FILE', `${source} is not a compose file: ${why}`, {
      kind: 'input',
      hint: 'Check it with: docker compose config',
    });
  }
  const { name, deployment } = service;
  const marked = [...services].map(([key, container]): [string, Json] => [
    key,
    { labels: ourLabels(name, container, top, deployment), ...(swarm ? { deploy: { labels: stackLabels(service) } } : {}) },
  ]);
  const { name: project, version } = top;
  // A stack's files must be of one version.
  const head: JsonMap = swarm ? (version === undefined ? {} : { version }) : project === undefined ? { name } : {};
  return { compose, overlay: { ...head, services: Object.fromEntries(marked) } };
}

import { mapOf, merge, overrideParts, readCompose, type JsonMap } from '@hl/compose';
import { HlError, type Deployment, type Json } from '@hl/core';
import { parseDocument } from 'yaml';
import type { EngineKind } from '../client/engine.js';
import { ourLabels } from '../file/files-hash.js';
import { composeText } from './container.js';
import { mainKey, type Deployed } from './deployed.js';
import { stackLabels } from './stack.js';

/**
 * The service's own compose file, byte for byte, and what is merged over it: the override of the service file, our labels, and the
 * project's name where it has none. A stack cannot have a name: there its line goes.
 */
export function ownFile(
  service: Deployed,
  { source, content }: NonNullable<Deployment['composeFile']>,
  kind: EngineKind,
): { readonly compose: string; readonly overlay: JsonMap } {
  const swarm = kind === 'swarm';
  const compose = swarm ? content.replace(/^name:.*\n?/m, '') : content;
  const { top: written, services: own } = readCompose(compose);
  if (own.size === 0) {
    const why = parseDocument(content).errors[0]?.message.split('\n')[0] ?? 'it has no services';
    throw new HlError('HL_COMPOSE_FILE', `${source} is not a compose file: ${why}`, {
      kind: 'input',
      hint: 'Check it with: docker compose config',
    });
  }
  const { name, deployment } = service;
  const over = overrideOf(service);
  const top = merge(written, over);
  const services = Object.entries(mapOf(top['services'])).map(([key, container]) => [key, mapOf(container)] as const);
  const marked = services.map(([key, container]): [string, Json] => [
    key,
    { labels: ourLabels(name, container, top, deployment), ...(swarm ? { deploy: { labels: stackLabels(service) } } : {}) },
  ]);
  const { name: project, version } = top;
  // A stack's files must be of one version.
  const head: JsonMap = swarm ? (version === undefined ? {} : { version }) : project === undefined ? { name } : {};
  return { compose, overlay: merge(over, { ...head, services: Object.fromEntries(marked) }) };
}

/** The override as one file, with its markers. Its environment is compose's own: all names are in `.env`. */
function overrideOf(service: Deployed): JsonMap {
  const { file, own } = overrideParts(composeText(service.deployment.compose, { names: new Set(), any: true }));
  if (Object.keys(own).length === 0) return file;
  const [main, services] = [mainKey(service), mapOf(file['services'])];
  return { ...file, services: { ...services, [main]: { ...own, ...mapOf(services[main]) } } };
}

import { type JsonMap, mapOf, pairsOf } from '@hl/compose';
import { HlError, type Deployment, type Json, type Service } from '@hl/core';
import { isMap, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
import type { EngineKind } from '../client/engine.js';
import { ourLabels } from '../file/files-hash.js';
import { directoryLabel, serviceLabel } from '../spec.js';

type Labels = Readonly<Record<string, string>>;

/** The service's own compose file as written, comments and all; only the project name and our labels are put in. */
export function userComposeFile(
  { name, deployment }: Service,
  { source, content }: NonNullable<Deployment['composeFile']>,
  kind: EngineKind,
): string {
  const document = parseDocument(content, { merge: true });
  const services = document.errors.length === 0 && isMap(document.contents) ? document.get('services') : undefined;
  if (!isMap(services)) {
    const why = document.errors[0]?.message.split('\n')[0] ?? 'it has no services';
    throw new HlError('HL_COMPOSE_FILE', `${source} is not a compose file: ${why}`, {
      kind: 'input',
      hint: 'Check it with: docker compose config',
    });
  }
  const top = document.toJS() as JsonMap;
  if (kind === 'swarm') document.delete('name');
  else if (!document.has('name')) document.set('name', name);
  for (const { key, value } of services.items) {
    if (!isMap(value)) continue;
    const container = mapOf(mapOf(top['services'])[String(key)]);
    label(document, value, container['labels'], ourLabels(name, container, top, deployment));
    if (kind === 'swarm')
      labelStack(document, value, mapOf(container['deploy']), { [serviceLabel]: name, [directoryLabel]: deployment.installPath });
  }
  return document.toString({ lineWidth: 0 });
}

/** Adds to labels written as a list or a map; those that come through a merge key are copied, since ours would hide them. */
function label(document: Document, node: YAMLMap, effective: Json | undefined, ours: Labels): void {
  const labels = node.get('labels');
  if (isSeq(labels)) for (const [name, value] of Object.entries(ours)) labels.add(`${name}=${value}`);
  else if (isMap(labels)) for (const [name, value] of Object.entries(ours)) labels.set(name, value);
  else node.set('labels', document.createNode({ ...pairsOf(effective), ...ours }));
}

/** The labels of a Swarm's service are under `deploy`, beside those of its containers. */
function labelStack(document: Document, container: YAMLMap, effective: JsonMap, ours: Labels): void {
  if (!isMap(container.get('deploy'))) container.set('deploy', document.createNode(effective));
  const deploy = container.get('deploy');
  if (isMap(deploy)) label(document, deploy, effective['labels'], ours);
}

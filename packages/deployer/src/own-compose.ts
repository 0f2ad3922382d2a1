import { HlError } from '@hl/core';
import type { Deployment, Json, Service } from '@hl/core';
import { isMap as isYamlMap, isSeq, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { isMap } from './merge.js';
import type { JsonMap } from './merge.js';
import { filesHash } from './mounts.js';
import { filesLabel, serviceLabel } from './spec.js';

type ComposeFile = NonNullable<Deployment['composeFile']>;

/** The service's own compose file as written, comments and all; only the project name and our labels are put in. */
export function ownCompose({ name, deployment }: Service, { source, content }: ComposeFile): string {
  const document = parseDocument(content, { merge: true });
  const services = document.errors.length === 0 && isYamlMap(document.contents) ? document.get('services') : undefined;
  if (!isYamlMap(services)) {
    throw new HlError(
      'HL_COMPOSE_FILE',
      `${source} is not a compose file: ${document.errors[0]?.message.split('\n')[0] ?? 'it has no services'}`,
      {
        kind: 'input',
        hint: 'Check it with: docker compose config',
      },
    );
  }
  const top = document.toJS() as JsonMap;
  if (!document.has('name')) document.set('name', name);
  for (const pair of services.items) {
    const key = String(pair.key);
    if (!isYamlMap(pair.value)) continue;
    const container = isMap(top['services']) && isMap(top['services'][key]) ? top['services'][key] : {};
    const hash = filesHash(container, top, deployment.installPath, deployment.files);
    label(document, pair.value, container['labels'], { [serviceLabel]: name, ...(hash === null ? {} : { [filesLabel]: hash }) });
  }
  return document.toString({ lineWidth: 0 });
}

/** Adds to labels written as a list or a map; those that come through a merge key are copied, since ours would hide them. */
function label(document: Document, container: YAMLMap, effective: Json | undefined, ours: { readonly [name: string]: string }): void {
  const labels = container.get('labels');
  if (isSeq(labels)) return Object.entries(ours).forEach(([name, value]) => labels.add(`${name}=${value}`));
  if (isYamlMap(labels)) return Object.entries(ours).forEach(([name, value]) => labels.set(name, value));
  const inherited = Array.isArray(effective)
    ? Object.fromEntries(effective.map((item: Json) => String(item).split(/=(.*)/s).slice(0, 2)))
    : effective;
  container.set('labels', document.createNode({ ...(isMap(inherited) ? inherited : {}), ...ours }));
}

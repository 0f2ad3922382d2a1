import { HlError } from '@hl/core';
import type { Deployment, Json, Service } from '@hl/core';
import { isMap as isYamlMap, isSeq, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { isMap } from '../file/merge.js';
import type { JsonMap } from '../file/merge.js';
import { filesHash } from '../file/files-hash.js';
import { directoryLabel, filesLabel, serviceLabel } from '../spec.js';

type ComposeFile = NonNullable<Deployment['composeFile']>;

/** The service's own compose file as written, comments and all; only the project name and our labels are put in. */
export function ownCompose({ name, deployment }: Service, { source, content }: ComposeFile, kind: 'docker' | 'swarm'): string {
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
  if (kind === 'swarm') document.delete('name');
  else if (!document.has('name')) document.set('name', name);
  for (const pair of services.items) {
    const key = String(pair.key);
    if (!isYamlMap(pair.value)) continue;
    const container = isMap(top['services']) && isMap(top['services'][key]) ? top['services'][key] : {};
    const hash = filesHash(container, top, deployment.installPath, deployment.files);
    label(document, pair.value, container['labels'], { [serviceLabel]: name, ...(hash === null ? {} : { [filesLabel]: hash }) });
    if (kind === 'swarm')
      labelStack(document, pair.value, container['deploy'], { [serviceLabel]: name, [directoryLabel]: deployment.installPath });
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

/** The labels of a Swarm's service are under `deploy`, beside those of its containers. */
function labelStack(document: Document, container: YAMLMap, effective: Json | undefined, ours: { readonly [name: string]: string }): void {
  if (!isYamlMap(container.get('deploy'))) container.set('deploy', document.createNode(isMap(effective) ? effective : {}));
  const deploy = container.get('deploy');
  if (isYamlMap(deploy)) label(document, deploy, isMap(effective) ? effective['labels'] : undefined, ours);
}

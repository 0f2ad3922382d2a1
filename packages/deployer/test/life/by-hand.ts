import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Integration, Remote } from '@hl/core';
import { exampleSite } from '@hl/core/testing';
import type { ComposeSpec } from '@hl/deployer';
import { parse, stringify } from 'yaml';
import type { TestHost } from '../host.js';
import type { Example } from '../example.js';

interface Labelled {
  labels?: Record<string, string>;
}

interface ComposeFile {
  readonly services: Record<string, Labelled & { deploy?: Labelled }>;
}

interface Hand {
  readonly integration: Integration<ComposeSpec>;
  /** Where paths of the host lie on this machine. */
  readonly root: string;
  readonly remote: Remote;
  /** By sha256. */
  readonly content?: ReadonlyMap<string, string>;
  readonly swarm?: boolean;
}

export const handOn = (host: TestHost): Hand => ({
  integration: host.integration(),
  root: host.shell.root,
  remote: host.remote,
  content: host.repository,
  swarm: host.swarm,
});

/** What `service` wants in docker compose, made by a person: the same file but for our header and labels, the same files and variables. */
export async function byHand(
  { integration, root, content, remote, swarm = false }: Hand,
  service: Example,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const [resource] = integration.desired(service, exampleSite());
  if (resource === undefined) throw new Error('the service wants nothing');
  const { installPath, compose, files, variables = {} } = resource.spec;
  const there = (path: string): string => join(root, installPath, path);
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(there(path)), { recursive: true });
    writeFileSync(there(path), text);
  };
  const file = parse(compose) as ComposeFile;
  for (const labelled of Object.values(file.services).flatMap((container) => [container, container.deploy ?? {}])) {
    const labels = Object.entries(labelled.labels ?? {}).filter(([name]) => !name.startsWith('hl.'));
    if (labels.length > 0) labelled.labels = Object.fromEntries(labels);
    else delete labelled.labels;
  }
  put('compose.yml', `# my own\n${stringify(file, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })}`);
  for (const { destination, sha256 } of files) put(destination, content?.get(sha256) ?? '');
  const value = (source: string): string => (secrets[source] ?? '').replace(/[\\"$]/g, '\\$&');
  const plain = Object.entries(variables).map(([name, text]) => `${name}="${text}"\n`);
  put('.env', [...plain, ...service.deployment.secrets.map(({ name, source }) => `${name}="${value(source)}"\n`)].join(''));
  const up = swarm ? `set -a; . ./.env; docker stack deploy --compose-file compose.yml ${service.name}` : 'docker compose up --detach';
  await remote.run(['sh', '-c', `cd "$1" && ${up}`, 'sh', installPath]);
}

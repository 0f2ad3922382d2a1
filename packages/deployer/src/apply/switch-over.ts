import { HlError } from '@hl/core';
import type { Container } from '../client/containers.js';
import { conditionOf } from '../client/containers.js';
import { dockerTrouble } from '../client/docker-error.js';
import { strangers } from '../observe/ownership.js';
import type { Deployment, Host } from './target.js';
import { longOutput, minutes, must, script } from './target.js';
import type { Applied } from '../client/manifest.js';
import { refuse } from './script-exit-codes.js';
import { settle } from './wait-until-stable.js';
import type { ComposeSpec } from '../spec.js';
import { differing, imageOf, sharedNetworks } from '../file/compose-file.js';
import { commitScript, retagScript } from '../client/write-scripts.js';

/** Lets the tags of `spec.imageIds` mean these images again. Returns notes on images that are gone. */
export async function retag(host: Host, spec: ComposeSpec): Promise<string[]> {
  const pairs = Object.entries(spec.imageIds ?? {}).flatMap(([name, id]) => {
    const reference = imageOf(spec.compose, name);
    return reference === null || id === '' || reference.includes('@') ? [] : [id, reference];
  });
  if (pairs.length === 0 || !host.kind.tagged) return [];
  const gone = must(host, 'the tagging of the former images', await script(host, spec, retagScript, pairs))
    .split('\n')
    .filter((line) => line !== '');
  return gone.map((reference) => `the former image of ${reference} is gone from the host: what the tag means now is used`);
}

/** What is put in place, and by which script. */
export interface Files {
  readonly text: string;
  readonly args: readonly string[];
  /** Names of secrets. */
  readonly names: readonly string[];
  /** Nothing runs yet: what is staged, checked and pulled by the same script. */
  readonly first?: { readonly tar: Uint8Array };
  /** Told the newest kept revision at the moment when the old state begins to be replaced. */
  readonly onSwitch: (revision: number) => void;
}

/** Files, then containers. */
export async function switchOver(
  host: Host,
  { service, before, after }: Deployment,
  { text, args, names, first, onSwitch }: Files,
): Promise<void> {
  const own = before !== null && before.foreign === undefined;
  const moved = own && before.installPath !== after.installPath;
  const renamed = own && before.project !== after.project && before.project !== '';
  const up = host.kind.up({
    service,
    project: after.project,
    installPath: after.installPath,
    compose: after.compose,
    encrypted: after.secretsFile !== null,
    imageIds: after.imageIds ?? {},
    retire: moved || renamed ? [before.project] : [],
    takeOver: before?.foreign === undefined || !host.kind.tagged ? [] : await foreignContainers(host, service, after),
    networks: sharedNetworks(after.compose),
    recreate: !own || moved ? [] : differing(before, after),
    secrets: names,
    parallel: host.parallel,
    first: first !== undefined,
  });
  const options = first === undefined ? { timeoutMs: minutes(30) } : { timeoutMs: minutes(90), stdin: first.tar };
  const result = await script(host, after, `${text}\n${up}`, args, { ...options, maxBytes: longOutput });
  refuse(host, service, after, result);
  const [newest = ''] = result.stdout.split('\n');
  const begun = /^\d+$/.test(newest);
  if (begun) onSwitch(Number(newest));
  must(host, begun ? host.kind.upName : 'the staging', result);
}

/** IDs of containers of somebody else that hold what the service wants. */
async function foreignContainers({ remote, kind }: Host, service: string, after: ComposeSpec): Promise<string[]> {
  const { code, stdout, stderr } = await remote.run(['sh', '-c', `${kind.list}\nlist`], { accept: 'any' });
  if (code !== 0) throw dockerTrouble(remote.name, stderr);
  return strangers({ service, specs: [after], containers: kind.parse(stdout.split('\n')), separator: kind.separator }).map(({ id }) => id);
}

/**
 * Until the containers are stable; then the deployment counts as complete.
 *
 * @throws HlError HL_UNHEALTHY with what the failing containers said last
 */
export async function watch(host: Host, service: string, spec: ComposeSpec, run: string, first: boolean): Promise<void> {
  host.step(service, 'watch');
  const settled = await settle(host.look, spec.project, spec.compose, first, host.settle);
  if (!settled.good) {
    throw new HlError('HL_UNHEALTHY', `${host.remote.name}: ${settled.reason}${await lastWords(host, settled.failing)}`, {
      kind: 'refused',
      hint: 'Look at image, command, environment and health check of the service.',
    });
  }
  const containers = settled.containers.map(({ service: name, configHash, imageId }) => ({ service: name, configHash, imageId }));
  const applied: Applied = { time: new Date().toISOString(), containers };
  const stdin = Buffer.from(`${JSON.stringify(applied)}\n`);
  const result = await script(host, spec, commitScript, [String(host.revisions), run], { stdin });
  refuse(host, service, spec, result);
  must(host, 'the completion', result);
  host.step(service, 'done');
}

/** Who holds the port that docker could not have, as the end of a sentence; empty when the message names no port. */
export async function portHolder({ remote }: Host, message: string): Promise<string> {
  const port = /:(\d+)(?: failed: port is already allocated|: bind: address already in use)/.exec(message)?.[1];
  if (port === undefined) return '';
  const { stdout } = await remote.run(['docker', 'ps', '--filter', `publish=${port}`, '--format', '{{.Names}}'], { accept: 'any' });
  const names = stdout.split('\n').filter((name) => name !== '');
  return `; port ${port} is held by ${names.length > 0 ? `container ${names.join(', ')}` : 'a program outside docker'}`;
}

/** What those containers that are not well said last; empty when all are well. */
export async function complaints(host: Host, containers: readonly Container[]): Promise<string> {
  return lastWords(
    host,
    containers.filter((container) => conditionOf(container, true) !== 'good' && container.state !== 'created'),
  );
}

async function lastWords({ remote, kind }: Host, failing: readonly Container[]): Promise<string> {
  if (failing.length === 0) return '';
  const { stdout } = await remote.run(['sh', '-c', kind.logs(failing.map(({ id }) => id))], { accept: 'any' });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? '; it printed nothing' : `; it said:\n${lines.slice(-20).join('\n')}`;
}

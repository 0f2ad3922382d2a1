import { imagesOf, sharedNetworks } from '@hl/compose';
import { fileOf } from '../file/spec-file.js';
import { HlError } from '@hl/core';
import { conditionOf, type Container } from '../client/containers.js';
import { dockerError } from '../client/docker-error.js';
import type { Applied } from '../client/manifest.js';
import { shell, type Variables } from '../client/scripts.js';
import { spoiledServices, withoutOurLabels } from '../file/files-hash.js';
import { bindSources, environmentNames, nodeVariable, pinnedImages } from '../file/stack-file.js';
import { foreignContainers } from '../observe/ownership.js';
import { headerOf, type ComposeSpec } from '../spec.js';
import { throwAnswer } from './script-exit-codes.js';
import { longOutput, minutes, must, script, type Deployment, type Target } from './target.js';
import { waitUntilStable } from './watch/wait-until-stable.js';

/** How files come into place. */
export interface Files {
  /** Calls of functions in `scripts/files.sh`. */
  readonly calls: string;
  readonly variables: Variables;
  /** Nothing runs yet: what is staged, checked and pulled by the same script. */
  readonly tar?: Uint8Array;
  /** Given the newest kept revision at the moment when the old state begins to be replaced. */
  readonly onSwitch: (revision: number) => void;
}

/**
 * Files, then containers.
 *
 * @returns notes
 */
export async function switchOver(target: Target, deployment: Deployment, { calls, variables, tar, onSwitch }: Files): Promise<string[]> {
  const { service, after } = deployment;
  const options = tar === undefined ? { timeoutMs: minutes(30) } : { timeoutMs: minutes(90), stdin: tar };
  const result = await script(target, after, `${calls}\nup`, {
    ...options,
    variables: { ...(await upVariables(target, deployment, tar !== undefined)), ...variables },
    maxBytes: longOutput,
  });
  throwAnswer(target, service, after, result);
  const [newest = '', ...printed] = result.stdout.split('\n');
  const begun = /^\d+$/.test(newest);
  if (begun) onSwitch(Number(newest));
  must(target, begun ? target.engine.upName : 'the staging', result);
  return printed.flatMap((line) => {
    const [word = '', ...rest] = line.split(' ');
    return notes[word]?.(rest.join(', '), deployment) ?? [];
  });
}

/** What `up` prints, in words. */
const notes: Readonly<Record<string, (names: string, deployment: Deployment) => string[]>> = {
  kept: (names, { before }) => (before?.foreign === undefined ? [] : [`left running as they were: ${names}`]),
  reconnected: (name) => [`made anew, since it uses the network of a container that was: ${name}`],
  stranded: (name) => [`${name} uses the network of a container that is gone, and could not be made anew: restart it`],
};

/** Variables of the function `up`, of either engine. `first`: no container is there. */
async function upVariables(target: Target, { service, before, after }: Deployment, first: boolean): Promise<Variables> {
  const file = fileOf(after);
  const [main = service] = file.services.keys();
  const own = before !== null && before.foreign === undefined;
  const moved = own && before.installPath !== after.installPath;
  const renamed = own && before.project !== after.project && before.project !== '';
  return {
    service: main,
    first,
    header: headerOf(before),
    parallel: target.parallel,
    images: imagesOf(file),
    // Projects that held the service under another name or in another place: they go first, so that their ports are free.
    retire: moved || renamed ? [before.project] : [],
    take_over: before?.foreign === undefined || !target.engine.tags ? [] : await containersInTheWay(target, service, after),
    networks: sharedNetworks(file),
    recreate: !own || moved ? [] : spoiledServices(before, after),
    // A file of its own names what its containers get.
    encrypted: after.secretsFile !== null && after.overlay === undefined,
    unlabelled: first ? '' : withoutOurLabels(before, after),
    known: environmentNames(file, main),
    binds: bindSources(file, after.installPath).join('\n'),
    pins: pinnedImages(file, after.imageIds ?? {}),
    node: after.compose.includes(`\${${nodeVariable}}`),
  };
}

/** IDs of containers of somebody else that hold what the service wants. */
async function containersInTheWay({ remote, engine }: Target, service: string, after: ComposeSpec): Promise<string[]> {
  const { code, stdout, stderr } = await remote.run(shell({ columns: engine.columns }, [engine.script, 'list']), { accept: 'any' });
  if (code !== 0) throw dockerError(remote.name, stderr);
  const containers = engine.parse(stdout.split('\n'));
  const { services } = fileOf(after);
  return foreignContainers({ service, specs: [after], containers, separator: engine.separator })
    .filter((one) => one.project !== after.project || !services.has(one.service)) // those compose itself keeps, or makes anew
    .map(({ id }) => id);
}

/**
 * Until the containers are stable; then the deployment counts as complete.
 *
 * @throws HlError HL_UNHEALTHY with what the failing containers printed last
 */
export async function watch(target: Target, service: string, spec: ComposeSpec, run: string, first: boolean): Promise<void> {
  target.progress(service, 'watch');
  const end = await waitUntilStable({ ...target.settle, sample: () => target.sample(spec.project), file: fileOf(spec), first });
  if (!end.stable) {
    throw new HlError('HL_UNHEALTHY', `${target.remote.name}: ${end.reason}${await lastWords(target, end.failing)}`, {
      kind: 'refused',
      hint: 'Look at image, command, environment and health check of the service.',
    });
  }
  const containers = end.containers.map(({ service: name, configHash, imageId }) => ({ service: name, configHash, imageId }));
  const applied: Applied = { time: new Date().toISOString(), containers };
  const result = await target.complete({ installPath: spec.installPath, run, applied: JSON.stringify(applied) });
  throwAnswer(target, service, spec, result);
  must(target, 'the completion', result);
  target.progress(service, 'done');
}

/** Who holds the port that docker could not have, as the end of a sentence; empty when the message names no port. */
export async function portHolder({ remote }: Target, message: string): Promise<string> {
  const port = /:(\d+)(?: failed: port is already allocated|: bind: address already in use)/.exec(message)?.[1];
  if (port === undefined) return '';
  const { stdout } = await remote.run(['docker', 'ps', '--filter', `publish=${port}`, '--format', '{{.Names}}'], { accept: 'any' });
  const names = stdout.split('\n').filter((name) => name !== '');
  return `; port ${port} is held by ${names.length > 0 ? `container ${names.join(', ')}` : 'a program outside docker'}`;
}

/** What those containers that are not well printed last; empty when all are well. */
export const complaints = (target: Target, containers: readonly Container[]): Promise<string> =>
  lastWords(
    target,
    containers.filter((container) => conditionOf(container, true) !== 'good' && container.state !== 'created'),
  );

async function lastWords({ remote, engine }: Target, failing: readonly Container[]): Promise<string> {
  if (failing.length === 0) return '';
  const ids = failing.map(({ id }) => id);
  const { stdout } = await remote.run(shell({}, [engine.script, 'logs "$@"'], ids), { accept: 'any' });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? '; it printed nothing' : `; it said:\n${lines.slice(-20).join('\n')}`;
}

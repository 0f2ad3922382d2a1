import { HlError } from '@hl/core';
import type { Change, Remote, RunResult } from '@hl/core';
import type { Container } from './containers.js';
import { dockerTrouble } from './docker-error.js';
import { checkScript, logsScript, pullScript, upScript } from './docker-scripts.js';
import type { Applied } from './manifest.js';
import type { Payload, Sources } from './payload.js';
import { payload } from './payload.js';
import { redact } from './redact.js';
import { settle } from './settle.js';
import type { Settle } from './settle.js';
import type { ComposeSpec } from './spec.js';
import { differing, imageOf, sharedNetworks } from './switching.js';
import {
  abandonScript,
  answers,
  cleanScript,
  commitScript,
  restageScript,
  retagScript,
  stageScript,
  switchScript,
} from './write-scripts.js';

/** All that a deployment on one host needs. */
export interface Host extends Sources {
  readonly remote: Remote;
  readonly parallel: number;
  readonly revisions: number;
  readonly settle: Settle;
  readonly step: (service: string, step: string) => void;
  /** A place at work on this host; watching a container does not need one. */
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
}

export type Deployment = Change<ComposeSpec> & { readonly after: ComposeSpec };

const minutes = (count: number): number => count * 60_000;

/**
 * Stage, check, pull, switch, watch, complete. What runs is touched by the switch only; when that fails, the revision it
 * replaced is put back by the same steps.
 *
 * @returns notes
 * @throws HlError with the cause in docker's words, the failing containers' last lines, and what became of the old revision
 */
export async function deploy(host: Host, deployment: Deployment): Promise<string[]> {
  const { service, after } = deployment;
  const sent = await payload(service, after, host);
  const notes: string[] = [];
  const progress: { revision: number | null } = { revision: null };
  try {
    await host.slot(async () => {
      notes.push(...(await prepare(host, deployment, sent)));
      host.step(service, 'switch');
      await switchOver(host, deployment, sent.names, switchScript, ['keep'], progress);
    });
    await watch(host, service, after, sent.values);
  } catch (error) {
    const told = redacted(error, sent.values);
    if (told.code.startsWith('HL_SSH')) throw told; // nobody knows how far it came: the next run looks
    if (progress.revision === null) await script(host, service, after, abandonScript).catch(() => {});
    else if (after.onFailure === 'rollback') throw await putBack(host, deployment, told, progress.revision, sent);
    throw told;
  }
  return [...notes, ...(await cleanFormer(host, deployment))];
}

function script(
  host: Host,
  service: string,
  { installPath }: ComposeSpec,
  text: string,
  args: readonly string[] = [],
  options: { stdin?: Uint8Array; timeoutMs?: number } = {},
): Promise<RunResult> {
  return host.remote.run(['sh', '-c', text, 'sh', installPath, service, ...args], { accept: 'any', timeoutMs: minutes(10), ...options });
}

function must({ remote }: Host, what: string, { code, stdout, stderr }: RunResult): string {
  if (code === 0) return stdout;
  throw dockerTrouble(remote.name, stderr === '' ? stdout : stderr, { what: `${what} ended with ${code}` });
}

function redacted(error: unknown, values: readonly string[]): HlError {
  const { code, message, kind, hint } = HlError.from(error);
  return new HlError(code, redact(message, values), { kind, ...(hint === undefined ? {} : { hint }), cause: error });
}

/** Everything that can go wrong without touching what runs. */
async function prepare(host: Host, { service, before, after }: Deployment, sent: Payload): Promise<string[]> {
  host.step(service, 'stage');
  // What an undo wants back is told by image ID: the tag may mean something else by now.
  const always = after.images !== undefined && after.imageIds === undefined;
  const text = stageScript + checkScript(after, always, sent.names);
  const result = await script(host, service, after, text, [before?.foreign === undefined ? 'own' : 'adopt'], { stdin: sent.tar });
  const said = result.stdout.trim();
  if (result.code === answers.foreign) {
    throw new HlError('HL_CONFLICT', `${said} on ${host.remote.name} was not written by hl`, {
      kind: 'conflict',
      hint: `Move it away, or take it over with: hl adopt ${service}`,
    });
  }
  if (result.code === answers.missingContent) {
    throw new HlError(
      'HL_CONTENT_GONE',
      `the content wanted for ${after.installPath}/${said} is neither in the repository nor in a kept revision`,
      {
        kind: 'input',
        hint: 'Check out the commit that held it, and deploy from there.',
      },
    );
  }
  if (result.code === answers.missingRevision) {
    throw new HlError('HL_REVISION_GONE', `no kept revision in ${after.installPath}/.hl/revisions holds the former secrets`, {
      kind: 'input',
      hint: 'Deploy again with the values that are wanted in the environment.',
    });
  }
  must(host, 'the staging', result);
  const notes = await retag(host, service, after);
  if (said.endsWith('pull')) {
    host.step(service, 'pull');
    must(
      host,
      'the pull',
      await script(host, service, after, pullScript(after, always, sent.names, host.parallel), [], { timeoutMs: minutes(60) }),
    );
  }
  return notes;
}

async function retag(host: Host, service: string, spec: ComposeSpec): Promise<string[]> {
  const pairs = Object.entries(spec.imageIds ?? {}).flatMap(([name, id]) => {
    const reference = imageOf(spec.compose, name);
    return reference === null || id === '' || reference.includes('@') ? [] : [id, reference];
  });
  if (pairs.length === 0) return [];
  const gone = must(host, 'the tagging of the former images', await script(host, service, spec, retagScript, pairs))
    .split('\n')
    .filter((line) => line !== '');
  return gone.map((reference) => `the former image of ${reference} is gone from the host: what the tag means now is used`);
}

/** Files, then containers. From the moment the script prints the revision, the old state is being replaced. */
async function switchOver(
  host: Host,
  { service, before, after }: Deployment,
  names: readonly string[],
  files: string,
  args: readonly string[],
  progress: { revision: number | null },
): Promise<void> {
  const moved = before !== null && before.foreign === undefined && before.installPath !== after.installPath;
  const renamed = before !== null && before.foreign === undefined && before.project !== after.project && before.project !== '';
  const up = upScript({
    project: after.project,
    installPath: after.installPath,
    retire: moved || renamed ? [before.project] : [],
    takeOver: before?.foreign === undefined ? [] : await foreignContainers(host.remote, service),
    networks: sharedNetworks(after.compose),
    recreate: before === null || moved ? [] : differing(before, after),
    secrets: names,
    parallel: host.parallel,
  });
  const result = await script(host, service, after, `${files}\n${up}`, args, { timeoutMs: minutes(30) });
  const [first = ''] = result.stdout.split('\n');
  if (/^\d+$/.test(first)) progress.revision = Number(first);
  must(host, 'docker compose up', result);
}

async function foreignContainers(remote: Remote, service: string): Promise<string[]> {
  const { stdout } = await remote.run(['docker', 'ps', '--all', '--quiet', '--no-trunc', '--filter', `name=^/?${service}$`]);
  return stdout.split('\n').filter((id) => id !== '');
}

/** Until the containers are stable; then the deployment counts as complete. */
async function watch(host: Host, service: string, spec: ComposeSpec, values: readonly string[]): Promise<void> {
  host.step(service, 'watch');
  const settled = await settle(host.remote, spec.project, spec.compose, host.settle);
  if (!settled.good) {
    const words = await lastWords(host.remote, settled.failing);
    throw new HlError('HL_UNHEALTHY', redact(`${host.remote.name}: ${settled.reason}${words}`, values), {
      kind: 'refused',
      hint: 'Look at image, command, environment and health check of the service.',
    });
  }
  const containers = settled.containers.map(({ service: name, configHash, imageId }) => ({ service: name, configHash, imageId }));
  const applied: Applied = { time: new Date().toISOString(), containers };
  must(
    host,
    'the completion',
    await script(host, service, spec, commitScript, [String(host.revisions)], { stdin: Buffer.from(`${JSON.stringify(applied)}\n`) }),
  );
  host.step(service, 'done');
}

async function lastWords(remote: Remote, failing: readonly Container[]): Promise<string> {
  if (failing.length === 0) return '';
  const { stdout } = await remote.run(['sh', '-c', logsScript(failing.map(({ id }) => id))], { accept: 'any' });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? '; it printed nothing' : `; it said:\n${lines.slice(-20).join('\n')}`;
}

/** The revision that the switch replaced, by the same steps; the first deployment goes away again. */
async function putBack(
  host: Host,
  { service, before, after }: Deployment,
  error: HlError,
  revision: number,
  { names }: Payload,
): Promise<HlError> {
  const { code, message, kind, hint } = error;
  const and = (what: string): HlError =>
    new HlError(code, `${message}\n${what}`, { kind, ...(hint === undefined ? {} : { hint }), cause: error });
  host.step(service, 'roll back');
  try {
    if (before === null) {
      must(
        host,
        'taking it down',
        await script(
          host,
          service,
          after,
          `docker compose --project-name ${after.project} down --remove-orphans >&2 || exit 1\n${cleanScript}`,
        ),
      );
      return and('There was nothing before it: it was taken down again.');
    }
    if (before.foreign !== undefined || !before.running || before.installPath !== after.installPath || revision === 0) {
      return and('There was no complete revision to put back: it stays as it is.');
    }
    await retag(host, service, before);
    await switchOver(
      host,
      { system: 'compose', key: '', service, before: after, after: before },
      names,
      restageScript + switchScript,
      ['drop', String(revision)],
      { revision: null },
    );
    await watch(host, service, before, []);
    return and(`Rolled back: revision ${revision} runs again.`);
  } catch (failure) {
    return and(`Rolling back to revision ${revision} failed as well: ${HlError.from(failure).message}`);
  }
}

/** After a move within the host: what we wrote in the former directories goes, everything else stays. */
async function cleanFormer(host: Host, { service, before, after }: Deployment): Promise<string[]> {
  if (before === null || before.foreign !== undefined) return [];
  const former = [...new Set([before.installPath, ...before.leftovers])].filter((path) => path !== after.installPath && path !== '');
  const notes: string[] = [];
  for (const installPath of former) {
    const stays = must(host, `the cleaning of ${installPath}`, await script(host, service, { ...after, installPath }, cleanScript)).trim();
    notes.push(stays === '' ? `moved from ${installPath}` : `moved from ${installPath}; kept there: ${stays.split('\n').join(', ')}`);
  }
  return notes;
}

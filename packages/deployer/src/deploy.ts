import { HlError } from '@hl/core';
import type { Change, Remote, RunResult } from '@hl/core';
import type { Container } from './containers.js';
import { dockerTrouble } from './docker-error.js';
import { checkScript, logsScript, pullScript, upScript } from './docker-scripts.js';
import type { Applied } from './manifest.js';
import type { Sources } from './payload.js';
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

export interface Deploy extends Sources {
  readonly remote: Remote;
  readonly parallel: number;
  readonly revisions: number;
  readonly settle: Settle;
  readonly step: (service: string, step: string) => void;
  /** A place at work on this host; watching a container does not need one. */
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
}

const minutes = (count: number): number => count * 60_000;

/**
 * Stage, check, pull, switch, watch, complete. What runs is touched by the switch only; when that fails, the revision it
 * replaced is put back by the same steps.
 *
 * @returns notes
 * @throws HlError with the cause in docker's words, the failing containers' last lines, and what became of the old revision
 */
export async function deploy(context: Deploy, { service, before, after }: Change<ComposeSpec> & { after: ComposeSpec }): Promise<string[]> {
  const { remote } = context;
  const { installPath: path } = after;
  const sent = await payload(service, after, context);
  const blot = (error: unknown): unknown =>
    error instanceof HlError
      ? new HlError(error.code, redact(error.message, sent.values), {
          kind: error.kind,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        })
      : error;
  const notes: string[] = [];
  let switched: string | null = null;
  const script = (
    text: string,
    args: readonly string[] = [],
    options: { stdin?: Uint8Array; timeoutMs?: number } = {},
  ): Promise<RunResult> =>
    remote.run(['sh', '-c', text, 'sh', path, service, ...args], { accept: 'any', timeoutMs: minutes(5), ...options });
  const must = async (what: string, result: Promise<RunResult>): Promise<string> => {
    const { code, stdout, stderr } = await result;
    if (code === 0) return stdout;
    throw dockerTrouble(remote.name, stderr === '' ? stdout : stderr, { what: `${what} ended with ${code}` });
  };
  try {
    await context.slot(async () => {
      context.step(service, 'stage');
      await stage(script, must, after, before?.foreign !== undefined, sent.tar);
      await must('the check of the compose file', script(checkScript(after.project, path, sent.hasEnv, sent.names)));
      if (after.imageIds !== undefined) notes.push(...(await retag(script, must, after)));
      context.step(service, 'pull');
      await must(
        'the pull',
        script(
          pullScript(
            after.project,
            path,
            sent.hasEnv,
            after.images !== undefined && after.imageIds === undefined,
            sent.names,
            context.parallel,
          ),
          [],
          { timeoutMs: minutes(60) },
        ),
      );
      context.step(service, 'switch');
      switched = (await must('the switch of the files', script(switchScript, ['keep']))).trim();
      await up(context, must, script, service, before, after, sent.names);
    });
    context.step(service, 'watch');
    await watch(context, script, must, service, after, sent.values);
  } catch (error) {
    const told = blot(error) as HlError;
    if (!(error instanceof HlError) || (error.kind === 'unreachable' && switched !== null && error.code.startsWith('HL_SSH'))) throw told;
    if (switched === null) await script(abandonScript).catch(() => {});
    else if (after.onFailure === 'rollback')
      throw await putBack(context, script, must, service, before, after, told, Number(switched), sent.names);
    throw told;
  }
  for (const old of new Set([
    ...(before !== null && before.foreign === undefined && before.installPath !== path ? [before.installPath] : []),
    ...(before?.leftovers ?? []),
  ])) {
    if (old === path || old === '') continue;
    const stays = (
      await must('the cleaning of the former directory', remote.run(['sh', '-c', cleanScript, 'sh', old, service], { accept: 'any' }))
    ).trim();
    notes.push(stays === '' ? `moved from ${old}` : `moved from ${old}; kept there: ${stays.split('\n').join(', ')}`);
  }
  return notes;
}

type Script = (text: string, args?: readonly string[], options?: { stdin?: Uint8Array; timeoutMs?: number }) => Promise<RunResult>;
type Must = (what: string, result: Promise<RunResult>) => Promise<string>;

async function stage(script: Script, must: Must, { installPath }: ComposeSpec, adopt: boolean, tar: Uint8Array): Promise<void> {
  const result = await script(stageScript, [adopt ? 'adopt' : 'own'], { stdin: tar });
  const said = result.stdout.trim();
  if (result.code === answers.foreign) {
    throw new HlError('HL_CONFLICT', `${said} was not written by hl`, {
      kind: 'conflict',
      hint: 'Move it away, or take it over with: hl adopt',
    });
  }
  if (result.code === answers.missingContent) {
    throw new HlError(
      'HL_CONTENT_GONE',
      `the content wanted for ${installPath}/${said} is neither in the repository nor in a kept revision`,
      { kind: 'input', hint: 'Check out the commit that held it, and deploy from there.' },
    );
  }
  if (result.code === answers.missingRevision) {
    throw new HlError('HL_REVISION_GONE', `no kept revision in ${installPath}/.hl/revisions holds the former secrets`, {
      kind: 'input',
      hint: 'Deploy again with the values wanted in the environment.',
    });
  }
  await must('the staging', Promise.resolve(result));
}

async function retag(script: Script, must: Must, after: ComposeSpec): Promise<string[]> {
  const pairs = Object.entries(after.imageIds ?? {}).flatMap(([service, id]) => {
    const reference = imageOf(after.compose, service);
    return reference === null || id === '' || reference.includes('@') ? [] : [id, reference];
  });
  if (pairs.length === 0) return [];
  const gone = (await must('the tagging of the former images', script(retagScript, pairs))).split('\n').filter((line) => line !== '');
  return gone.map((reference) => `the former image of ${reference} is gone from the host: what the tag means now is used`);
}

async function up(
  { remote, parallel }: Deploy,
  must: Must,
  script: Script,
  service: string,
  before: ComposeSpec | null,
  after: ComposeSpec,
  names: readonly string[],
): Promise<void> {
  const moved = before !== null && before.installPath !== after.installPath;
  const adopted = before?.foreign !== undefined ? await foreignContainers(remote, service) : [];
  const text = upScript({
    project: after.project,
    installPath: after.installPath,
    retire:
      before !== null && before.foreign === undefined && before.project !== '' && (before.project !== after.project || moved)
        ? [before.project]
        : [],
    takeOver: adopted,
    networks: sharedNetworks(after.compose),
    recreate: before === null || moved ? [] : differing(before, after),
    secrets: names,
    parallel,
  });
  await must('docker compose up', script(text, [], { timeoutMs: minutes(30) }));
}

async function foreignContainers(remote: Remote, service: string): Promise<string[]> {
  const { stdout } = await remote.run(['docker', 'ps', '--all', '--quiet', '--no-trunc', '--filter', `name=^/?${service}$`]);
  return stdout.split('\n').filter((id) => id !== '');
}

async function watch(
  context: Deploy,
  script: Script,
  must: Must,
  service: string,
  spec: ComposeSpec,
  values: readonly string[],
): Promise<void> {
  const settled = await settle(context.remote, spec.project, spec.compose, context.settle);
  if (!settled.good) {
    const logs = await lastWords(context.remote, settled.failing);
    throw new HlError('HL_UNHEALTHY', redact(`${context.remote.name}: ${settled.reason}${logs}`, values), {
      kind: 'refused',
      hint: 'The last lines of its log are above; look at image, command and environment.',
    });
  }
  const applied: Applied = {
    time: new Date().toISOString(),
    containers: settled.containers.map(({ service: name, configHash, imageId }) => ({ service: name, configHash, imageId })),
  };
  await must('the completion', script(commitScript, [String(context.revisions)], { stdin: Buffer.from(`${JSON.stringify(applied)}\n`) }));
  context.step(service, 'done');
}

async function lastWords(remote: Remote, failing: readonly Container[]): Promise<string> {
  if (failing.length === 0) return '';
  const { stdout } = await remote.run(['sh', '-c', logsScript(failing.map(({ id }) => id))], { accept: 'any' });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? '; it printed nothing' : `; it said:\n${lines.slice(-20).join('\n')}`;
}

/** The revision that the switch replaced, by the same steps; the first deployment goes away again. */
async function putBack(
  context: Deploy,
  script: Script,
  must: Must,
  service: string,
  before: ComposeSpec | null,
  after: ComposeSpec,
  error: HlError,
  revision: number,
  names: readonly string[],
): Promise<HlError> {
  const withWhat = (what: string): HlError =>
    new HlError(error.code, `${error.message}\n${what}`, { kind: error.kind, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  try {
    context.step(service, 'roll back');
    if (before === null || before.foreign !== undefined || !before.running || before.installPath !== after.installPath || revision === 0) {
      if (before !== null) return withWhat('There was no complete revision to put back: it stays as it is.');
      await must(
        'docker compose down',
        script(`docker compose --project-name ${after.project} down --remove-orphans`, [], { timeoutMs: minutes(10) }),
      );
      await must('the cleaning', script(cleanScript));
      return withWhat('There was nothing before it: it was taken down again.');
    }
    await must('the staging of the revision', script(restageScript, [String(revision)]));
    await retag(script, must, before);
    await must('the switch of the files', script(switchScript, ['drop']));
    await up(context, must, script, service, after, before, names);
    await watch(context, script, must, service, before, []);
    return withWhat(`Rolled back: revision ${revision} runs again.`);
  } catch (failure) {
    return withWhat(`Rolling back to revision ${revision} failed as well: ${HlError.from(failure).message}`);
  }
}

import { HlError } from '@hl/core';
import type { Deployment, Host } from './host.js';
import { minutes, must, script } from './host.js';
import type { Payload } from './payload.js';
import { payload } from './payload.js';
import { putBack } from './put-back.js';
import { redact } from './redact.js';
import { complaints, portHolder, retag, switchOver, watch } from './switch-over.js';
import type { Turn } from './turns.js';
import { abandonScript, answers, cleanScript, stageScript, switchScript } from './write-scripts.js';

/**
 * Stage, check, pull, switch, watch, complete. What runs is touched by the switch only; when that fails, the revision it
 * replaced is put back by the same steps.
 *
 * @returns notes
 * @throws HlError with the cause in docker's words, the failing containers' last lines, and what became of the old revision
 */
export async function deploy(host: Host, deployment: Deployment, turn: Turn): Promise<string[]> {
  const { service, after } = deployment;
  const sent = await payload(service, after, host);
  const notes: string[] = [];
  let revision: number | null = null;
  const onSwitch = (newest: number): void => void (revision = newest);
  try {
    notes.push(...(await host.slot(() => prepare(host, deployment, sent))));
    const inTheWay = await turn.ready();
    await host.slot(async () => {
      host.step(service, 'switch');
      for (const other of inTheWay) await takeDown(host, other);
      await switchOver(host, deployment, { text: switchScript, args: ['keep', '', sent.run], names: sent.names, onSwitch });
    });
    await watch(host, service, after, sent.run);
    turn.letGo();
    if (!(await turn.agree(true))) throw exchangeFailed(service);
  } catch (error) {
    throw await settleFailure(host, deployment, HlError.from(error), revision, sent, turn);
  }
  return [...notes, ...(await cleanFormer(host, deployment))];
}

/** What became of a deployment that failed, as one error without secrets. */
async function settleFailure(
  host: Host,
  deployment: Deployment,
  error: HlError,
  revision: number | null,
  { names, values }: Payload,
  turn: Turn,
): Promise<HlError> {
  const { service, after } = deployment;
  const parts = [error.message];
  turn.letGo();
  await turn.agree(false);
  // What is staged may be another run's, and of a machine that went away nobody knows how far it came: the next run looks.
  if (!lost(error) && error.code !== 'HL_BUSY') {
    if (revision === null) await script(host, service, after, abandonScript).catch(() => {});
    else {
      if (error.code === 'HL_PORT_TAKEN') parts[0] += await portHolder(host, error.message).catch(() => '');
      if (error.code !== 'HL_UNHEALTHY' && error.code !== 'HL_EXCHANGE') parts[0] += await complaints(host, after).catch(() => '');
      if (after.onFailure === 'rollback') {
        if (turn.exchange) await takeDown(host, { service, before: after }).catch(() => {});
        await turn.cleared();
        parts.push(await putBack(host, deployment, revision, names));
      }
    }
  }
  return new HlError(error.code, redact(parts.join('\n'), values), {
    kind: error.kind,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

const exchangeFailed = (service: string): HlError =>
  new HlError('HL_EXCHANGE', `${service} came up, but not every service that it exchanges ports with`, {
    kind: 'refused',
    hint: 'See what the others say.',
  });

/** The machine itself went away, not docker or a registry. */
const lost = ({ kind, code }: HlError): boolean => kind === 'unreachable' && !/^HL_(DOCKER|REGISTRY)/.test(code);

/** Everything that can go wrong without touching what runs. */
async function prepare(host: Host, { service, before, after }: Deployment, sent: Payload): Promise<string[]> {
  host.step(service, 'stage');
  // What an undo wants back is told by image ID: the tag may mean something else by now.
  const always = after.images !== undefined && after.imageIds === undefined;
  const text = stageScript + host.kind.check(after, always, sent.names);
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
  const [, directory] = /^pull (.*)$/m.exec(said) ?? [];
  if (directory !== undefined) {
    host.step(service, 'pull');
    const fetch = host.kind.pull(after, directory, always, sent.names, host.parallel);
    must(host, 'the pull', await script(host, service, after, fetch, [], { timeoutMs: minutes(60) }));
  }
  return notes;
}

type Other = Pick<Deployment, 'service' | 'before'>;

/** Frees what another service needs that waits for this one: two services that exchange their ports, say. */
async function takeDown(host: Host, { service, before }: Other): Promise<void> {
  if (before === null || before.project === '') return;
  host.step(service, 'take down');
  must(host, host.kind.downName, await script(host, service, before, `${host.kind.down(before.project)} >&2`));
}

/** After a move within the host: what we wrote in the former directories goes, everything else stays. */
async function cleanFormer(host: Host, { service, before, after }: Deployment): Promise<string[]> {
  if (before === null || before.foreign !== undefined) return [];
  const former = [...new Set([before.installPath, ...before.leftovers])].filter((path) => path !== after.installPath && path !== '');
  const notes: string[] = [];
  for (const installPath of former) {
    const stays = must(host, `the cleaning of ${installPath}`, await script(host, service, { installPath }, cleanScript)).trim();
    notes.push(stays === '' ? `moved from ${installPath}` : `moved from ${installPath}; kept there: ${stays.split('\n').join(', ')}`);
  }
  return notes;
}

import { HlError } from '@hl/core';
import type { Container } from '../client/containers.js';
import type { Deployment, Host } from './target.js';
import { must, script } from './target.js';
import type { Payload } from './payload.js';
import { payload } from './payload.js';
import { putBack } from './auto-rollback.js';
import { redact } from './redact.js';
import { asksRegistry, prepare } from './stage.js';
import { complaints, portHolder, retag, switchOver, watch } from './switch-over.js';
import type { Files } from './switch-over.js';
import type { ComposeSpec } from '../spec.js';
import { headerOf } from '../spec.js';
import type { Turn } from './port-handoff.js';
import { abandonScript, cleanScript, stageScript, switchScript } from '../client/write-scripts.js';

/**
 * Stage, check, pull, switch, watch, complete. What runs is touched by the switch only; when that fails, the revision it
 * replaced is put back by the same steps.
 *
 * Where nothing runs that could be harmed, all is one script: compose itself reads the file and pulls before it makes anything.
 *
 * @returns notes
 * @throws HlError with the cause in docker's words, the failing containers' last lines, and what became of the old revision
 */
export async function deploy(host: Host, deployment: Deployment, turn: Turn): Promise<string[]> {
  const { service, before, after } = deployment;
  if (after.foreign !== undefined) throw takenOver(host, service, after);
  const sent = await payload(service, after, host);
  const notes: string[] = [];
  let revision: number | null = null;
  const onSwitch = (newest: number): void => void (revision = newest);
  try {
    if (before === null && !turn.waits && !asksRegistry(after) && host.kind.careful) {
      host.step(service, 'stage');
      await turn.ready();
      await host.slot(async () => {
        notes.push(...(await retag(host, after)));
        host.step(service, 'pull');
        await switchOver(host, deployment, { ...inOne(sent), names: sent.names, onSwitch });
      });
    } else {
      notes.push(...(await host.slot(() => prepare(host, deployment, sent))));
      const inTheWay = await turn.ready();
      await host.slot(async () => {
        host.step(service, 'switch');
        for (const other of inTheWay) await takeDown(host, other);
        await switchOver(host, deployment, {
          text: switchScript,
          args: ['keep', '', sent.run, headerOf(before)],
          names: sent.names,
          onSwitch,
        });
      });
    }
    await watch(host, service, after, sent.run, before === null);
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
    const containers = revision === null ? [] : await containersOf(host, after.project);
    if (revision === null) await script(host, after, abandonScript).catch(() => {});
    else if (deployment.before === null && revision === 0 && containers?.length === 0)
      await script(host, after, `${host.kind.down(after.project)}\n${cleanScript}`).catch(() => {});
    else {
      if (error.code === 'HL_PORT_TAKEN') parts[0] += await portHolder(host, error.message).catch(() => '');
      if (error.code !== 'HL_UNHEALTHY' && error.code !== 'HL_EXCHANGE')
        parts[0] += await complaints(host, containers ?? []).catch(() => '');
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

/** What somebody else had made is not known well enough to be made again. */
const takenOver = ({ remote }: Host, service: string, { installPath, foreign }: ComposeSpec): HlError =>
  new HlError('HL_TAKEN_OVER', `${remote.name}: ${service} was taken over from ${foreign}, which hl cannot put back`, {
    kind: 'refused',
    hint: `What lay in ${installPath === '' ? 'its directory' : installPath} is kept there as *.before-hl: put it back by hand, or change the service.`,
  });

/** Staging and switch as one script. */
const inOne = ({ run, tar }: Payload): Pick<Files, 'text' | 'args' | 'first'> => ({
  text: `${stageScript}\nset -- "$path" keep '' ${run}\n${switchScript}`,
  args: [],
  first: { tar },
});

/** Null when docker does not tell. */
const containersOf = ({ look }: Host, project: string): Promise<readonly Container[] | null> =>
  look(project).then(
    ({ containers }) => containers,
    () => null,
  );

/** The machine itself went away, not docker or a registry. */
const lost = ({ kind, code }: HlError): boolean => kind === 'unreachable' && !/^HL_(DOCKER|REGISTRY)/.test(code);

type Other = Pick<Deployment, 'service' | 'before'>;

/** Frees what another service needs that waits for this one: two services that exchange their ports, say. */
async function takeDown(host: Host, { service, before }: Other): Promise<void> {
  if (before === null || before.project === '') return;
  host.step(service, 'take down');
  must(host, host.kind.downName, await script(host, before, `${host.kind.down(before.project)} >&2`));
}

/** After a move within the host: what we wrote in the former directories goes, everything else stays. */
async function cleanFormer(host: Host, { before, after }: Deployment): Promise<string[]> {
  if (before === null || before.foreign !== undefined) return [];
  const former = [...new Set([before.installPath, ...before.leftovers])].filter((path) => path !== after.installPath && path !== '');
  const notes: string[] = [];
  for (const installPath of former) {
    const stays = must(host, `the cleaning of ${installPath}`, await script(host, { installPath }, cleanScript, [headerOf(before)])).trim();
    notes.push(stays === '' ? `moved from ${installPath}` : `moved from ${installPath}; kept there: ${stays.split('\n').join(', ')}`);
  }
  return notes;
}

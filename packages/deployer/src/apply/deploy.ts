import { HlError } from '@hl/core';
import { headerOf, type ComposeSpec } from '../spec.js';
import { rollBack } from './auto-rollback.js';
import { payload, type Payload } from './payload.js';
import { redact } from '../client/redact.js';
import { asksRegistry, retag, stage } from './stage.js';
import { complaints, portHolder, switchOver, watch } from './switch-over.js';
import { must, script, type Deployment, type Target } from './target.js';

/**
 * Stage, check, pull, switch, watch, complete. What runs is touched by the switch only; when that fails, the revision it
 * replaced is put back by the same steps.
 *
 * Where nothing runs that could be harmed, all is one script: compose itself reads the file and pulls before it makes anything.
 *
 * @returns notes
 * @throws HlError with the cause in docker's words, the failing containers' last lines, and what became of the old revision
 */
export async function deploy(target: Target, deployment: Deployment): Promise<string[]> {
  const { service, before, after } = deployment;
  const { progress, slot } = target;
  if (after.foreign !== undefined) throw takenOver(target, service, after);
  const sent = await payload(service, after, target);
  let revision: number | null = null;
  const files = {
    calls: 'switch_files',
    variables: { keep: 'yes', run: sent.run },
    onSwitch: (newest: number): void => void (revision = newest),
  };
  let notes: string[];
  try {
    notes = await slot(async () => {
      if (before === null && !asksRegistry(after) && target.engine.readsFirst) {
        progress(service, 'stage');
        const gone = await retag(target, after);
        progress(service, 'pull');
        return [...gone, ...(await switchOver(target, deployment, { ...files, calls: 'stage\nswitch_files', tar: sent.tar }))];
      }
      const gone = await stage(target, deployment, sent);
      progress(service, 'switch');
      return [...gone, ...(await switchOver(target, deployment, files))];
    });
    await watch(target, service, after, sent.run, before === null);
  } catch (error) {
    throw await failure(target, deployment, HlError.from(error), revision, sent);
  }
  return [...notes, ...(await cleanFormer(target, deployment))];
}

/** What became of a deployment that failed, as one error without secrets. */
async function failure(
  target: Target,
  deployment: Deployment,
  error: HlError,
  revision: number | null,
  { values }: Payload,
): Promise<HlError> {
  const { before, after } = deployment;
  const parts = [error.message];
  // What is staged may be another run's, and of a machine that went away nobody knows how far it came: the next run looks.
  if (!machineGone(error) && error.code !== 'HL_BUSY') {
    if (revision === null) await script(target, after, 'abandon').catch(() => {});
    else {
      const containers = await target.sample(after.project).then(
        (sample) => sample.containers,
        () => null,
      );
      if (before === null && revision === 0 && containers?.length === 0)
        await script(target, after, 'down "$project"\nclean').catch(() => {});
      else {
        if (error.code === 'HL_PORT_TAKEN') parts[0] += await portHolder(target, error.message).catch(() => '');
        if (error.code !== 'HL_UNHEALTHY') parts[0] += await complaints(target, containers ?? []).catch(() => '');
        if (after.onFailure === 'rollback') parts.push(await rollBack(target, deployment, revision));
      }
    }
  }
  return new HlError(error.code, redact(parts.join('\n'), values), {
    kind: error.kind,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

/** What somebody else had made is not known well enough to be made again. */
const takenOver = ({ remote }: Target, service: string, { installPath, foreign }: ComposeSpec): HlError =>
  new HlError('HL_TAKEN_OVER', `${remote.name}: ${service} was taken over from ${foreign}, which hl cannot put back`, {
    kind: 'refused',
    hint: `What lay in ${installPath === '' ? 'its directory' : installPath} is kept there as *.before-hl: put it back by hand, or change the service.`,
  });

/** The machine itself does not answer any more, rather than docker or a registry. */
const machineGone = ({ kind, code }: HlError): boolean => kind === 'unreachable' && !/^HL_(DOCKER|REGISTRY)/.test(code);

/** After a move within the host: what we wrote in the former directories goes, everything else stays. */
async function cleanFormer(target: Target, { before, after }: Deployment): Promise<string[]> {
  if (before === null || before.foreign !== undefined) return [];
  const former = [...new Set([before.installPath, ...before.leftovers])].filter((path) => path !== after.installPath && path !== '');
  const notes: string[] = [];
  for (const installPath of former) {
    const result = await script(target, { ...before, installPath }, 'clean', { variables: { header: headerOf(before) } });
    const kept = must(target, `the cleaning of ${installPath}`, result).trim();
    notes.push(kept === '' ? `moved from ${installPath}` : `moved from ${installPath}; kept there: ${kept.split('\n').join(', ')}`);
  }
  return notes;
}

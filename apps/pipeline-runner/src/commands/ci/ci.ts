import { readFileSync } from 'node:fs';
import { HlError } from '@hl/core';
import type { Artifacts } from '../../artifacts/artifacts.js';
import type { Failures } from '../../artifacts/failures.js';
import { gitlab, type GitLab } from '../../ci/gitlab.js';
import type { Inputs } from '../../ci/inputs.js';
import { partly } from '../../exit.js';
import type { Ended } from '../../job.js';
import type { NotifyContext } from '../../stages/notify/notify-context.js';

export type CiAction = 'pipeline' | 'note' | 'environments' | 'fan-out';

interface Folder {
  readonly artifacts: Artifacts;
  readonly failures: Failures;
}

interface CiArguments {
  /** `name=value`, of the pipeline. */
  readonly inputs: readonly string[];
  readonly config?: string;
}

export async function ci(context: NotifyContext, folder: Folder, action: CiAction, args: CiArguments): Promise<Ended> {
  if (action === 'pipeline') return pipeline(context, args.inputs);
  if (action === 'fan-out') return fanOut(context, folder);
  try {
    const line = await (action === 'note' ? note : environments)(context, folder, args.config ?? 'hl.yml');
    context.print.step(`ci ${action}: ${line}`);
    return { code: 0 };
  } catch (error) {
    // What GitLab is told decides nothing about a deployment.
    context.print.error(error);
    return { code: partly };
  }
}

async function pipeline({ print }: NotifyContext, given: readonly string[]): Promise<Ended> {
  const { component, fillIn } = await import('../../ci/inputs.js');
  const text = readFileSync(new URL('../../../templates/pipeline.yml', import.meta.url), 'utf8');
  const { inputs } = component(text);
  const values = given.map((word) => {
    const [, name = word, value = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    const { type = 'string' } = inputs[name] ?? {};
    if (type === 'array') return [name, value.split(',').filter(Boolean)];
    return [name, type === 'boolean' && /^(true|false)$/.test(value) ? value === 'true' : value];
  });
  print.text(`# Made by hl ci pipeline.\n${fillIn(text, Object.fromEntries(values) as Inputs)}`);
  return { code: 0 };
}

async function fanOut({ environment, print }: NotifyContext, { artifacts }: Folder): Promise<Ended> {
  const { fanOut } = await import('../../ci/fan-out.js');
  const { variables } = environment;
  const [tags, before] = [variables['HL_TAGS'] ?? '[]', variables['HL_BEFORE'] ?? '[]'].map((text) => JSON.parse(text) as string[]);
  const hl = variables['HL'] ?? 'hl';
  artifacts.writeText(
    'fan-out.yml',
    fanOut(await artifacts.read('plan'), { image: variables['CI_JOB_IMAGE'], tags: tags ?? [], before: before ?? [], hl }),
  );
  print.step('ci fan-out: .hl/fan-out.yml is written');
  return { code: 0 };
}

/** @throws HlError HL_GITLAB_TOKEN */
function open({ environment, print }: NotifyContext, mayUseJobToken: boolean): GitLab | null {
  const { api, project, token, jobToken } = environment.gitlab;
  for (const secret of [token, jobToken]) print.hide(secret);
  const used = token ?? (mayUseJobToken ? jobToken : undefined);
  if (api === undefined || project === undefined || used === undefined) return null;
  return gitlab({ api, project, token: used, kind: token === undefined ? 'JOB-TOKEN' : 'PRIVATE-TOKEN' });
}

async function note(context: NotifyContext, { artifacts, failures }: Folder, config: string): Promise<string> {
  const { environment, print, commit } = context;
  const { mergeRequest, jobUrl } = environment.gitlab;
  if (mergeRequest === undefined) return 'this is no pipeline of a merge request';
  const client = open(context, false);
  if (client === null) return 'HL_GITLAB_TOKEN is not set, the merge request is not told (its plan is among the artifacts)';
  const { noteText, tell } = await import('../../ci/note.js');
  const plan = await artifacts.find('plan');
  const artifactUrl = jobUrl === undefined ? undefined : `${jobUrl}/artifacts/file/.hl/plan.md`;
  const text = noteText({ plan, failures: failures.all(), config, commit, pipelineUrl: environment.pipelineUrl, artifactUrl });
  const quiet = plan?.services.length === 0 && failures.all().length === 0;
  const told = await tell(client, mergeRequest, config, print.redact(text), quiet);
  return {
    made: 'the merge request has a note with the plan',
    edited: 'its note has the plan of this commit',
    left: 'there is nothing new to tell',
  }[told];
}

async function environments(context: NotifyContext, { artifacts }: Folder): Promise<string> {
  const { environment } = context;
  const { branch } = environment;
  if (environment.mergeRequest || branch === undefined) return 'nothing is deployed by this pipeline';
  const client = open(context, true);
  if (client === null) return 'this is no job of GitLab';
  const [plan, verification] = [await artifacts.find('plan'), await artifacts.find('verification')];
  if (plan === null || verification === null || plan.drift) return 'nothing was verified';
  if (verification.run !== plan.run)
    throw new HlError('HL_ARTIFACT_INVALID', 'verification.json is of another run than plan.json', { kind: 'input' });
  const { tellEnvironments } = await import('../../ci/environments.js');
  const lines = await tellEnvironments(client, { plan, verification, branch, site: context.site });
  return lines.length === 0 ? 'nothing to tell' : lines.join('; ');
}

import { readFileSync } from 'node:fs';

type Variables = Readonly<Record<string, string | undefined>>;

/** Names of events, as GitLab has them. */
const sources: Readonly<Record<string, string>> = {
  workflow_dispatch: 'web',
  schedule: 'schedule',
  pull_request: 'merge_request_event',
  pull_request_target: 'merge_request_event',
};

/** What is used of an event's file. */
interface Event {
  readonly before?: string;
  readonly head_commit?: { readonly message?: string; readonly author?: { readonly name?: string } };
  readonly pull_request?: { readonly base?: { readonly sha?: string } };
}

/**
 * The variables of a job of GitHub, Forgejo or Gitea Actions under the names that GitLab gives them; others are left as they are.
 *
 * The run's number for the order of runs is its id: it grows over all workflows and stays when a job is tried again; the run number begins
 * anew with each workflow file. Forgejo and Gitea show a run under its number.
 *
 * Source: https://docs.github.com/en/actions/reference/variables-reference
 */
export function inGitLabsWords(env: Variables): Variables {
  if (env['GITHUB_ACTIONS'] !== 'true' && env['FORGEJO_ACTIONS'] !== 'true' && env['GITEA_ACTIONS'] !== 'true') return env;
  const own = (name: string): string | undefined => env[`GITHUB_${name}`] || env[`FORGEJO_${name}`] || env[`GITEA_${name}`] || undefined;
  const { before, head_commit: head, pull_request: pull } = eventIn(own('EVENT_PATH'));
  const event = own('EVENT_NAME') ?? '';
  const source = sources[event] ?? event;
  const github = env['FORGEJO_ACTIONS'] !== 'true' && env['GITEA_ACTIONS'] !== 'true';
  const [server, repository, run] = [own('SERVER_URL'), own('REPOSITORY'), own('RUN_ID')];
  const shown = github ? run : own('RUN_NUMBER');
  return {
    CI: 'true',
    CI_PROJECT_DIR: own('WORKSPACE'),
    CI_COMMIT_SHA: own('SHA'),
    CI_COMMIT_BEFORE_SHA: before,
    CI_COMMIT_BRANCH: source !== 'merge_request_event' && own('REF_TYPE') !== 'tag' ? own('REF_NAME') : undefined,
    CI_COMMIT_TITLE: head?.message?.split('\n')[0],
    CI_COMMIT_AUTHOR: head?.author?.name ?? own('ACTOR'),
    CI_MERGE_REQUEST_DIFF_BASE_SHA: pull?.base?.sha,
    CI_PIPELINE_SOURCE: source,
    CI_PIPELINE_ID: run,
    CI_PIPELINE_URL: server && repository && shown ? `${server}/${repository}/actions/runs/${shown}` : undefined,
    CI_JOB_NAME: own('JOB'),
    CI_PROJECT_PATH: repository,
    ...env,
  };
}

/** An event that cannot be read tells nothing: the ledger knows what is deployed. */
function eventIn(path: string | undefined): Event {
  try {
    return path === undefined ? {} : ((JSON.parse(readFileSync(path, 'utf8')) ?? {}) as Event);
  } catch {
    return {};
  }
}

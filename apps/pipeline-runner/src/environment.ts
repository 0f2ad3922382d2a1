import { existsSync } from 'node:fs';
import { HlError, Secret } from '@hl/core';

/** What the environment says, read in one place; secrets stay in `secret`. */
export interface Environment {
  readonly home: string;
  readonly projectDir: string | undefined;
  readonly commit: string | undefined;
  readonly before: string | undefined;
  readonly mergeBase: string | undefined;
  /** push, web, schedule, merge_request_event …; undefined outside CI. */
  readonly source: string | undefined;
  /**
   * The pipeline of a merge request: it shows a plan and writes nothing. Masked and protected variables may be missing
   * (a fork, a branch that is not protected), and what they open cannot be seen then.
   */
  readonly mergeRequest: boolean;
  readonly branch: string | undefined;
  readonly pipelineId: string | undefined;
  readonly pipelineUrl: string | undefined;
  /** Name of this job in its pipeline; the same when it is tried again. */
  readonly job: string | undefined;
  readonly repository: string | undefined;
  readonly author: string | undefined;
  readonly commitTitle: string | undefined;
  readonly ci: boolean;
  readonly sshKeyFile: string | undefined;
  readonly sshPassphrase: Secret | undefined;
  readonly sshAgent: string | undefined;
  readonly knownHosts: string | undefined;
  readonly discordWebhook: Secret | undefined;
  /** All of it, for the programs that hl starts here (sops). */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** A secret by the name of its variable. */
  secret(name: string): Secret | undefined;
}

const some = (value: string | undefined): string | undefined => (value === undefined || value === '' ? undefined : value);

/** Reads the variables that hl knows. `env` is `process.env` in the command and an object in tests. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const sshKeyFile = some(env['SSH_KEY_FILE']) ?? some(env['SSH_PRIVATE_KEY_FILE']) ?? some(env['SSH_PRIVATE_KEY']);
  if (sshKeyFile?.includes('PRIVATE KEY-----')) {
    throw new HlError('HL_SSH_KEY', 'the SSH key variable holds the key itself', {
      kind: 'input',
      hint: 'Make it a variable of type File, so that its value is a path.',
    });
  }
  const secret = (name: string): Secret | undefined => {
    const value = some(env[name]);
    return value === undefined ? undefined : new Secret(value);
  };
  return {
    home: env['HOME'] ?? '/root',
    projectDir: some(env['CI_PROJECT_DIR']),
    commit: some(env['CI_COMMIT_SHA']),
    before: some(env['CI_COMMIT_BEFORE_SHA']),
    mergeBase: mergeBase(env),
    source: some(env['CI_PIPELINE_SOURCE']),
    mergeRequest: mergeRequests.has(env['CI_PIPELINE_SOURCE'] ?? ''),
    branch: some(env['CI_COMMIT_BRANCH']),
    pipelineId: some(env['CI_PIPELINE_ID']),
    pipelineUrl: some(env['CI_PIPELINE_URL']),
    job: some(env['CI_JOB_NAME']) ?? some(env['GITHUB_JOB']),
    repository: some(env['CI_PROJECT_PATH']),
    author: some(env['CI_COMMIT_AUTHOR']) ?? some(env['GITLAB_USER_NAME']),
    commitTitle: some(env['CI_COMMIT_TITLE']),
    ci: env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false',
    sshKeyFile,
    sshPassphrase: secret('SSH_KEY_PASSPHRASE'),
    sshAgent: some(env['SSH_AUTH_SOCK']),
    knownHosts: some(env['SSH_KNOWN_HOSTS']) ?? defaultKnownHosts(env),
    discordWebhook: secret('DISCORD_WEBHOOK_URL'),
    variables: env,
    secret,
  };
}

const mergeRequests = new Set(['merge_request_event', 'external_pull_request_event']);

/**
 * What a merge request is compared with. A merged-results pipeline runs on a merge of it into the target branch's newest commit, so
 * the merge base would show as its own what the target got meanwhile.
 *
 * Source: CI_MERGE_REQUEST_* in https://docs.gitlab.com/ci/variables/predefined_variables/
 */
function mergeBase(env: NodeJS.ProcessEnv): string | undefined {
  const merged = ['merged_result', 'merge_train'].includes(env['CI_MERGE_REQUEST_EVENT_TYPE'] ?? '');
  return (merged ? some(env['CI_MERGE_REQUEST_TARGET_BRANCH_SHA']) : undefined) ?? some(env['CI_MERGE_REQUEST_DIFF_BASE_SHA']);
}

const defaultKnownHosts = (env: NodeJS.ProcessEnv): string | undefined => {
  const path = `${env['HOME'] ?? ''}/.ssh/known_hosts`;
  return existsSync(path) ? path : undefined;
};

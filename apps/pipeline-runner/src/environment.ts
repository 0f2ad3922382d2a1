import { HlError, Secret } from '@hl/core';
import { inGitLabsWords } from './ci/actions.js';

/** What the environment says, read in one place; secrets stay in `secret`. */
export type Environment = ReturnType<typeof readEnvironment>;

/**
 * Reads the variables that hl knows. `given` is `process.env` in the command and an object in tests.
 *
 * @throws HlError HL_SSH_KEY
 */
export function readEnvironment(given: NodeJS.ProcessEnv) {
  const env = inGitLabsWords(given);
  const some = (name: string): string | undefined => env[name] || undefined;
  const secret = (name: string): Secret | undefined => {
    const value = some(name);
    return value === undefined ? undefined : new Secret(value);
  };
  const sshKeyFile = some('SSH_KEY_FILE') ?? some('SSH_PRIVATE_KEY_FILE') ?? some('SSH_PRIVATE_KEY');
  if (sshKeyFile?.includes('PRIVATE KEY-----')) {
    throw new HlError('HL_SSH_KEY', 'the SSH key variable holds the key itself', {
      kind: 'input',
      hint: 'Make it a variable of type File, so that its value is a path.',
    });
  }
  return {
    home: env['HOME'] ?? '/root',
    projectDir: some('CI_PROJECT_DIR'),
    commit: some('CI_COMMIT_SHA'),
    before: some('CI_COMMIT_BEFORE_SHA'),
    mergeBase: mergeBase(some),
    /** push, web, schedule, merge_request_event …; undefined outside CI. */
    source: some('CI_PIPELINE_SOURCE'),
    /**
     * The pipeline of a merge request: it shows a plan and writes nothing. Masked and protected variables may be missing
     * (a fork, a branch that is not protected), and what they open cannot be seen then.
     */
    mergeRequest: mergeRequests.has(env['CI_PIPELINE_SOURCE'] ?? ''),
    branch: some('CI_COMMIT_BRANCH'),
    /** The one that is deployed, where the CI says. */
    defaultBranch: some('CI_DEFAULT_BRANCH'),
    /** A child pipeline is a part of its parent's run. */
    pipelineId: some('HL_PIPELINE_ID') ?? some('CI_PIPELINE_ID'),
    pipelineUrl: some('CI_PIPELINE_URL'),
    /** Name of this job in its pipeline; the same when it is tried again. */
    job: some('CI_JOB_NAME'),
    repository: some('CI_PROJECT_PATH'),
    author: some('CI_COMMIT_AUTHOR') ?? some('GITLAB_USER_NAME'),
    commitTitle: some('CI_COMMIT_TITLE'),
    /** Who started the run. */
    by: some('GITLAB_USER_LOGIN') ?? some('GITHUB_ACTOR') ?? (some('CI') === undefined ? (some('USER') ?? some('LOGNAME')) : undefined),
    /** What somebody typed into the form of the manual job. */
    rollback: { service: some('SERVICE'), to: some('TO'), dryRun: some('DRY_RUN') },
    ci: some('CI') !== undefined && env['CI'] !== 'false',
    sshKeyFile,
    sshPassphrase: secret('SSH_KEY_PASSPHRASE'),
    sshAgent: some('SSH_AUTH_SOCK'),
    /** As `ssh -F` takes it; null: none is read, as where nobody is at home. */
    sshConfig: sshConfigOf(some('SSH_CONFIG_FILE'), some('HOME')),
    knownHosts: some('SSH_KNOWN_HOSTS'),
    discordWebhook: secret('DISCORD_WEBHOOK_URL'),
    gitlab: {
      api: some('CI_API_V4_URL'),
      project: some('CI_PROJECT_ID'),
      /** Its number in the project. */
      mergeRequest: some('CI_MERGE_REQUEST_IID'),
      jobUrl: some('CI_JOB_URL'),
      token: secret('HL_GITLAB_TOKEN'),
      /** May read notes, and write environments and deployments. */
      jobToken: secret('CI_JOB_TOKEN'),
    },
    /** All of it, for the programs that hl starts here (sops). */
    variables: given as Readonly<Record<string, string | undefined>>,
    /** A secret by the name of its variable. */
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
function mergeBase(some: (name: string) => string | undefined): string | undefined {
  const merged = ['merged_result', 'merge_train'].includes(some('CI_MERGE_REQUEST_EVENT_TYPE') ?? '');
  return (merged ? some('CI_MERGE_REQUEST_TARGET_BRANCH_SHA') : undefined) ?? some('CI_MERGE_REQUEST_DIFF_BASE_SHA');
}

const sshConfigOf = (given: string | undefined, home: string | undefined): string | null =>
  given === 'none' ? null : (given ?? (home === undefined ? null : `${home}/.ssh/config`));

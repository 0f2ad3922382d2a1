import { accessSync, constants, statSync } from 'node:fs';
import { git as systemGit } from '@hl/detect';
import { discord } from '@hl/notify';
import { defaultKeys } from '@hl/ssh';
import type { Context } from '../../context.js';
import { invalid } from '../../repository/diagnostics.js';
import { asIs } from '../../stages/plan/planned-services.js';
import { missingSecrets } from '../../stages/plan/preconditions.js';
import { atLeast, fail, failed, pass, warn, type Finding } from '../../systems/finding.js';
import { count } from '../../text/count.js';
import { noServices } from '../../text/no-services.js';

type Report = (finding: Finding) => void;

/** What is here: programs, the repository, keys and secrets. */
export async function examineHere(context: Context, report: Report): Promise<void> {
  const part = async (check: string, look: () => Finding | null | Promise<Finding | null>): Promise<void> => {
    const found = await Promise.resolve()
      .then(look)
      .catch((thrown: unknown) => failed(check, thrown));
    if (found !== null) report(found);
  };
  await part('node', () => atLeast('node', process.versions.node, [20, 19], 'Update Node.js on this machine.', 'input'));
  await part('service files', () => files(context));
  await part('secrets', () => secrets(context));
  for (const path of keysOf(context)) await part('SSH key', () => key(path, context.environment));
  await part('git', () => history(context));
  await part('Discord', () => webhook(context));
}

function files({ repository, site }: Context): Finding {
  const { services, diagnostics } = repository.load();
  if (diagnostics.some(({ severity }) => severity === 'error')) throw invalid(diagnostics);
  if (services.length === 0) return pass('service files', noServices(site));
  return pass('service files', `${count(services.length, 'file')} without an error`);
}

function secrets(context: Context): Finding {
  const missing = missingSecrets(context, context.repository.load().services.map(asIs));
  if (missing !== null) throw missing;
  return pass('secrets', 'all that service files name are set');
}

/** Paths of the private keys that hosts are logged in to with; undefined: some have none. */
function keysOf({ site, environment: { sshKeyFile, home } }: Context): ReadonlySet<string | undefined> {
  const hosts = Object.values({ ...site.jumps, ...site.hosts }).filter(({ kind }) => kind !== 'local');
  return new Set(
    hosts.map((host) => host.keyFile ?? sshKeyFile ?? (host.agent ? undefined : (host.identityFiles ?? defaultKeys(home))[0])),
  );
}

/** In CI the runner decides who may read the files that it makes. */
export function key(path: string | undefined, { sshAgent, ci }: Pick<Context['environment'], 'sshAgent' | 'ci'>): Finding {
  const check = path === undefined ? 'SSH key' : `SSH key ${path}`;
  const hint = 'Set SSH_KEY_FILE, or key_file in hl.yml, to the path of a private key, or make one: ssh-keygen -t ed25519';
  if (path === undefined)
    return sshAgent === undefined ? fail(check, 'input', 'there is neither a key nor an agent', hint) : pass(check, "the agent's");
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    return fail(check, 'input', `cannot be read (${(error as NodeJS.ErrnoException).code})`, hint);
  }
  return (statSync(path).mode & 0o077) === 0 || ci
    ? pass(check, 'readable')
    : warn(check, 'others on this machine may read it', `chmod 600 ${path}`);
}

async function history({ cwd, git = systemGit }: Context): Promise<Finding> {
  const { code } = await git(['git', 'rev-parse', '--verify', 'HEAD'], cwd);
  if (code !== 0) return fail('git', 'input', 'there is no commit here', 'git init, and commit hl.yml and the service files.');
  const { stdout } = await git(['git', 'rev-parse', '--is-shallow-repository'], cwd);
  if (stdout.toString().trim() !== 'true') return pass('git', 'the whole history is here');
  return warn('git', 'this clone is shallow: detection has to fetch what it compares with', wholeHistory);
}

export const wholeHistory = 'Fetch the whole history: git fetch --unshallow, in GitLab GIT_DEPTH: 0.';

async function webhook({ site, environment: { discordWebhook } }: Context): Promise<Finding | null> {
  if (discordWebhook !== undefined) {
    await discord({ url: discordWebhook }).check();
    return pass('Discord', 'the webhook is there');
  }
  const hint = 'Set it to the URL of the webhook, or take discord out of hl.yml.';
  return site.discord === null ? null : warn('Discord', 'DISCORD_WEBHOOK_URL is not set: nobody is told', hint);
}

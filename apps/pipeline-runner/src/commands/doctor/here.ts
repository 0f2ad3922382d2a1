import { accessSync, constants, statSync } from 'node:fs';
import { channelsOf } from '@hl/core';
import { git as systemGit } from '@hl/detect';
import { channelOf, discord } from '@hl/notify';
import { defaultKeys } from '@hl/ssh';
import type { Context } from '../../context.js';
import { invalid } from '../../repository/diagnostics.js';
import { asIs } from '../../stages/plan/planned-services.js';
import { missingSecrets } from '../../stages/plan/preconditions.js';
import { fail, failed, pass, warn, type Finding } from '../../systems/finding.js';
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
  await part('node', () => node(process.versions.node));
  await part('service files', () => files(context));
  await part('secrets', () => secrets(context));
  for (const path of keysOf(context)) await part('SSH key', () => key(path, context.environment));
  await part('git', () => history(context));
  await channels(context, report);
}

/** As `engines` of our manifests. */
export function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return pass('node', version);
  const needed = `${version}, and 20.19 or newer of 20, or 22.12 or newer is needed`;
  return fail('node', 'input', needed, 'Update Node.js on this machine.');
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

/** Each channel that hl.yml names, and the webhook of DISCORD_WEBHOOK_URL. */
async function channels({ site, environment }: Context, report: Report): Promise<void> {
  const all = channelsOf(site.notifications).map(async ({ name, variable }): Promise<Finding[]> => {
    const given = site.notifications?.channels[name] !== undefined;
    const check = given ? `channel ${name}` : 'Discord';
    const url = environment.secret(variable);
    const hint = `Set it to the URL of the ${given ? 'channel' : 'webhook'}, or take ${given ? name : 'discord'} out of hl.yml.`;
    if (url === undefined) return given || site.discord !== null ? [warn(check, `${variable} is not set: nobody is told`, hint)] : [];
    try {
      if (!given) await discord({ url }).check();
      const channel = given ? channelOf(url) : null;
      if (channel !== null && channel.check === undefined) return [pass(check, `${channel.name}; hl notify test tries it`)];
      await channel?.check?.();
      return [pass(check, channel === null ? 'the webhook is there' : `${channel.name} is there`)];
    } catch (thrown) {
      return [failed(check, thrown)];
    }
  });
  (await Promise.all(all)).flat().forEach(report);
}

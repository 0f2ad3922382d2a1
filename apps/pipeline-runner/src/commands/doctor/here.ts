import { accessSync, constants, statSync } from 'node:fs';
import { HlError } from '@hl/core';
import { git as systemGit } from '@hl/detect';
import { discord } from '@hl/notify';
import type { Context } from '../../context.js';
import { invalid } from '../../repository/diagnostics.js';
import { asIs } from '../../stages/plan/planned-services.js';
import { requireSecrets } from '../../stages/plan/preconditions.js';
import { fail, pass, warn, type Finding } from '../../systems/finding.js';
import { count } from '../../text/count.js';

type Report = (finding: Finding) => void;

/** What is here: programs, the repository, keys and secrets. */
export async function examineHere(context: Context, report: Report): Promise<void> {
  report(node(process.versions.node));
  files(context, report);
  keys(context, report);
  await Promise.all([history(context, report), webhook(context, report)]);
}

export function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return pass('node', version);
  return fail('node', { kind: 'input', message: `${version}, and 20.19 or newer is needed`, hint: 'Update Node.js on this machine.' });
}

/** The service files, and whether what they name is set. */
function files(context: Context, report: Report): void {
  const { services, diagnostics } = context.repository.load();
  const wrong = diagnostics.some(({ severity }) => severity === 'error');
  report(wrong ? fail('service files', invalid(diagnostics)) : pass('service files', `${count(services.length, 'file')} without an error`));
  try {
    requireSecrets(context, services.map(asIs));
    report(pass('secrets', 'all that service files name are set'));
  } catch (thrown) {
    report(fail('secrets', HlError.from(thrown)));
  }
}

/** The private keys that hosts are logged in to with. */
function keys({ site, environment }: Context, report: Report): void {
  const hosts = Object.values(site.hosts).filter(({ kind }) => kind !== 'local');
  const given = new Set(hosts.map(({ keyFile }) => keyFile ?? environment.sshKeyFile));
  for (const path of given) {
    if (path !== undefined) report(keyFile(path, environment.ci));
    else if (environment.sshAgent !== undefined) report(pass('SSH key', "the agent's"));
    else
      report(
        fail('SSH key', {
          kind: 'input',
          message: 'there is neither a key nor an agent',
          hint: 'Set SSH_KEY_FILE to the path of a private key.',
        }),
      );
  }
}

/** @param ci the runner decides there who may read its files */
export function keyFile(path: string, ci: boolean): Finding {
  const check = `SSH key ${path}`;
  try {
    accessSync(path, constants.R_OK);
    const { mode } = statSync(path);
    if ((mode & 0o077) === 0 || ci) return pass(check, 'readable');
    return warn(check, 'others on this machine may read it', `chmod 600 ${path}`);
  } catch (error) {
    const message = `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    return fail(check, { kind: 'input', message, hint: 'Set SSH_KEY_FILE, or key_file in hl.yml, to the path of a private key.' });
  }
}

/** Detection compares commits: those that are deployed have to be here. */
async function history({ cwd, git = systemGit, state }: Context, report: Report): Promise<void> {
  try {
    const asked = async (...argv: string[]): Promise<string | null> => {
      const { code, stdout } = await git(['git', ...argv], cwd);
      return code === 0 ? stdout.toString().trim() : null;
    };
    if ((await asked('rev-parse', '--verify', 'HEAD')) === null)
      return report(
        fail('git', { kind: 'input', message: 'there is no commit here', hint: 'git init, and commit hl.yml and the service files.' }),
      );
    const entries = (await state().catch(() => null))?.entries ?? [];
    const commits = [...new Set(entries.map(({ commit }) => commit))].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
    const known = await Promise.all(commits.map((commit) => asked('cat-file', '-e', `${commit}^{commit}`)));
    const lost = commits.filter((_, index) => known[index] === null);
    const isShallow = (await asked('rev-parse', '--is-shallow-repository')) === 'true';
    const hint = 'Fetch the whole history: git fetch --unshallow, in GitLab GIT_DEPTH: 0.';
    if (lost.length > 0)
      report(
        warn(
          'git',
          `${count(lost.length, 'commit')} that services were deployed from ${lost.length === 1 ? 'is' : 'are'} not in this clone`,
          hint,
        ),
      );
    else if (isShallow) report(warn('git', 'this clone is shallow: detection has to fetch what it compares with', hint));
    else report(pass('git', 'the whole history is here'));
  } catch (thrown) {
    report(fail('git', HlError.from(thrown)));
  }
}

async function webhook({ site, environment: { discordWebhook } }: Context, report: Report): Promise<void> {
  if (discordWebhook === undefined) {
    if (site.discord !== null)
      report(
        warn(
          'Discord',
          'DISCORD_WEBHOOK_URL is not set: nobody is told',
          'Set it to the URL of the webhook, or take discord out of hl.yml.',
        ),
      );
    return;
  }
  try {
    await discord({ url: discordWebhook }).check();
    report(pass('Discord', 'the webhook is there'));
  } catch (thrown) {
    report(fail('Discord', HlError.from(thrown)));
  }
}

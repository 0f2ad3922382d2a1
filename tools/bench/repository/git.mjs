import { spawnSync } from 'node:child_process';

/** git in a folder, as somebody whom no setting of this machine's has to name; gives what it printed. */
export const gitIn = (cwd) => (args, input) => {
  const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd, input, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout.toString().trim();
};

/** Commits all that lies in a folder, in a repository that is made where there is none. */
export function committed(cwd, message) {
  const git = gitIn(cwd);
  git(['init', '--quiet', '--initial-branch', 'main']);
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', message]);
  return git;
}

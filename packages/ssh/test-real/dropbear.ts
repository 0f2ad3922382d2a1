import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { descendants, freePort, keyTypes, missing as missingSshd, type Sshd, type Workshop } from './sshd.js';

/** Why a real Dropbear cannot be started here, or null. */
export const missing: string | null =
  missingSshd ??
  (!existsSync('/usr/sbin/dropbear')
    ? 'no /usr/sbin/dropbear here: apt-get install dropbear-bin'
    : spawnSync('unshare', ['--mount', 'true']).status !== 0
      ? 'no namespace for mounts, in which it has a home of its own'
      : null);

/** Dropbear knows no other authorized_keys than those of the account: that has, for it alone, another home. */
export async function dropbear(shop: Workshop, settings: readonly string[] = []): Promise<Sshd> {
  const port = await freePort();
  const at = (name: string): string => join(shop.directory, `dropbear-${port}-${name}`);
  const [home, temporary] = [at('home'), at('tmp')];
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  mkdirSync(temporary);
  copyFileSync(shop.authorized, join(home, '.ssh/authorized_keys'));
  const keys = keyTypes.map((type) => hostKey(join(shop.directory, `dropbear-${type}`), type));
  const options = ['-F', '-E', '-s', '-p', `127.0.0.1:${port}`, '-P', at('pid'), ...keys.flatMap(({ file }) => ['-r', file]), ...settings];
  const start = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
  const log = openSync(at('log'), 'w');
  const server = spawn('unshare', ['--mount', 'sh', '-c', start, 'sh', home, homedir(), '/usr/sbin/dropbear', ...options], {
    stdio: ['ignore', log, log],
  });
  return shop.keep(
    server,
    { port, home, temporary, log: () => readFileSync(at('log'), 'utf8'), children: () => descendants(server.pid ?? 0, 'dropbear') },
    keys.map(({ publicKey }) => publicKey),
  );
}

/** Made once for all servers of a workshop. */
function hostKey(file: string, type: string): { readonly file: string; readonly publicKey: string } {
  const how = existsSync(file) ? ['-y', '-f', file] : ['-t', type, '-f', file];
  const printed = execFileSync('dropbearkey', how, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  return { file, publicKey: /^(ssh|ecdsa)-.*$/m.exec(printed)?.[0] ?? '' };
}

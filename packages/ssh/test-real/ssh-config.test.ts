import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Host } from '@hl/core';
import { readSshConfig } from '@hl/ssh';
import { beside, homeWith, texts } from '../test/config/texts.js';
import { missing as sshd, Workshop, type Sshd } from './sshd.js';

const missing = existsSync('/usr/bin/ssh') ? null : 'no /usr/bin/ssh here';
const suite = missing === null ? describe : describe.skip; // skipped without OpenSSH's client: `missing` says so

suite(`as the real ssh reads it${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test.each(texts)('%s', (_, config, name) => {
    const home = homeWith({ ...beside, config: config.replace(/Include (?=[a-z])/g, 'Include @HOME@/.ssh/') }); // it takes ~ from the account, not from HOME
    const said = execFileSync('/usr/bin/ssh', ['-G', '-F', `${home}/.ssh/config`, name], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
      .split('\n');
    const real = (option: string): string[] =>
      said.filter((line) => line.startsWith(`${option} `)).map((line) => line.slice(option.length + 1));
    const ours = readSshConfig(home).lookup(name);
    expect([ours.hostName ?? name.toLowerCase(), ours.user ?? userInfo().username, String(ours.port ?? 22)]).toEqual(
      ['hostname', 'user', 'port'].flatMap(real),
    );
    expect([ours.proxyJump, ours.proxyCommand]).toEqual([real('proxyjump')[0], real('proxycommand')[0]]);
    const keys = real('identityfile').map((key) => key.replace('%n', name).replace('%r', ours.user ?? ''));
    expect(ours.identityFiles ?? []).toEqual(keys.filter((key) => existsSync(key)));
    if (ours.userKnownHostsFile !== undefined) expect(real('userknownhostsfile')[0]?.split(' ')[0]).toBe(ours.userKnownHostsFile);
    rmSync(home, { recursive: true });
  });
});

const shops = sshd === null ? describe : describe.skip; // skipped without sshd or root: `missing` of sshd.ts says which

shops(`with a real sshd${sshd === null ? '' : ` (skipped: ${sshd})`}`, () => {
  test('an alias behind a gate, and no key but the default one', async () => {
    const shop = new Workshop();
    const [gate, nas] = [await shop.sshd(), await shop.sshd()];
    const at = ({ port }: Sshd): string => `  HostName 127.0.0.1\n  Port ${port}\n  User root\n`;
    const home = homeWith({
      config: `Host gate\n${at(gate)}Host nas\n${at(nas)}  ProxyJump gate\n`,
      id_ed25519: readFileSync(shop.keyFile, 'utf8'),
    });
    const { lookup } = readSshConfig(home);
    const host = (name: string): Host => {
      const { hostName = name, user = '', port = 22, proxyJump: jump = null } = lookup(name);
      return { ...shop.site(gate), address: hostName, user, port, jump };
    };
    const fleet = shop.fleet({ nas: host('nas'), gate: host('gate') }, { home, keyFile: undefined as never });
    expect((await fleet.remote('nas').run(['sh', '-c', 'echo $HOME'])).stdout).toBe(`${nas.home}\n`);
    await shop.close();
    rmSync(home, { recursive: true });
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { readSshConfig } from '@hl/ssh';
import { beside, homeWith, texts } from '../test/config/texts.js';

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

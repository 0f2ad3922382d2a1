// From an empty folder to a first service, by an alias of ~/.ssh/config.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../repository.mjs';
import { image } from '../services.mjs';
import { alpha, ending, everything, step, work } from '../stage.mjs';

const home = join(work, 'newcomer');
const folder = join(home, 'homelab');
/** Nothing but a home: neither a key nor known hosts are named. */
const newcomer = repository(folder, { HOME: home });
const fileOf = (path) => readFileSync(join(folder, path), 'utf8');

async function good(...words) {
  const result = await newcomer.hl(words);
  assert.ok(result.code === 0, `hl ${words.join(' ')} ${ending(result)}`);
  return result;
}

step(
  'hl init in an empty folder: an alias, its key and its user; a Traefik that runs there; a first service that is deployed',
  async () => {
    const before = everything();
    mkdirSync(join(home, '.ssh'), { recursive: true });
    const config = `Host nas\n  HostName ${alpha.address}\n  User deploy\n  IdentityFile ${join(work, 'id')}\nHost github.com\n  User git\n`;
    writeFileSync(join(home, '.ssh/config'), config);
    // What a Traefik's container is to Docker, is all that is looked at.
    alpha.docker('pull', '--quiet', image('v1'));
    alpha.docker('tag', image('v1'), 'traefik:v3.5');
    const flags = ['--providers.file.directory=/dynamic', '--entrypoints.websecure.address=:443'];
    const words = [
      '--detach',
      '--init',
      '--name',
      'edge',
      '--publish',
      '8443:443',
      '--volume',
      '/opt/edge/dynamic:/dynamic',
      'traefik:v3.5',
    ];
    alpha.docker('run', ...words, 'sh', '-c', 'sleep 86400', ...flags);
    try {
      const shown = await newcomer.hl(['init', '--yes']);
      assert.equal(shown.code, 2, ending(shown));
      assert.match(shown.printed, /nobody has vouched for: ssh-ed25519 SHA256:/);
      const { printed, seconds } = await good('init', '--yes', '--trust', '--domain', 'real.test');
      console.log(`hl init took ${seconds.toFixed(1)} s`);
      assert.match(printed, /found Traefik on nas/);
      assert.match(fileOf('hl.yml'), new RegExp(`  nas: \\{ address: ${alpha.address}, user: deploy, sudo: true \\}`));
      assert.match(fileOf('hl.yml'), /  directory: \/opt\/edge\/dynamic # /);
      assert.match(fileOf('hl.yml'), /  https_port: 8443\n/);
      assert.equal(fileOf('.env'), `SSH_KEY_FILE=${join(work, 'id')}\n`);
      assert.match(fileOf('services/utility/whoami.yml'), /  port: 8088 # on the host\n  container_port: 80\n/);

      // No registry but ours is reached from here; and no Traefik really runs.
      const site = fileOf('hl.yml').replace('ledger: { host: nas }', 'ledger: { host: nas, directory: /opt/newcomer }');
      const own = {
        'hl.yml': site,
        'services/utility/whoami.yml': fileOf('services/utility/whoami.yml')
          .replace('traefik/whoami:v1.11.0', image('v1'))
          .replace('container_port: 80', 'container_port: 8080')
          .replace(/^traefik:\n.*\n/m, ''),
      };
      newcomer.commit('feat: my homelab', own);
      await good('run');
      assert.equal(await alpha.say(8088), 'v1');
      const again = await good('init', '--yes');
      assert.match(again.printed, /everything is there: nothing was changed/);
      assert.equal(newcomer.git('status', '--porcelain'), '');
      newcomer.commit('feat: without it', { 'services/utility/whoami.yml': null });
      await good('run');
    } finally {
      alpha.docker('rm', '--force', 'edge');
      alpha.docker('rmi', 'traefik:v3.5');
      alpha.exec('rm', '-rf', '/opt/edge', '/opt/newcomer');
    }
    assert.deepEqual(everything(), before);
  },
);

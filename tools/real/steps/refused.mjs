// Bad input: a clear error with the right exit code, and nothing written anywhere.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { path, service, site } from '../services.mjs';
import { alpha, bad, beta, everything, good, knownHosts, repo, step } from '../stage.mjs';

/** Files below these directories, with the time of their last change. The ledger is none: that a service waits for its host is noted there. */
const written = (host) =>
  host.exec('sh', '-c', 'find /opt /root /etc/cron* -path /opt/ledger -prune -o -path /opt -o -printf "%p %m %s %T@\\n" | sort');
const state = () => [everything(), written(alpha), written(beta)];

/** A commit of these files is refused with this exit code and message; then it is taken back. */
async function refused(files, code, message) {
  const before = state();
  repo.commit('feat: something that cannot be', files);
  const { printed } = await bad(['run'], { code });
  assert.match(printed, message);
  assert.deepEqual(state(), before);
  assert.ok(printed.length < 10_000, 'the message is longer than anybody reads');
  repo.git('revert', '--no-edit', 'HEAD');
}

for (const [what, over, message] of [
  ['a file to outside of its directory', { extra_files: [{ source: 'site.conf', destination: '../../etc/cron.d/x' }] }, /odd\.yml.*\.\./s],
  ['a file from outside of the repository', { extra_files: [{ source: '../../../id', destination: 'x' }] }, /odd\.yml/],
  ['an install path that climbs', { install_path: '/opt/../etc' }, /odd\.yml/],
  ['a secret file outside of the repository', { secrets_file: '../../../../etc/shadow' }, /odd\.yml/],
  ['a variable whose name is a command', { environment: { 'A=$(touch /opt/x)': '1' } }, /odd\.yml/],
  ['an image that is an option', { image: '--privileged' }, /odd\.yml/],
  ['ten megabytes of environment', { environment: { BIG: 'x'.repeat(10_000_000) } }, /odd\.yml/],
  ['a host that hl.yml does not know', { target_host: 'nowhere' }, /nowhere/],
])
  step(`refused: ${what}`, () => refused({ [path('odd')]: service('odd', 'alpha', 8087, 'v1', over) }, 2, message));

step('refused: names that a shell or a path would take for something else', async () => {
  for (const name of ['a;touch${IFS}x', '$(reboot)', '../etc', '-rf', 'a b', "it's"])
    await refused({ [path('odd')]: service(name, 'alpha', 8087, 'v1') }, 2, /odd\.yml:\d+/);
});

step('refused: a host that takes connections and says nothing', async () => {
  const before = state();
  const held = new Set();
  const server = createServer((socket) => void held.add(socket));
  await new Promise((resolve) => server.listen(2022, '10.231.0.254', resolve));
  try {
    repo.commit('feat: a silent host', {
      'hl.yml': site(knownHosts, { silent: { address: '10.231.0.254', port: 2022 } }),
      [path('odd')]: service('odd', 'silent', 8087, 'v1'),
    });
    const { printed, seconds } = await bad(['run'], { code: 5 }); // a new host in hl.yml is nobody else's business
    assert.match(printed, /silent .*no answer in time/s);
    assert.ok(seconds < 60, `it took ${seconds} s`);
    assert.deepEqual(state(), before);
  } finally {
    for (const socket of held) socket.destroy();
    server.close();
  }
  repo.git('revert', '--no-edit', 'HEAD');
  await good(['run']);
  assert.deepEqual(state(), before);
});

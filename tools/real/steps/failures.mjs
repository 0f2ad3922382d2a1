// What authors and hands do wrong.
import assert from 'node:assert/strict';
import { image, path, service, site, web } from '../services.mjs';
import { alpha, bad, beta, everything, good, knownHosts, repo, step, without } from '../stage.mjs';

step('an image that does not exist: the old container serves on, untouched', async () => {
  const before = everything();
  repo.commit('feat(web): v9', { [path('web')]: web('alpha', 'v9') });
  const { printed } = await bad(['run']);
  assert.match(printed, /v9/);
  assert.deepEqual(everything(), before);
  assert.equal(await alpha.say(8081), 'v2');
});

for (const [what, over] of [
  ['a command that does not exist', { command: ['nosuch'], compose: { stop_grace_period: '1s' } }],
  ['a program that ends again and again', { command: ['false'] }],
])
  step(`${what}: rolled back by itself`, async () => {
    const before = everything();
    repo.commit(`feat(web): ${what}`, { [path('web')]: web('alpha', 'v2', over) });
    await bad(['run']);
    assert.equal(await alpha.say(8081), 'v2');
    assert.deepEqual(alpha.inspect('web', '.Config.Cmd'), ['/bin/httpd', '-f', '-p', '8080', '-h', '/www']);
    assert.deepEqual(without(alpha.containers(), 'web'), without(before.alpha, 'web'));
  });

for (const [what, version, over] of [
  ['another image, and a health endpoint that answers 404', 'v1', { healthcheck: { endpoint: '/nowhere', expected_status: [200] } }],
  ['a container_port on which nothing listens', 'v2', { container_port: 9999 }],
])
  step(`${what}: it starts, is seen to be broken, and goes back by itself, once`, async () => {
    const before = everything();
    const quick = site(knownHosts).replace('"deadline": 60', '"deadline": 8');
    repo.commit(`feat(web): ${what}`, { 'hl.yml': quick, [path('web')]: web('alpha', version, over) });
    const { printed } = await bad(['run'], { code: 1 });
    assert.match(printed, /web: taken back in compose, and healthy again/);
    assert.equal(await alpha.say(8081), 'v2');
    assert.deepEqual(without(alpha.containers(), 'web'), without(before.alpha, 'web'));
    const standing = everything();
    assert.match((await good(['drift'])).printed, /web: its file as it is in git was rolled back/);
    repo.commit('chore: the deadline again', { 'hl.yml': site(knownHosts) });
    assert.match((await good(['run'])).printed, /web is held back: this content was rolled back/);
    assert.deepEqual(everything(), standing);
  });

step('a port that somebody else has: rolled back by itself, the holder is named', async () => {
  alpha.docker('run', '--detach', '--init', '--name', 'squatter', '--publish', '8090:8080', image('v1'));
  const before = alpha.containers();
  repo.commit('feat(web): port 8090', { [path('web')]: web('alpha', 'v2', { port: 8090 }) });
  const { printed } = await bad(['run']);
  assert.match(printed, /squatter/);
  assert.equal(await alpha.say(8081), 'v2');
  assert.deepEqual(without(alpha.containers(), 'web'), without(before, 'web'));
  alpha.docker('rm', '--force', 'squatter');
});

step('the author goes back to what worked: all is well again', async () => {
  repo.commit('fix(web): as it was', { [path('web')]: web('alpha', 'v2') });
  await good(['run']);
  assert.equal(await alpha.say(8081), 'v2');
  const before = everything();
  await good(['run', '--all']);
  assert.deepEqual(everything(), before);
});

step('stopped and removed by hand: drift says so, the next run mends it', async () => {
  const before = everything();
  alpha.docker('stop', 'still');
  beta.docker('rm', '--force', 'far');
  const { code, printed } = await bad(['drift']);
  assert.equal(code, 1);
  assert.match(printed, /still/);
  assert.match(printed, /far/);
  await good(['run', '--all']);
  assert.deepEqual([await alpha.say(8083), await beta.say(8082)], ['v1', 'v1']);
  assert.deepEqual(without(alpha.containers(), 'still'), without(before.alpha, 'still'));
});

step('a full disk: the old container serves on, untouched; with room again the next run goes through', async () => {
  const file = 'services/utility/big.txt';
  const full = (size) => ({
    [file]: `${'x'.repeat(size)}\n`,
    [path('full')]: service('full', 'alpha', 8085, 'v1', {
      extra_files: [{ source: 'big.txt', destination: 'big.txt' }],
      volumes: ['./big.txt:/www/big.txt:ro'],
    }),
  });
  alpha.exec('sh', '-c', 'mkdir /opt/full && mount -t tmpfs -o size=2m tmpfs /opt/full');
  repo.commit('feat: full', full(1000));
  await good(['run']);
  const before = everything();
  repo.commit('feat: fuller', full(200_000));
  alpha.exec('sh', '-c', 'head -c 1900k /dev/zero > /opt/full/filler');
  const { printed } = await bad(['run']);
  assert.match(printed, /the disk is full/);
  assert.deepEqual(everything(), before);
  assert.equal((await alpha.say(8085, '/big.txt')).length, 1000);
  alpha.exec('rm', '/opt/full/filler');
  await good(['run']);
  assert.equal((await alpha.say(8085, '/big.txt')).length, 200_000);
  repo.commit('feat: no more full', { [file]: null, [path('full')]: null });
  await good(['run']);
  alpha.exec('sh', '-c', 'umount /opt/full && rmdir /opt/full');
  assert.deepEqual(alpha.containers(), without(before.alpha, 'full'));
});

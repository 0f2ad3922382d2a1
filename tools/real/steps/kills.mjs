// kill -9 of the command in the middle of its work; then the same pipeline again, as GitLab retries a job.
import assert from 'node:assert/strict';
import { image, path, service, web } from '../services.mjs';
import { alpha, bad, beta, ending, everything, good, hl, pipeline, repo, step, without } from '../stage.mjs';

let pipelines = 200;

/** Kills `hl run` as soon as it tells this step of the service. Resolves with the environment of that pipeline. */
async function killedAt(name, at) {
  const env = pipeline(String((pipelines += 1)));
  const onLine = (line, child) => line.endsWith(`${name}: ${at}`) && child.kill('SIGKILL');
  const result = await hl(['run', '--verbose'], { env, onLine });
  assert.ok(result.signal === 'SIGKILL', `hl run was to be killed at "${name}: ${at}" and ${ending(result)}`);
  return env;
}

async function settled(env) {
  const now = everything();
  await good(['run', '--all'], { env });
  assert.deepEqual(everything(), now);
}

for (const [number, at] of ['stage', 'switch', 'watch', 'done'].entries())
  step(`a change, killed at "${at}": the retry ends where it should`, async () => {
    const before = everything();
    const version = ['v2', 'v1'][number % 2];
    repo.commit(`feat(still): ${at}`, { [path('still')]: service('still', 'alpha', 8083, version, { environment: { KILLED_AT: at } }) });
    const env = await killedAt('still', at);
    await good(['run'], { env });
    assert.equal(await alpha.say(8083), version);
    assert.ok(alpha.environment('still').includes(`KILLED_AT=${at}`));
    const now = everything();
    assert.deepEqual(without(now.alpha, 'still'), without(before.alpha, 'still'));
    assert.deepEqual(now.beta, before.beta);
    await settled(env);
  });

step('a first deployment, killed at "pull"', async () => {
  const before = everything();
  repo.commit('feat: fresh', { [path('fresh')]: service('fresh', 'alpha', 8084, 'v4') });
  const env = await killedAt('fresh', 'pull');
  await good(['run'], { env });
  assert.equal(await alpha.say(8084), 'v4');
  assert.deepEqual(without(alpha.containers(), 'fresh'), before.alpha);
});

step('a broken change, killed while it is rolled back: the retry brings the old one back', async () => {
  const broken = { command: ['nosuch'], compose: { stop_grace_period: '1s' } };
  repo.commit('feat(fresh): broken', { [path('fresh')]: service('fresh', 'alpha', 8084, 'v4', broken) });
  const env = await killedAt('fresh', 'roll back');
  await bad(['run'], { env });
  assert.equal(await alpha.say(8084), 'v4');
  assert.deepEqual(alpha.inspect('fresh', '.Config.Cmd'), ['/bin/httpd', '-f', '-p', '8080', '-h', '/www']);
  repo.commit('fix(fresh): as it was', { [path('fresh')]: service('fresh', 'alpha', 8084, 'v4') });
  await good(['run'], { env: { ...env, CI_COMMIT_SHA: repo.head() } });
  assert.equal(await alpha.say(8084), 'v4');
});

step('a removal, killed at "remove"', async () => {
  const before = everything();
  repo.commit('feat: no more fresh', { [path('fresh')]: null });
  const env = await killedAt('fresh', 'remove');
  await good(['run'], { env });
  assert.deepEqual(everything(), { alpha: without(before.alpha, 'fresh'), beta: before.beta });
  assert.ok(!alpha.succeeds('test', '-e', '/opt/fresh'));
  assert.ok(alpha.succeeds('docker', 'image', 'inspect', image('v4')));
});

for (const [at, from, to, target] of [
  ['watch', beta, alpha, 'alpha'],
  ['remove', alpha, beta, 'beta'],
])
  step(`a move to ${target}, killed at "${at}": the retry leaves it there and nowhere else`, async () => {
    repo.commit(`feat(web): to ${target}`, { [path('web')]: web(target, 'v2') });
    const env = await killedAt('web', at);
    assert.ok((await from.say(8081)) === 'v2' || (await to.say(8081)) === 'v2');
    await good(['run'], { env });
    assert.equal(await to.say(8081), 'v2');
    assert.equal(await from.say(8081), null);
    assert.ok(!('web' in from.containers()) && !('web-side-1' in from.containers()));
    await settled(env);
  });

// More than one host, more than one run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { image, path, service, web } from '../services.mjs';
import { alpha, bad, beta, ending, everything, good, hl, pipeline, repo, step, without } from '../stage.mjs';

step('move to the other host: one of the two always answers, the volume stays', async () => {
  const before = everything();
  repo.commit('feat(web): move', { [path('web')]: web('beta', 'v2') });
  const gaps = [];
  let looks = 0;
  let moving = true;
  const watching = (async () => {
    while (moving) {
      // The old one goes only after the new one was verified: when it no longer answers, the new one must.
      if ((await alpha.say(8081)) !== 'v2' && (await beta.say(8081)) !== 'v2') gaps.push(new Date().toISOString());
      looks += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await good(['run']).finally(() => (moving = false));
  await watching;
  assert.ok(looks > 10);
  assert.deepEqual(gaps, []);
  assert.deepEqual(alpha.containers(), without(before.alpha, 'web', 'web-side-1'));
  assert.deepEqual(Object.keys(beta.containers()).sort(), ['far', 'web', 'web-side-1']);
  assert.deepEqual(beta.containers().far, before.beta.far);
  assert.equal(await beta.say(8081, '/site.conf'), 'speed = 2');
  assert.ok(alpha.volumes().includes('web_data'));
  assert.ok(!alpha.succeeds('test', '-e', '/opt/web'));
});

step('a move whose new host fails: the old one serves on, untouched', async () => {
  alpha.docker('run', '--detach', '--init', '--name', 'squatter', '--publish', '8081:8080', image('v1'));
  const before = everything();
  repo.commit('feat(web): move back', { [path('web')]: web('alpha', 'v2') });
  const { printed } = await bad(['run']);
  assert.match(printed, /squatter/);
  assert.deepEqual(everything(), before);
  assert.equal(await beta.say(8081), 'v2');
  alpha.docker('rm', '--force', 'squatter');
  repo.commit('revert(web): stay', { [path('web')]: web('beta', 'v2') });
  await good(['run']);
  assert.deepEqual(everything(), { alpha: without(before.alpha, 'squatter'), beta: before.beta });
  assert.ok(!alpha.succeeds('test', '-e', '/opt/web'));
});

step('rollback: what the last run did is taken back', async () => {
  repo.commit('feat: two changes', {
    [path('still')]: service('still', 'alpha', 8083, 'v2'),
    [path('far')]: service('far', 'beta', 8082, 'v2'),
  });
  await good(['run']);
  assert.deepEqual([await alpha.say(8083), await beta.say(8082)], ['v2', 'v2']);
  const web2 = beta.containers().web;
  await good(['rollback']);
  assert.deepEqual([await alpha.say(8083), await beta.say(8082)], ['v1', 'v1']);
  assert.deepEqual(beta.containers().web, web2);
  repo.commit('revert: two changes', {
    [path('still')]: service('still', 'alpha', 8083, 'v1'),
    [path('far')]: service('far', 'beta', 8082, 'v1'),
  });
  await good(['run']);
});

step(
  'rollback --to: the definition of a revision, with the image that its tag meant then; twice is once, and a run leaves it',
  async () => {
    const before = everything();
    repo.commit('feat(still): v2 elsewhere', { [path('still')]: service('still', 'alpha', 8093, 'v2') });
    await good(['run']);
    assert.equal(await alpha.say(8093), 'v2');
    const changed = everything();
    const { printed: shown } = await good(['rollback', 'still', '--to', '1', '--dry-run']);
    assert.match(shown, /~ compose +alpha\/still /);
    assert.deepEqual(everything(), changed);
    await good(['rollback', 'still', '--to', '1']);
    assert.equal(await alpha.say(8083), 'v1');
    assert.notEqual(await alpha.say(8093), 'v2');
    const back = everything();
    assert.equal(back.alpha.still.image, before.alpha.still.image);
    const { printed: again } = await good(['rollback', 'still', '--to', '1']);
    assert.match(again, /still is at revision 1 already/);
    const { printed: left } = await good(['run']);
    assert.match(left, /still is held back/);
    assert.deepEqual(everything(), back);
    assert.deepEqual({ ...back, alpha: without(back.alpha, 'still') }, { ...before, alpha: without(before.alpha, 'still') });
    repo.commit('revert(still): v1', { [path('still')]: service('still', 'alpha', 8083, 'v1') });
    await good(['run']);
  },
);

step('two pipelines at once: one waits for the other or gives way to it, each container is made once', async () => {
  const before = everything();
  repo.commit('feat: two more changes', {
    [path('still')]: service('still', 'alpha', 8083, 'v3'),
    [path('far')]: service('far', 'beta', 8082, 'v3'),
  });
  const since = alpha.exec('date', '+%s').trim();
  const go = (id) => hl(['run', '--out', `.hl/${id}`], { env: pipeline(id) });
  const [older, newer] = await Promise.all([go('101'), go('102')]);
  // Whichever gets the fleet first; the older one has nothing to say once the newer one has planned.
  assert.ok(older.code === 0 || older.code === 76, ending(older));
  assert.equal(newer.code, 0, ending(newer));
  assert.deepEqual([await alpha.say(8083), await beta.say(8082)], ['v3', 'v3']);
  const until = String(Number(alpha.exec('date', '+%s').trim()) + 1);
  for (const host of [alpha, beta]) {
    const made = host.docker('events', '--since', since, '--until', until, '--filter', 'type=container', '--filter', 'event=create');
    assert.equal(made.trim().split('\n').length, 1, made);
  }
  assert.deepEqual([beta.containers().web, beta.containers()['web-side-1']], [before.beta.web, before.beta['web-side-1']]);
});

step('a host that does not answer: its own services wait, the others go on', async () => {
  const before = everything();
  const link = (state) => execFileSync('ip', ['link', 'set', 'beta', state]); // we are in the hub
  repo.commit('feat: for all', {
    [path('still')]: service('still', 'alpha', 8083, 'v1'),
    [path('far')]: service('far', 'beta', 8082, 'v1'),
  });
  link('down');
  try {
    const { printed } = await bad(['run']);
    assert.match(printed, /beta .*cannot be reached/);
    assert.equal(await alpha.say(8083), 'v1');
  } finally {
    link('up');
  }
  assert.deepEqual(beta.containers(), before.beta);
  await good(['run']);
  assert.equal(await beta.say(8082), 'v1');
  assert.deepEqual(without(beta.containers(), 'far'), without(before.beta, 'far'));
});

// Services through their lives by the hl command on two real hosts, one step after the other. Every claim is checked by
// docker on the hosts, by a file there or by an HTTP answer. Argument: the directory that hosts.sh made.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { outside } from './outside.mjs';
import { repository } from './repository.mjs';
import { image, path, service, site, web } from './services.mjs';

const work = process.argv[2];
const [alpha, beta] = [outside(join(work, 'alpha')), outside(join(work, 'beta'))];
const knownHosts = join(work, 'known_hosts');
const secret = { WEB_TOKEN: `first $1 "two" 'three' \\ #four` };
const repo = repository(join(work, 'repository'), { HOME: join(work, 'home'), SSH_KEY_FILE: join(work, 'id') });

const everything = () => ({ alpha: alpha.containers(), beta: beta.containers() });
const without = (containers, ...names) => Object.fromEntries(Object.entries(containers).filter(([name]) => !names.includes(name)));
let broken = false;
const step = (name, play) =>
  test(name, async (context) => {
    if (broken) throw new Error('a step before this one failed');
    try {
      await play(context);
    } catch (error) {
      broken = true;
      throw error;
    }
  });

const hl = (words, options = {}) => repo.hl(words, { ...options, env: { ...secret, ...options.env } });
const good = async (words, options) => {
  const result = await hl(words, options);
  assert.equal(result.code, 0, `hl ${words.join(' ')} ended with ${result.code}:\n${result.printed}`);
  return result;
};
const bad = async (words, options) => {
  const result = await hl(words, options);
  assert.ok(result.code > 0, `hl ${words.join(' ')} should have failed, and ended with ${result.code}:\n${result.printed}`);
  return result;
};

step('a host whose key is not known is refused, and nothing is touched', async () => {
  repo.commit('feat: three services', {
    'hl.yml': site(knownHosts),
    '.gitignore': '.hl/\n',
    'services/utility/site.conf': 'speed = 1\n',
    [path('web')]: web('alpha', 'v1'),
    [path('still')]: service('still', 'alpha', 8083, 'v1'),
    [path('far')]: service('far', 'beta', 8082, 'v1'),
  });
  const { printed } = await bad(['run']);
  assert.match(printed, /SHA256:/);
  assert.deepEqual(everything(), { alpha: {}, beta: {} });
});

step('hosts trust records the real keys', async () => {
  await good(['hosts', 'trust']);
  const known = readFileSync(knownHosts, 'utf8');
  for (const name of ['alpha', 'beta']) assert.ok(known.includes(readFileSync(join(work, name, 'host_key.pub'), 'utf8').split(' ')[1]));
});

step('add: three services on two hosts', async () => {
  await good(['run']);
  assert.deepEqual(Object.keys(alpha.containers()).sort(), ['still', 'web', 'web-side-1']);
  assert.deepEqual(Object.keys(beta.containers()), ['far']);
  assert.deepEqual([await alpha.say(8081), await alpha.say(8083), await beta.say(8082)], ['v1', 'v1', 'v1']);
  assert.equal(await alpha.say(8081, '/site.conf'), 'speed = 1');
  assert.ok(alpha.environment('web').includes(`TOKEN=${secret.WEB_TOKEN}`));
  assert.equal(alpha.exec('stat', '-c', '%a %U', '/opt/web/.env').trim(), '600 root');
  assert.deepEqual(alpha.volumes(), ['web_data']);
  for (const text of repo.texts('.hl'))
    assert.ok(!text.includes(secret.WEB_TOKEN) && !text.includes('"two"'), 'a secret is in an artifact');
});

step('no-op: no container is restarted, nothing is written', async () => {
  const files = () => alpha.exec('find', '/opt/web', '/opt/still', '-type', 'f', '-printf', '%p %i %T@ %m\n');
  const before = [everything(), files()];
  await good(['run', '--all']);
  await good(['drift']);
  assert.deepEqual([everything(), files()], before);
});

step('change: a new image recreates its own container and no other', async () => {
  const before = everything();
  repo.commit('feat(web): v2', { [path('web')]: web('alpha', 'v2') });
  await good(['run']);
  const now = everything();
  assert.equal(await alpha.say(8081), 'v2');
  assert.notEqual(now.alpha.web.id, before.alpha.web.id);
  assert.deepEqual(without(now.alpha, 'web'), without(before.alpha, 'web'));
  assert.deepEqual(now.beta, before.beta);
});

step('a config file that is mounted by itself: exactly its container is recreated', async () => {
  const before = everything();
  repo.commit('feat(web): faster', { 'services/utility/site.conf': 'speed = 2\n' });
  await good(['run']);
  const now = everything();
  assert.equal(await alpha.say(8081, '/site.conf'), 'speed = 2');
  assert.equal(alpha.docker('exec', 'web', 'cat', '/www/site.conf'), 'speed = 2\n');
  assert.notEqual(now.alpha.web.id, before.alpha.web.id);
  assert.deepEqual(without(now.alpha, 'web'), without(before.alpha, 'web'));
  assert.deepEqual(now.beta, before.beta);
});

step('a rotated secret reaches its container, and no argument list or artifact', async () => {
  const before = everything();
  secret.WEB_TOKEN = 'second $2 value';
  await bad(['drift']);
  await good(['run', '--all']);
  const now = everything();
  assert.ok(alpha.environment('web').includes('TOKEN=second $2 value'));
  assert.notEqual(now.alpha.web.id, before.alpha.web.id);
  assert.deepEqual(without(now.alpha, 'web'), without(before.alpha, 'web'));
  for (const text of repo.texts('.hl')) assert.ok(!text.includes(secret.WEB_TOKEN), 'a secret is in an artifact');
});

step('a secret that is not set stops the run before anything is touched', async () => {
  const before = everything();
  const { code } = await bad(['run', '--all'], { env: { WEB_TOKEN: '' } });
  assert.equal(code, 2);
  assert.deepEqual(everything(), before);
});

step('an image that does not exist: the old container serves on, untouched', async () => {
  const before = everything();
  repo.commit('feat(web): v9', { [path('web')]: web('alpha', 'v9') });
  const { printed } = await bad(['run']);
  assert.match(printed, /v9/);
  assert.deepEqual(everything(), before);
  assert.equal(await alpha.say(8081), 'v2');
});

step('a command that does not exist: rolled back by itself', async () => {
  const before = everything();
  repo.commit('feat(web): a better command', { [path('web')]: web('alpha', 'v2', { command: ['nosuch'] }) });
  await bad(['run']);
  assert.equal(await alpha.say(8081), 'v2');
  const now = everything();
  assert.equal(now.alpha.web.state, 'running');
  assert.deepEqual(alpha.inspect('web', '.Config.Cmd'), ['/bin/httpd', '-f', '-p', '8080', '-h', '/www']);
  assert.deepEqual(without(now.alpha, 'web'), without(before.alpha, 'web'));
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

step('two pipelines at once: one waits for the other, each container is made once', async () => {
  const before = everything();
  repo.commit('feat: two more changes', {
    [path('still')]: service('still', 'alpha', 8083, 'v3'),
    [path('far')]: service('far', 'beta', 8082, 'v3'),
  });
  const since = alpha.exec('date', '+%s').trim();
  const pipeline = (id) => good(['run', '--out', `.hl/${id}`], { env: { CI: 'true', CI_PIPELINE_ID: id, CI_COMMIT_SHA: repo.head() } });
  await Promise.all([pipeline('101'), pipeline('102')]);
  assert.deepEqual([await alpha.say(8083), await beta.say(8082)], ['v3', 'v3']);
  const until = String(Number(alpha.exec('date', '+%s').trim()) + 1);
  for (const host of [alpha, beta]) {
    const made = host.docker('events', '--since', since, '--until', until, '--filter', 'type=container', '--filter', 'event=create');
    assert.equal(made.trim().split('\n').length, 1, made);
  }
  assert.deepEqual([beta.containers().web, beta.containers()['web-side-1']], [before.beta.web, before.beta['web-side-1']]);
});

for (const [number, at] of ['stage', 'switch', 'watch', 'done'].entries()) {
  step(`killed at "${at}": the same pipeline, retried, ends where it should`, async () => {
    const version = ['v1', 'v2'][number % 2];
    const before = everything();
    repo.commit(`feat(still): for ${at}`, {
      [path('still')]: service('still', 'alpha', 8083, version, { environment: { KILLED_AT: at } }),
    });
    const env = { CI: 'true', CI_PIPELINE_ID: `2${number}`, CI_COMMIT_SHA: repo.head() };
    const killed = await hl(['run', '--verbose'], {
      env,
      onLine: (line, child) => line.endsWith(`still: ${at}`) && child.kill('SIGKILL'),
    });
    assert.equal(killed.signal, 'SIGKILL', killed.printed);
    await good(['run'], { env });
    assert.equal(await alpha.say(8083), version);
    assert.ok(alpha.environment('still').includes(`KILLED_AT=${at}`));
    const now = everything();
    assert.deepEqual(without(now.alpha, 'still'), without(before.alpha, 'still'));
    assert.deepEqual(now.beta, before.beta);
    await good(['run', '--all'], { env });
    assert.deepEqual(everything(), now);
  });
}

step('remove: the container goes, its named volume stays', async () => {
  beta.docker('exec', 'web', 'sh', '-c', 'echo precious > /data/file');
  const before = everything();
  repo.commit('feat: no more web', { [path('web')]: null, 'services/utility/site.conf': null });
  const { printed } = await good(['run']);
  assert.match(printed, /web_data/);
  assert.deepEqual(everything(), { alpha: before.alpha, beta: without(before.beta, 'web', 'web-side-1') });
  assert.equal(beta.docker('run', '--rm', '--volume', 'web_data:/data', image('v1'), 'cat', '/data/file'), 'precious\n');
  assert.ok(!beta.succeeds('test', '-e', '/opt/web'));
});

step('at the end nothing is half done', async () => {
  await good(['drift']);
  for (const [host, names] of [
    [alpha, ['still']],
    [beta, ['far']],
  ]) {
    assert.deepEqual(Object.keys(host.containers()), names);
    assert.equal(
      host.exec('find', '/opt', '-name', '*.new', '-o', '-name', '*staged*', '-o', '-name', '.tmp*', '-o', '-name', '*.before-hl'),
      '',
    );
  }
  assert.equal(existsSync(join(repo.directory, '.hl')), true);
});

after(() => {
  if (broken)
    console.log(`engine of alpha said last:\n${readFileSync(join(work, 'alpha/dockerd.log'), 'utf8').split('\n').slice(-15).join('\n')}`);
});

import { apply } from '@hl/core';
import type { Remote } from '@hl/core';
import { revisions } from '@hl/deployer';
import { container, go, good, host, service, useHost } from './life.js';

useHost();

test('services are worked on side by side, never more than allowed, dependencies first', async () => {
  const order: string[] = [];
  let [now, most] = [0, 0];
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const services = names.map((name, index) => service(name === 'a' ? { dependsOnServices: ['f'] } : {}, { name, port: 8100 + index }));
  const run: Remote['run'] = async (argv, options) => {
    const works = /^(stage|up)$/m.test(argv[2] ?? '');
    if (works) most = Math.max(most, (now += 1));
    return host.remote.run(argv, options).finally(() => (now -= works ? 1 : 0));
  };
  good(await go([], services, { parallel: 2, remote: { ...host.remote, run }, progress: (name, step) => order.push(`${name} ${step}`) }));
  expect(most).toBe(2);
  expect(order.indexOf('f done')).toBeLessThan(order.indexOf('a stage'));
});

test('two runs at once do not mix: the one whose staged files are gone gives way', async () => {
  good(await go([], [service()]));
  const state = host.docker.state();
  const run: Remote['run'] = async (argv, options) => {
    if (/^up$/m.test(argv[2] ?? '')) await host.remote.write('/opt/metube/.hl/staged/.hl/run', 'another\n');
    return host.remote.run(argv, options);
  };
  const outcomes = await go([service()], [service({ image: 'metube:2' })], { remote: { ...host.remote, run } });
  expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'HL_BUSY', kind: 'conflict' } }]);
  expect(host.docker.state()).toEqual(state);
});

test('going back to a revision brings back its own secrets', async () => {
  const wanted = service({ secrets: [{ name: 'API_KEY', source: 'KEY' }] });
  for (const KEY of ['first-value', 'second-value', 'third-value']) good(await go([], [wanted], { secrets: { KEY } }));
  for (const [number, value] of [
    [1, 'first-value'],
    [2, 'second-value'],
  ]) {
    const after = (await revisions(host.remote, '/opt/metube')).find((revision) => revision.number === number)?.spec ?? null;
    const change = { system: 'compose', key: 'docker-media/metube', service: 'metube', before: null, after };
    good(await apply(host.integration({ secrets: { KEY: 'third-value' } }), [change]));
    expect(container('metube')?.environment['API_KEY']).toBe(value);
  }
});

test('two runs at once: nothing is mixed, and the next run finishes', async () => {
  good(await go([], [service()]));
  const versions = ['metube:2', 'metube:3'].map((image) => service({ image }));
  const outcomes = (await Promise.all(versions.map((wanted) => go([service()], [wanted])))).flat();
  expect(outcomes).toHaveLength(2);
  const [wanted] = versions;
  if (wanted === undefined) throw new Error('there are two');
  await go([service()], [wanted]);
  expect(container('metube')).toMatchObject({ image: 'metube:2', state: 'running' });
  expect(await go([wanted], [wanted])).toEqual([]);
});

test('a service is done while another one is still at work', async () => {
  const order: string[] = [];
  let release = (): void => {};
  const done = new Promise<void>((resolve) => (release = resolve));
  const run: Remote['run'] = async (argv, options) => {
    if (argv.join(' ').includes('/opt/slow') && /^up$/m.test(argv[2] ?? '')) await done;
    return host.remote.run(argv, options);
  };
  const slow = service({ installPath: '/opt/slow' }, { name: 'slow', port: 8090 });
  const outcomes = await go([], [slow, service()], {
    remote: { ...host.remote, run },
    progress(name, step) {
      order.push(`${name} ${step}`);
      if (name === 'metube' && step === 'done') release();
    },
  });
  good(outcomes);
  expect(order.indexOf('metube done')).toBeLessThan(order.indexOf('slow watch'));
});

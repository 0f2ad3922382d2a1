import { apply, plan } from '@hl/core';
import type { Outcome } from '@hl/core';
import type { Example } from '../example.js';
import { container, go, good, host, made, removalOf, service, site, useHost } from '../life/life.js';

useHost();

const vpn = (tag = 1, over: Partial<Example['deployment']> = {}): Example =>
  service(
    { image: 'torrent:1', networkMode: 'service:vpn', services: { vpn: { image: `vpn:${tag}`, container_name: 'vpn' } }, ...over },
    { name: 'torrent' },
  );
const user = (fingerprint = 'one', name = 'prowlarr'): Example =>
  service(
    {
      image: 'prowlarr:1',
      networkMode: 'container:vpn',
      networkOf: { service: 'torrent', container: 'vpn', fingerprint },
      dependsOnServices: ['torrent'],
    },
    { name },
  );
const idOf = (name: string): string | undefined => host.docker.containers().find((one) => one.name === name)?.id;
const networkOf = (name: string): readonly string[] | undefined => container(name)?.networks;

async function both(): Promise<void> {
  good(await go([], [user(), vpn()]));
  expect(networkOf('prowlarr')).toEqual(['container:vpn']);
}

test('the provider first; a change of it makes anew whoever uses its network, and says so', async () => {
  await both();
  const was = idOf('prowlarr');
  const [outcome] = good(await go([vpn()], [vpn(2)]));
  expect(outcome?.notes).toEqual(['made anew, since it uses the network of a container that was: prowlarr']);
  expect(idOf('prowlarr')).not.toBe(was);
  expect([networkOf('torrent'), networkOf('prowlarr'), container('prowlarr')?.state]).toEqual([
    ['container:vpn'],
    ['container:vpn'],
    'running',
  ]);
});

test('the fingerprint is a label, so that a change of it makes the container anew', async () => {
  await both();
  expect(container('prowlarr')?.labels['hl.network']).toBe('one');
  const was = idOf('prowlarr');
  good(await go([user()], [user('two')]));
  expect(idOf('prowlarr')).not.toBe(was);
});

test('a rollback of the provider does the same', async () => {
  await both();
  const [outcome] = await go([vpn()], [vpn(2, { services: { vpn: { image: 'broken:exit', container_name: 'vpn' } } })]);
  expect(outcome?.error?.message).toMatch(/Rolled back: revision 1 runs again\.\nmade anew, [^]*: prowlarr/);
  expect(networkOf('prowlarr')).toEqual(['container:vpn']);
});

test('who was left in the network of a container that is gone is seen and put right', async () => {
  await both();
  await host.remote.run(['sh', '-c', 'cd /opt/torrent && docker compose up --detach --force-recreate']);
  expect(networkOf('prowlarr')).toEqual(['container:gone']);
  const { changes } = await plan(host.integration(), { before: [user()], after: [user()], site });
  expect(changes).toMatchObject([{ before: { network: 'stale' }, after: { network: 'current' } }]);
  good(await apply(host.integration(), changes));
  expect(networkOf('prowlarr')).toEqual(['container:vpn']);
  expect((await plan(host.integration(), { before: [user()], after: [user()], site })).changes).toEqual([]);
});

test("somebody else's container is left alone, and told", async () => {
  good(await go([], [vpn()]));
  await host.remote.run([
    'sh',
    '-c',
    'mkdir -p /srv && cd /srv && echo "services: {far: {image: far:1, network_mode: container:vpn}}" > compose.yml && docker compose up -d',
  ]);
  const [outcome] = good(await go([vpn()], [vpn(2)]));
  expect(outcome?.notes).toEqual(['srv-far-1 uses the network of a container that is gone, and could not be made anew: restart it']);
  const [refused] = await apply(host.integration(), removalOf(vpn(2)));
  expect(refused).toMatchObject({ status: 'applied' });
});

test('a provider does not go while others use its network, whoever they are', async () => {
  await both();
  const [refused] = await apply(host.integration(), removalOf(vpn()));
  expect(refused).toMatchObject({
    status: 'failed',
    error: { code: 'HL_NETWORK_IN_USE', message: 'docker-media: prowlarr uses the network of torrent, which cannot go while it stands' },
  });
  expect(container('vpn')?.state).toBe('running');
  const outcomes: Outcome[] = await apply(host.integration(), [...removalOf(vpn()), ...removalOf(user())]);
  expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied']);
  expect(host.docker.state().containers).toEqual([]);
});

test('without such a network nothing is claimed', () => {
  expect(made(vpn()).map(({ after }) => after?.network)).toEqual([undefined]);
  expect(made(user()).map(({ after }) => after?.network)).toEqual(['current']);
});

import { embeddedName } from '@hl/lab/authentik';
import { ask, call, lab, proxy, start } from './support.js';

describe('forward auth', () => {
  test('sends to the login, and lets in who comes back', async () => {
    await start({ outposts: [{ name: 'proxy' }] });
    lab.setGroups('grafana', ['family']);
    const first = await ask('grafana.example.org', { uri: '/d/1?x=2' });
    expect(first.status).toBe(302);
    expect(first.headers.get('set-cookie')).toMatch(/^authentik_proxy_[0-9a-f]{8}=.*Secure/);
    const login = first.headers.get('location') ?? '';
    expect(login.startsWith(`${lab.url}/application/o/authorize/?client_id=${String(lab.providers()[0]?.['client_id'])}`)).toBe(true);
    expect((await fetch(login, { redirect: 'manual' })).headers.get('location')).toContain('/flows/');
    expect((await fetch(login, { headers: { cookie: lab.login({ name: 'eve', groups: [] }) }, redirect: 'manual' })).status).toBe(403);
    const back =
      (await fetch(login, { headers: { cookie: lab.login({ name: 'ann', groups: ['family'] }) }, redirect: 'manual' })).headers.get(
        'location',
      ) ?? '';
    const { pathname, search } = new URL(back);
    const done = await ask('grafana.example.org', { uri: `${pathname}${search}` });
    expect([done.status, done.headers.get('location')]).toEqual([302, 'https://grafana.example.org/d/1?x=2']);
    const inside = await ask('grafana.example.org', { cookie: (done.headers.get('set-cookie') ?? '').split(';')[0] ?? '' });
    expect([inside.status, inside.headers.get('x-authentik-username'), inside.headers.get('x-authentik-groups')]).toEqual([
      200,
      'ann',
      'family',
    ]);
  });

  test.each([
    ['standalone with one application: every host is that one', [{ name: 'proxy' }], 302],
    ['standalone with none', [{ name: 'proxy', bystander: null }], 400],
    ['embedded', [{ name: embeddedName, embedded: true }], 404],
  ])('unknown host, %s', async (_, outposts, status) => {
    await start({ outposts });
    expect((await ask('nope.example.org')).status).toBe(status);
  });

  test('two applications: unknown hosts are told which', async () => {
    await start({ outposts: [{ name: 'proxy' }] });
    lab.addForeign({ slug: 'wiki', provider: 'wiki', externalHost: 'https://wiki.example.org', outposts: ['proxy'] });
    const answer = await ask('nope.example.org');
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        Message: 'no app for hostname',
        Host: 'nope.example.org',
        Detail: "Check the outpost settings and make sure 'nope.example.org' is included.",
      },
    ]);
    expect((await ask('WIKI.example.org')).status).toBe(400);
  });

  test('paths that need no login, ping, and a proxy that forgets the headers', async () => {
    await start();
    await call('PATCH', 'providers/proxy/1/', { mode: 'forward_single', skip_path_regex: '(\n^/api/' });
    expect((await ask('grafana.example.org', { uri: '/api/x?y' })).status).toBe(200);
    expect((await ask('grafana.example.org', { uri: '/x?/api/' })).status).toBe(302);
    expect((await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/ping`)).status).toBe(204);
    expect((await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`)).status).toBe(500);
  });

  test('domain level: longest cookie domain wins, without regard to dots', async () => {
    await start({ outposts: [{ name: 'proxy' }] });
    const { body } = await call(
      'POST',
      'providers/proxy/',
      await proxy({ mode: 'forward_domain', cookie_domain: 'example.org', external_host: 'https://auth.example.org' }),
    );
    await call('POST', 'core/applications/', { name: 'all', slug: 'all', provider: body['pk'] });
    const [{ pk }] = (await call('GET', 'outposts/instances/')).body['results'];
    await call('PATCH', `outposts/instances/${pk}/`, { providers: [1, body['pk']] });
    const client = async (host: string): Promise<string | null> =>
      new URL((await ask(host)).headers.get('location') ?? 'x:').searchParams.get('client_id');
    expect([await client('any.example.org'), await client('evilexample.org')]).toEqual([body['client_id'], body['client_id']]);
    expect(await client('grafana.example.org')).not.toBe(body['client_id']);
  });
});

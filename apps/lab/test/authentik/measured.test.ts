import { embeddedName } from '@hl/lab/authentik';
import { call as send, lab, proxy, start } from './support.js';

/** What a real server answered where the emulator once answered otherwise. */
const call = async (...given: Parameters<typeof send>): Promise<Pick<Awaited<ReturnType<typeof send>>, 'status' | 'body'>> => {
  const { status, body } = await send(...given);
  return { status, body };
};

const slugs = async (query: string): Promise<string[]> =>
  (await call('GET', `core/applications/${query}`)).body['results'].map(({ slug }: { slug: string }) => slug).sort();

describe('the list of applications', () => {
  const restrict = (groups: readonly string[] = []): void =>
    void lab.tokens.set('lab-token', { active: true, groups, permissions: new Set(['authentik_core.view_application']) });
  const seed = async (): Promise<void> => {
    await start();
    lab.addForeign({ slug: 'ours', groups: ['family'], fields: { meta_publisher: 'hl' } });
    lab.addForeign({ slug: 'open', fields: { meta_publisher: 'hl' } });
  };

  test('is shown to a token without permissions too, as far as its user may enter', async () => {
    await seed();
    lab.tokens.set('lab-token', { active: true, permissions: new Set() });
    expect(await slugs('')).toEqual(['grafana', 'open']);
    expect(await slugs('?superuser_full_list=true')).toEqual(['grafana', 'open']);
    expect((await call('GET', 'core/applications/grafana/')).status).toBe(403);
  });

  test('is full for a superuser who asks for that, and for nobody else', async () => {
    await seed();
    expect(await slugs('?superuser_full_list=true')).toEqual(['grafana', 'open', 'ours']);
    expect(await slugs('?superuser_full_list=true&slug=ours')).toEqual(['grafana', 'open', 'ours']);
    restrict();
    expect(await slugs('?superuser_full_list=true')).toEqual(['grafana', 'open']);
  });

  test('is not cached when it is searched, in all texts of an application; only who may enter finds it', async () => {
    await seed();
    restrict(['family']);
    expect(await slugs('?search=hl')).toEqual(['open', 'ours']);
    lab.addForeign({ slug: 'later', fields: { meta_publisher: 'hl' } });
    expect(await slugs('?search=HL')).toEqual(['later', 'open', 'ours']);
    restrict();
    expect(await slugs('?search=hl')).toEqual(['later', 'open']);
  });

  test('who asks is told whether it is a superuser', async () => {
    await start();
    expect((await call('GET', 'core/users/me/')).body['user'].is_superuser).toBe(true);
    restrict();
    expect((await call('GET', 'core/users/me/')).body['user'].is_superuser).toBe(false);
  });
});

describe('refusals', () => {
  const broken = 'abc';
  test.each([
    ['a designation that is none', 'GET', 'flows/instances/?designation=bogus', undefined, 400, /Select a valid choice/],
    ['a target that is no id', 'GET', `policies/bindings/?target=${broken}`, undefined, 400, /“abc” is not a valid UUID\./],
    ['an outpost by no id', 'GET', `outposts/instances/${broken}/`, undefined, 404, /^\{"detail":"Not found\."\}$/],
  ])('%s', async (_, method, path, body, status, text) => {
    await start();
    const answer = await call(method, path, body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringMatching(text)]);
  });

  test('the embedded outpost keeps its name, and its type', async () => {
    await start();
    const [{ pk }] = (await call('GET', 'outposts/instances/')).body['results'];
    expect(await call('PATCH', `outposts/instances/${pk}/`, { name: 'x' })).toEqual({
      status: 400,
      body: { name: ["Embedded outpost's name cannot be changed"] },
    });
    expect(await call('PATCH', `outposts/instances/${pk}/`, { type: 'ldap' })).toMatchObject({
      status: 400,
      body: { providers: [expect.stringContaining('Outpost type ldap')] },
    });
  });

  test('a transaction whose slug and provider name both are taken tells of the slug only', async () => {
    await start();
    const provider_model = 'authentik_providers_proxy.proxyprovider';
    const both = { app: { name: 'x', slug: 'grafana' }, provider_model, provider: await proxy({ name: 'grafana' }) };
    expect(await call('PUT', 'core/transactional/applications/', both)).toEqual({
      status: 400,
      body: { app: { slug: ['Application with this slug already exists.'] } },
    });
  });

  test('a certificate is named by its id', async () => {
    await start();
    expect(await call('POST', 'providers/proxy/', await proxy({ certificate: 1 }))).toMatchObject({
      status: 400,
      body: { certificate: ['“1” is not a valid UUID.'] },
    });
  });
});

describe('bodies', () => {
  test('a provider has its scope mappings, and one slash before its callback', async () => {
    await start();
    const { body } = await call('POST', 'providers/proxy/', await proxy({ external_host: 'https://example.org/metube/' }));
    expect(body.property_mappings).toHaveLength(5);
    expect(body.redirect_uris[0].url).toBe('https://example.org/metube/outpost.goauthentik.io/callback?X-authentik-auth-callback=true');
  });

  test('an application fills in who asks, keeps its backchannels, and shows of providers what all kinds have', async () => {
    await start();
    const made = await call('POST', 'core/applications/', {
      name: 'x',
      slug: 'x',
      meta_launch_url: 'https://x.example.org/%(username)s',
      backchannel_providers: [1],
    });
    expect(made.body).toMatchObject({
      launch_url: 'https://x.example.org/hl',
      backchannel_providers: [1],
      backchannel_providers_obj: [{ name: 'grafana' }],
    });
    const shown = (await call('GET', 'core/applications/grafana/')).body['provider_obj'];
    expect(shown).toMatchObject({ name: 'grafana', assigned_application_slug: 'grafana' });
    expect(Object.keys(shown).filter((name) => ['mode', 'internal_host', 'certificate'].includes(name))).toEqual([]);
  });

  test('OPTIONS names the writes that the token may do', async () => {
    await start();
    const actions = async (path: string): Promise<string[]> => Object.keys((await call('OPTIONS', path)).body['actions'] ?? {});
    expect(await actions('providers/proxy/')).toEqual(['POST']);
    expect(await actions('core/applications/grafana/')).toEqual(['PUT']);
    lab.tokens.set('lab-token', { active: true, permissions: new Set(['authentik_core.change_application']) });
    expect([await actions('providers/proxy/'), await actions('core/applications/grafana/')]).toEqual([[], ['PUT']]);
  });
});

describe('where browsers are sent to log in', () => {
  const standalone = [{ name: 'proxy' }];
  const target = async (): Promise<string> => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'grafana.example.org', 'x-forwarded-uri': '/' };
    const answer = await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`, { headers, redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '').origin;
  };

  test('the embedded outpost on a fresh install: to a listen address', async () => {
    await start({ authentikHost: '' });
    expect(await target()).toBe('http://127.0.0.1:9000');
  });

  test.each([
    ['the embedded one ignores the browser host', undefined, 'https://auth.example.org'],
    ['a standalone one uses it', standalone, 'https://login.example.org'],
  ])('%s', async (_, outposts, origin) => {
    await start(outposts ? { outposts } : {});
    Object.assign(lab.outposts()[0]?.config as object, {
      authentik_host: 'https://auth.example.org/',
      authentik_host_browser: 'https://login.example.org',
    });
    expect(await target()).toBe(origin);
  });

  test('a standalone one without either knows the server from its own environment', async () => {
    await start({ outposts: standalone, authentikHost: '' });
    expect(await target()).toBe(lab.url);
  });

  test('a host that the outpost proxies itself: first to its own start page, then to the login', async () => {
    await start();
    const { body } = await call('POST', 'providers/proxy/', await proxy({ mode: 'proxy', internal_host: 'http://192.0.2.11:8082' }));
    await call('POST', 'core/applications/', { name: 'MeTube', slug: 'metube', provider: body.pk });
    lab.setMembers(embeddedName, ['grafana', 'metube']);
    const visit = (path: string): Promise<Response> =>
      fetch(`${lab.outpostUrl}${path}`, { headers: { 'x-forwarded-host': 'metube.example.org' }, redirect: 'manual' });
    const first = new URL((await visit('/films?x=1')).headers.get('location') ?? '');
    expect([first.origin, first.pathname]).toEqual(['https://metube.example.org', '/outpost.goauthentik.io/start']);
    const second = new URL((await visit(`${first.pathname}${first.search}`)).headers.get('location') ?? '');
    expect([second.pathname, second.searchParams.get('client_id')]).toEqual(['/application/o/authorize/', body.client_id]);
  });
});

import type { RequestListener } from 'node:http';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Signed } from '@hl/lab';
import { type Check } from '@hl/verify';
import { absenceChecksFor, checksFor } from '../outside.js';
import { authority, certificate, closeAll, http, https, one, tcp } from '../servers.js';

afterEach(closeAll);

const host = 'metube.example.org';
const ca = authority();
const good = certificate(host, { ca });

type Over = Parameters<typeof exampleService>[0];
const site = (port: number) => exampleSite({ traefik: { addresses: ['127.0.0.1'], httpsPort: port, httpPort: port } });
const find = (name: string, port: number, over?: Over): Check | undefined =>
  checksFor({ ...exampleService(over) }, site(port)).find((check) => check.name === name);
const open = (port: number, over?: Over): Check | undefined =>
  checksFor({ ...exampleService(over), authentik: null }, site(port)).find(({ name }) => name === 'route');
const answer =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

test('by address, with server name and Host header, its port too when it is not the usual one', async () => {
  const seen: (string | undefined)[] = [];
  const port = await https(
    (request, response) => (seen.push(request.headers.host, request.url), response.writeHead(200).end()),
    (name) => (seen.push(name || undefined), good),
  );
  expect(await one(open(port), { ca: ca.cert })).toMatchObject({
    status: 'pass',
    actual: '200',
    expected: `GET https://${host}:${port}/ by 127.0.0.1: 200`,
  });
  expect(seen.filter(Boolean)).toEqual([host, `${host}:${port}`, '/']);
});

describe('the certificate', () => {
  test.each([
    [
      'the stopgap',
      certificate('TRAEFIK DEFAULT CERT', { sans: ['a.b.traefik.default'] }),
      /^certificate pending: TRAEFIK DEFAULT CERT$/,
      /two minutes/,
    ],
    ['of nobody we trust', certificate(host, { ca: authority('Own CA') }), /^certificate of Own CA is not trusted \(\w+\)$/, /ca_file/],
  ])('%s', async (_, pem, actual, hint) => {
    const port = await https(answer(200), () => pem);
    expect(await one(open(port), { ca: ca.cert })).toMatchObject({
      status: 'fail',
      actual: expect.stringMatching(actual),
      hint: expect.stringMatching(hint),
    });
  });

  test('without an authority of our own, only the usual ones count', async () => {
    const port = await https(answer(200), () => good);
    expect(await one(open(port))).toMatchObject({ status: 'fail', actual: expect.stringContaining('not trusted') });
  });

  test('one-label wildcard', async () => {
    const wild = certificate('*.example.org', { ca });
    const port = await https(answer(200), () => wild);
    expect(await one(open(port), { ca: ca.cert })).toMatchObject({ status: 'pass' });
  });

  test('pending is waited for', async () => {
    const stopgap = certificate('TRAEFIK DEFAULT CERT');
    let handshakes = 0;
    const port = await https(answer(200), () => ((handshakes += 1) > 3 ? good : stopgap));
    expect(await one(open(port), { ca: ca.cert, deadlineMs: 5000 })).toMatchObject({ status: 'pass' });
  });

  test('a route without a resolver keeps the stopgap for good', async () => {
    const stopgap = certificate('TRAEFIK DEFAULT CERT');
    const port = await https(answer(200), () => stopgap);
    expect(await one(open(port, { traefik: { tls: { certResolver: null, domains: [] } } }))).toMatchObject({ status: 'pass' });
  });
});

describe('who answers', () => {
  test.each([
    [
      'no router',
      answer(404, '404 page not found\n', { 'content-type': 'text/plain; charset=utf-8' }),
      'fail',
      "404 page not found, Traefik's own",
    ],
    [
      'a login that nobody asked for',
      answer(302, '', { location: 'https://auth/application/o/authorize/?client_id=x&state=hush' }),
      'fail',
      '302 to https://auth/application/o/authorize/',
    ],
    ['the service', answer(200), 'pass', '200'],
  ])('%s', async (_, handle, status, actual) => {
    const port = await https(handle, () => good);
    expect(await one(open(port), { ca: ca.cert })).toMatchObject({ status, actual });
  });

  test.each([
    [404, [404], 'pass'],
    [200, [204], 'fail'],
  ])("%i where the file says %j: %s; the service's own 404 may be right", async (given, expectedStatus, status) => {
    const port = await https(answer(given, 'mine'), () => good);
    expect(await one(open(port, { health: { expectedStatus } }), { ca: ca.cert })).toMatchObject({ status });
  });

  test('plain HTTP', async () => {
    const port: number = await http((request, response) =>
      response.writeHead(request.headers.host === `${host}:${port}` ? 200 : 404).end(),
    );
    expect(await one(open(port, { traefik: { tls: null } as never }))).toMatchObject({
      status: 'pass',
      expected: expect.stringContaining(`http://${host}:${port}/`),
    });
  });

  test.each([
    ['nobody listens', async () => await https(answer(200), () => good).then(async (port) => (await closeAll(), port)), 'ECONNREFUSED'],
    ['no TLS there', () => http(answer(200)), 'EPROTO'],
  ])('%s', async (_, start, actual) => {
    expect(await one(open(await start()), { ca: ca.cert })).toMatchObject({
      status: 'fail',
      actual,
      hint: expect.stringContaining('traefik.addresses'),
    });
  });
});

describe('behind a login', () => {
  const login = (client: string): RequestListener =>
    answer(302, '', { location: `https://auth.example.org/application/o/authorize/?client_id=${client}&state=hush` });
  const clientIdOf = async (slug: string): Promise<string | null> => (slug === 'metube' ? 'mine' : null);
  const both = async (handle: RequestListener, over: object = { clientIdOf }) => {
    const port = await https(handle, () => good);
    return [await one(find('route', port), { ca: ca.cert, ...over }), await one(find('sso', port), { ca: ca.cert, ...over })] as const;
  };

  test('its own login', async () => {
    expect(await both(login('mine'))).toMatchObject([
      { status: 'pass', actual: '302 to the login' },
      { status: 'pass', actual: 'its own login' },
    ]);
  });

  test("another application's login is no protection of this one", async () => {
    const [route, sso] = await both(login('other'));
    expect(route.status).toBe('pass');
    expect(sso).toMatchObject({
      status: 'fail',
      actual: 'the login of another application',
      hint: expect.stringContaining('refresh interval'),
    });
    expect(JSON.stringify([route, sso])).not.toMatch(/hush|other&|mine/);
  });

  test.each([
    ['open', answer(200), '200: open without a login'],
    ['no router', answer(404, '404 page not found\n'), "404 page not found, Traefik's own"],
  ])('%s fails both', async (_, handle, actual) => {
    expect(await both(handle)).toMatchObject([
      { status: 'fail', actual },
      { status: 'fail', actual },
    ]);
  });

  describe("the outpost's start page comes first", () => {
    const visits: string[] = [];
    const startAt =
      (start: string, then: RequestListener = login('mine')): RequestListener =>
      (request, response) => {
        visits.push(request.url ?? '');
        if (request.url?.startsWith('/outpost.goauthentik.io/start')) then(request, response);
        else response.writeHead(302, { location: `${start}/outpost.goauthentik.io/start?rd=hush` }).end();
      };
    beforeEach(() => void visits.splice(0));

    test.each([
      ['on the same host', `https://${host}`],
      ['named without a host', ''],
    ])('%s: it is followed, and the login is compared', async (_, start) => {
      const results = await both(startAt(start));
      expect(results).toMatchObject([
        { status: 'pass', actual: '302 to the login' },
        { status: 'pass', actual: 'its own login' },
      ]);
      expect(visits).toEqual(['/', '/outpost.goauthentik.io/start?rd=hush', '/', '/outpost.goauthentik.io/start?rd=hush']);
      expect(JSON.stringify(results)).not.toContain('hush');
    });

    test.each([
      [
        'it leads to itself',
        `https://${host}`,
        answer(302, '', { location: `https://${host}/outpost.goauthentik.io/start?rd=x` }),
        `302 to https://${host}/outpost.goauthentik.io/start`,
        /external_url/,
      ],
      [
        'of another host: it is not asked',
        'https://other.example.org',
        login('mine'),
        '302 to https://other.example.org/outpost.goauthentik.io/start',
        /external_url/,
      ],
    ])('%s', async (_, start, then, actual, hint) => {
      const [, sso] = await both(startAt(start, then));
      expect(sso).toMatchObject({ status: 'fail', actual, hint: expect.stringMatching(hint) });
      expect(visits.length).toBeLessThanOrEqual(4);
    });
  });

  describe('the address that browsers are sent to', () => {
    const sentTo = (base: string): RequestListener => answer(302, '', { location: `${base}/application/o/authorize/?client_id=mine` });

    test.each(['http://internal:9000', 'http://auth.example.org'])('%s is not that of hl.yml', async (base) => {
      expect((await both(sentTo(base)))[1]).toMatchObject({
        status: 'fail',
        actual: `browsers are sent to ${base} to log in`,
        hint: expect.stringMatching(/^Set authentik_host to https:\/\/auth\.example\.org in Authentik .*authentik_host_browser is ignored/),
      });
    });

    test('an outpost beside the server is told by its environment', async () => {
      const port = await https(sentTo('http://internal:9000'), () => good);
      const standalone = exampleSite({ traefik: { addresses: ['127.0.0.1'], httpsPort: port }, authentik: { outpost: 'edge' } });
      const check = checksFor(exampleService(), standalone).find(({ name }) => name === 'sso');
      expect(await one(check, { ca: ca.cert, clientIdOf })).toMatchObject({
        hint: expect.stringMatching(/AUTHENTIK_HOST_BROWSER .*"edge"/),
      });
    });

    test('the usual port does not count', async () => {
      expect((await both(sentTo('https://auth.example.org:443')))[1]).toMatchObject({ status: 'pass' });
    });
  });

  describe('the way back from the login', () => {
    const back = '/outpost.goauthentik.io/callback';
    const redirect = encodeURIComponent(`https://${host}${back}?X-authentik-auth-callback=true`);
    const to = `https://auth.example.org/application/o/authorize/?client_id=mine&redirect_uri=`;
    const led = (answered: RequestListener, uri = redirect): RequestListener => {
      const gate = answer(302, '', { location: `${to}${uri}` });
      return (request, response) => (request.url === `${back}?X-authentik-auth-callback=true` ? answered : gate)(request, response);
    };

    test('leads to the outpost', async () => {
      expect((await both(led(answer(400))))[1]).toMatchObject({ status: 'pass', actual: 'its own login' });
    });

    test.each([
      ['to nobody', answer(404, '404 page not found\n'), "404 page not found, Traefik's own"],
      ['to the service', answer(200, 'mine'), '200'],
    ])('leads %s: the login is red, the route is not', async (_, answered, seen) => {
      const [route, sso] = await both(led(answered));
      expect(route).toMatchObject({ status: 'pass' });
      expect(sso).toMatchObject({
        status: 'fail',
        actual: `${back}, the way back from the login: ${seen}`,
        hint: expect.stringMatching(/Host\(`metube\.example\.org`\).*router metube_outpost.*hl traefik/),
      });
      expect((await both(led(answered), {}))[1]).toMatchObject({ status: 'fail' });
    });

    test.each([
      ['at another host is not asked', encodeURIComponent(`https://auth.example.org${back}`)],
      ['that nobody can read is not asked', 'nonsense'],
    ])('%s', async (_, uri) => {
      expect((await both(led(answer(404), uri)))[1]).toMatchObject({ status: 'pass' });
    });

    test.each([
      [{ method: 'proxy' }, {}, 'metube'],
      [{ method: 'proxy' }, { rule: 'PathPrefix(`/x`)' }, 'metube_outpost'],
      [{ method: 'forward_auth' }, {}, 'metube_outpost'],
    ] as const)('%j with %j is led by %s', (authentik, traefik, router) => {
      expect(find('sso', 1, { authentik, traefik })).toMatchObject({ router });
    });
  });

  test('without Authentik to ask, a login is seen but not proven', async () => {
    expect((await both(login('mine'), {}))[1]).toMatchObject({ status: 'skip', actual: expect.stringContaining('not compared') });
  });

  test('no provider, or an Authentik that fails, is a failure', async () => {
    expect((await both(login('mine'), { clientIdOf: async () => null }))[1]).toMatchObject({
      status: 'fail',
      actual: 'Authentik has no provider for metube',
    });
    const broken = async (): Promise<never> => Promise.reject(new Error('Authentik is down'));
    expect((await both(login('mine'), { clientIdOf: broken }))[1]).toMatchObject({ status: 'fail', actual: 'Authentik is down' });
  });

  test('an application that logs in by itself needs its provider', async () => {
    const check = find('sso', 1, { authentik: { method: 'oidc' } });
    expect(await one(check, { clientIdOf })).toMatchObject({ status: 'pass' });
    expect(await one(check, { clientIdOf: async () => null })).toMatchObject({ status: 'fail' });
    expect(await one(check)).toMatchObject({ status: 'skip' });
  });
});

describe('absent', () => {
  const gone = (port: number): Check | undefined =>
    absenceChecksFor(exampleService(), site(port)).find(({ name }) => name === 'absent-route');

  test.each([
    ["Traefik's own 404", answer(404, '404 page not found\n'), 'pass'],
    ['the service', answer(200), 'fail'],
    ["the service's own 404", answer(404, 'mine'), 'fail'],
  ])('%s: %s', async (_, handle, status) => {
    const port = await https(handle, () => good);
    expect(await one(gone(port))).toMatchObject({ status });
  });

  test('a Traefik that shows no stopgap (sniStrict) refuses the name', async () => {
    const port = await tcp((socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 80])));
    expect(await one(gone(port))).toMatchObject({ status: 'pass' });
  });

  test('something that speaks no TLS proves nothing', async () => {
    expect(await one(gone(await http(answer(404, '404 page not found\n'))))).toMatchObject({ status: 'fail', actual: 'EPROTO' });
  });

  test('a Traefik that does not answer proves nothing', async () => {
    const port = await https(answer(200), () => good);
    await closeAll();
    expect(await one(gone(port))).toMatchObject({ status: 'fail', actual: 'ECONNREFUSED' });
  });
});

describe('plain HTTP leads on to https', () => {
  const over: Over = { traefik: { redirectHttp: true } };
  test.each<[string, number, string | undefined, 'pass' | 'fail']>([
    ['for good', 301, `https://${host}/`, 'pass'],
    ['on the port where https is', 308, `https://${host}:8443/`, 'pass'],
    ['not at all', 200, undefined, 'fail'],
    ['to plain HTTP', 302, `http://${host}/`, 'fail'],
    ['to another host', 301, 'https://other.example.org/', 'fail'],
    ['nowhere', 301, '/', 'fail'],
  ])('%s', async (_, status, location, wanted) => {
    const port = await http(answer(status, '', location === undefined ? {} : { location }));
    expect(await one(find('redirect', port, over))).toMatchObject({ status: wanted });
  });
});

describe('TCP whose TLS ends at Traefik', () => {
  const over: Over = { traefik: { scheme: 'tcp' } };
  const check = async (show: (name: string) => Signed): Promise<unknown> =>
    one(find('route', await https(answer(200), show), over), { ca: ca.cert });

  test('is asked by server name', async () => {
    const seen: string[] = [];
    expect(await check((name) => (seen.push(name), good))).toMatchObject({ status: 'pass' });
    expect(seen).toContain(host);
  });

  test('shows a certificate for that name, not the stopgap', async () => {
    const other = certificate('other.org', { ca });
    expect(await check(() => other)).toMatchObject({ status: 'fail', actual: 'certificate is for other.org' });
    const stopgap = certificate('TRAEFIK DEFAULT CERT', { sans: ['a.b.traefik.default'] });
    expect(await check(() => stopgap)).toMatchObject({ status: 'fail', actual: expect.stringContaining('pending') });
  });

  test('is not there when nobody speaks TLS', async () => {
    const port = await tcp((socket) => socket.end('hello'));
    expect(await one(find('route', port, over))).toMatchObject({ status: 'fail', hint: expect.stringContaining(String(port)) });
  });
});

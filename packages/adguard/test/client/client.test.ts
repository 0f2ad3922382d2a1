import { client } from '../../src/client/client.js';
import { user } from '../lab.js';

const base = 'http://192.0.2.53/control';

/** A client of a server that answers this to everything; what it was asked. */
function answering(status: number, body: string | null = '', headers: Record<string, string> = {}, credentials = user) {
  const asked: { method: string; url: string; headers: Record<string, string>; body: string }[] = [];
  const fetch = (async (input: string, init: RequestInit) => {
    const request = new Request(input, init);
    asked.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body: await request.text() });
    return new Response(body, { status, headers });
  }) as typeof globalThis.fetch;
  return { asked, ...client({ base, username: credentials.name, password: credentials.password, requestMs: 1_000, fetch }) };
}
const rewrite = { domain: 'a.lab', answer: '192.0.2.1' };

test('reads the list with name and password, and no cookie', async () => {
  const { list, asked } = answering(200, JSON.stringify([rewrite]));
  expect(await list()).toEqual([rewrite]);
  expect(asked).toMatchObject([
    { method: 'GET', url: `${base}/rewrite/list`, headers: { authorization: `Basic ${btoa('admin:correct horse')}` } },
  ]);
  expect(Object.keys(asked[0]?.headers ?? {})).not.toContain('content-type');
});

test('without a name it sends none', async () => {
  const { list, asked } = answering(200, '[]', {}, { name: '', password: '' });
  await list();
  expect(Object.keys(asked[0]?.headers ?? {})).not.toContain('authorization');
});

test.each([
  ['add', { verb: 'add', rewrite } as const, 'POST', rewrite],
  ['delete', { verb: 'delete', rewrite } as const, 'POST', rewrite],
  [
    'update',
    { verb: 'update', target: rewrite, update: { ...rewrite, answer: 'b' } } as const,
    'PUT',
    { target: rewrite, update: { ...rewrite, answer: 'b' } },
  ],
])('%s is one call with JSON', async (verb, step, method, body) => {
  const { send, asked } = answering(200);
  await send(step);
  expect(asked).toMatchObject([{ method, url: `${base}/rewrite/${verb}`, headers: { 'content-type': 'application/json' } }]);
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual(body);
});

test.each<[string, number, string, Record<string, string>, string, string, RegExp, RegExp]>([
  [
    'a wrong password',
    401,
    '',
    {},
    'HL_ADGUARD_LOGIN',
    'refused',
    /does not accept the name and password \(401\)$/,
    /ADGUARD_PASSWORD.*15 minutes/,
  ],
  ['a wrong password, older', 403, 'Forbidden', {}, 'HL_ADGUARD_LOGIN', 'refused', /\(403\)$/, /username/],
  [
    'one that is not installed yet',
    302,
    '',
    { location: '/install.html' },
    'HL_ADGUARD_REDIRECT',
    'refused',
    /redirects/,
    /finish the installation/,
  ],
  ['one in front of it', 308, '', { location: 'https://adguard.lab/' }, 'HL_ADGUARD_REDIRECT', 'refused', /redirects/, /never sent along/],
  ['a redirect to nowhere', 301, '', {}, 'HL_ADGUARD_REDIRECT', 'refused', /redirects/, /never sent along/],
  [
    'another program',
    404,
    'Not Found',
    {},
    'HL_ADGUARD_NOT_API',
    'refused',
    /does not know GET \/rewrite\/list \(404\)$/,
    /0\.107\.30 or newer/,
  ],
  ['an old version', 405, 'no', {}, 'HL_ADGUARD_NOT_API', 'refused', /\(405\)$/, /0\.107\.30 or newer/],
  ['a page', 200, '<html>', {}, 'HL_ADGUARD_NOT_API', 'refused', /this is another program/, /web interface/],
  ['JSON of another kind', 200, '{"hosts":[]}', {}, 'HL_ADGUARD_NOT_API', 'refused', /no list of DNS rewrites/, /web interface/],
  ['an error of its own', 500, 'x', {}, 'HL_ADGUARD_SERVER', 'unreachable', /answered 500 to GET \/rewrite\/list$/, /log/],
  ['a proxy whose backend is away', 502, 'x', {}, 'HL_ADGUARD_SERVER', 'unreachable', /answered 502/, /log/],
  ['too many requests', 429, 'x', {}, 'HL_ADGUARD_SERVER', 'unreachable', /answered 429/, /log/],
  ['a no without a reason', 400, 'secret', {}, 'HL_ADGUARD_REFUSED', 'refused', /refuses GET \/rewrite\/list \(400\)$/, /DNS rewrites/],
])('%s', async (_, status, body, headers, code, kind, message, hint) => {
  const error = await answering(status, body, headers)
    .list()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, kind, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  expect(JSON.stringify(error)).not.toMatch(/correct horse|secret/);
});

test.each([
  ['ECONNREFUSED', 'HL_ADGUARD_UNREACHABLE', 'unreachable', /AdGuard Home runs there/],
  ['ENOTFOUND', 'HL_ADGUARD_UNREACHABLE', 'unreachable', /IP address/],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'HL_ADGUARD_TLS', 'refused', /CA file/],
])('nobody answers: %s', async (reason, code, kind, hint) => {
  const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(reason), { code: reason }) }));
  const { list } = client({ base, username: 'admin', password: 'x', requestMs: 1_000, fetch });
  await expect(list()).rejects.toMatchObject({ code, kind, hint: expect.stringMatching(hint) });
});

test('a refused password is not tried again: five of them lock this machine out', async () => {
  const { list, send, asked } = answering(401);
  for (const ask of [list, () => send({ verb: 'add', rewrite }), list])
    await expect(ask()).rejects.toMatchObject({ code: 'HL_ADGUARD_LOGIN' });
  expect(asked).toHaveLength(1);
});

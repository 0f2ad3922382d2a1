import { plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import type { HttpFault } from '@hl/lab';
import { setup, writes } from './setup.js';
import { timing } from './subject.js';

const service = exampleService();
const html = (status: number): NonNullable<HttpFault['answer']> => ({ status, headers: { 'content-type': 'text/html' }, body: '<html>' });
const write = ({ method }: { method: string }): boolean => method !== 'GET';

describe('when it cannot be read, nothing is planned', () => {
  test.each([
    ['a wrong token', {}, { token: 'sesame' }, 'refused', 'HL_AUTHENTIK_TOKEN', /AUTHENTIK_TOKEN/],
    ['HTML instead of JSON', { answer: html(200) }, {}, 'refused', 'HL_AUTHENTIK_ANSWER', /base URL/],
    ['a page that is not there', { answer: html(404) }, {}, 'refused', 'HL_AUTHENTIK_ANSWER', /without \/api\/v3/],
    [
      'a redirect',
      { answer: { status: 301, headers: { location: 'https://elsewhere.example.org/x' } } },
      {},
      'refused',
      'HL_AUTHENTIK_REDIRECT',
      /final address/,
    ],
    ['a crash', { answer: html(500) }, {}, 'unreachable', 'HL_AUTHENTIK_CRASHED', /log of the Authentik server/],
    [
      'a server that starts',
      { answer: { status: 503, headers: { 'retry-after': '5' }, body: { error: 'authentik starting' } } },
      {},
      'unreachable',
      'HL_AUTHENTIK_UNAVAILABLE',
      /starting/,
    ],
    ['a proxy without server', { answer: html(502) }, {}, 'unreachable', 'HL_AUTHENTIK_UNAVAILABLE', /try again/],
    ['too many requests', { answer: { status: 429 } }, {}, 'unreachable', 'HL_AUTHENTIK_UNAVAILABLE', /try again/],
    [
      'a list that is none',
      { match: ({ path }) => path.includes('flows'), answer: { status: 200, body: { detail: 'hello' } } },
      {},
      'refused',
      'HL_AUTHENTIK_ANSWER',
      /base URL/,
    ],
    [
      'plain http at an https port',
      { answer: { status: 400, body: 'Client sent an HTTP request to an HTTPS server.' } },
      {},
      'refused',
      'HL_AUTHENTIK_REFUSED',
      /authentik\.url/,
    ],
    ['a lost connection', { drop: 'request' }, {}, 'unreachable', 'HL_AUTHENTIK_UNREACHABLE', /can be reached/],
    ['a server that hangs', { delayMs: 400 }, { timing: { ...timing, requestMs: 30 } }, 'unreachable', 'HL_AUTHENTIK_TIMEOUT', /run again/],
  ] satisfies [string, HttpFault, object, string, string, RegExp][])('%s', async (_, fault, over, kind, code, hint) => {
    const { lab, integration, site } = await setup({}, over);
    if (Object.keys(fault).length > 0) lab.faults.push(fault);
    const failed = plan(integration, { before: [service], after: [], site });
    await expect(failed).rejects.toMatchObject({ kind, code, hint: expect.stringMatching(hint) });
    await expect(failed).rejects.toThrow(lab.url);
  });

  test.each([
    ['an address without scheme', { url: 'auth.example.org' }, 'HL_AUTHENTIK_URL'],
    ['an address with a password in it', { url: 'https://admin:sesame@auth.example.org' }, 'HL_AUTHENTIK_URL'],
    ['no token', { token: ' ' }, 'HL_AUTHENTIK_TOKEN'],
    ['a token with a line break in it', { token: 'open\nsesame' }, 'HL_AUTHENTIK_TOKEN'],
  ])('%s', async (_, over, code) => {
    const { integration, site } = await setup({}, over);
    const error: unknown = await plan(integration, { before: [service], after: [], site }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'input', code });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain('sesame');
  });

  test('blanks around the token, a slash and the API path after the address are forgiven', async () => {
    const { lab, site } = await setup();
    const { integration } = await setup({}, { url: `${lab.url}/api/v3/`, token: ' lab-token\n' });
    expect(await plan(integration, { before: [service], after: [], site })).toEqual({
      changes: [],
      conflicts: [],
      foreign: [],
      refusals: [],
    });
  });

  test('a token that has expired, and one that may not see what it must', async () => {
    const { lab, integration, site } = await setup();
    const ask = (): Promise<unknown> => plan(integration, { before: [], after: [service], site });
    lab.tokens.set('lab-token', { active: true, permissions: new Set() });
    await expect(ask()).rejects.toMatchObject({
      code: 'HL_AUTHENTIK_PERMISSION',
      kind: 'refused',
      message: expect.stringContaining('may not GET'),
    });
    lab.tokens.set('lab-token', { active: false, permissions: 'all' });
    await expect(ask()).rejects.toMatchObject({ code: 'HL_AUTHENTIK_TOKEN', kind: 'refused' });
  });

  test('the request that the log holds is named, whatever is wrong', async () => {
    const { lab, integration, site } = await setup();
    const ask = (): Promise<unknown> => plan(integration, { before: [], after: [service], site });
    const headers = { 'x-authentik-id': 'abc123', 'content-type': 'application/json' };
    for (const [status, body] of [
      [200, { detail: 'hello' }],
      [400, {}],
      [403, { detail: 'No.' }],
      [503, {}],
    ] as const) {
      lab.faults.splice(0, Infinity, { match: ({ path }) => path.includes('flows'), answer: { status, headers, body } });
      await expect(ask()).rejects.toThrow('(request abc123)');
    }
  });

  test('a 403 while the server is going down is not blamed on the token', async () => {
    const { lab, integration, site } = await setup();
    lab.faults.push({ match: ({ path }) => path.includes('flows'), answer: { status: 403, body: { detail: 'No.' } } });
    lab.faults.push({ match: ({ path }) => path.endsWith('/users/me/'), answer: { status: 503, body: {} } });
    await expect(plan(integration, { before: [], after: [service], site })).rejects.toMatchObject({ code: 'HL_AUTHENTIK_PERMISSION' });
  });

  test('nobody listens', async () => {
    const { lab, integration, site } = await setup();
    await lab.refuse(true);
    await expect(plan(integration, { before: [], after: [service], site })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await lab.refuse(false);
  });
});

describe('over https', () => {
  test('a certificate of a CA of its own is trusted when that is given', async () => {
    const { lab, site } = await setup({ tls: true });
    const { integration, go, left } = await setup({}, { url: lab.https!.url, ca: lab.https!.ca });
    expect(await plan(integration, { before: [], after: [service], site })).toMatchObject({ changes: [{ key: 'metube' }] });
    expect(await go([], [service])).toMatchObject([{ status: 'applied' }]);
    expect(await left([service], [service])).toEqual([]);
    expect(await go([service], [])).toMatchObject([{ status: 'applied' }]);
    expect(lab.applications().map(({ slug }) => slug)).toEqual(['grafana']);
  });

  test.each([
    ['without it', {}, 'HL_AUTHENTIK_TLS', 'refused', /authentik\.ca_file/],
    ['another CA', { ca: 'other' }, 'HL_AUTHENTIK_TLS', 'refused', /authentik\.ca_file/],
    ['what is no certificate', { ca: '-----BEGIN CERTIFICATE-----\nno PEM\n-----END CERTIFICATE-----' }, 'HL_AUTHENTIK_CA', 'input', /PEM/],
  ] as const)('%s it is not', async (_, options, code, kind, hint) => {
    const { lab, site } = await setup({ tls: true });
    const { lab: other } = await setup({ tls: true });
    const ca = 'ca' in options && options.ca === 'other' ? { ca: other.https!.ca } : options;
    const { integration } = await setup({}, { url: lab.https!.url, ...ca });
    const failed = plan(integration, { before: [], after: [service], site });
    await expect(failed).rejects.toMatchObject({ code, kind, hint: expect.stringMatching(hint) });
    expect(lab.requests).toEqual([]);
  });

  test('plain http at an https address', async () => {
    const { lab, site } = await setup();
    const { integration } = await setup({}, { url: lab.url.replace('http:', 'https:') });
    await expect(plan(integration, { before: [], after: [service], site })).rejects.toMatchObject({
      kind: 'unreachable',
      hint: expect.stringContaining('http://'),
    });
  });
});

test('a server that is just starting is waited for', async () => {
  const { lab, go } = await setup();
  const answer = { status: 503, headers: { 'retry-after': '5' }, body: { error: 'authentik starting' } };
  lab.faults.push({ match: ({ method }) => method === 'GET', times: 2, answer });
  expect(await go([], [service])).toMatchObject([{ status: 'applied' }]);
});

describe('what is named must be there before anything is written', () => {
  test.each([
    ['a group', { authentik: { groups: ['family', 'Family'] } }, {}, 'HL_AUTHENTIK_GROUP', /Directory › Groups/],
    [
      'the authorization flow',
      { authentik: { authorizationFlow: 'nope' } },
      {},
      'HL_AUTHENTIK_FLOW',
      /default-provider-authorization-explicit-consent/,
    ],
    ['the invalidation flow', { authentik: { invalidationFlow: 'nope' } }, {}, 'HL_AUTHENTIK_FLOW', /default-provider-invalidation-flow/],
    ['the outpost', {}, { outpost: 'authentik embedded outpost' }, 'HL_AUTHENTIK_OUTPOST', /one of: authentik Embedded Outpost/],
    ['a redirect URI of method oidc', { authentik: { method: 'oidc' } }, {}, 'HL_AUTHENTIK_REDIRECT', /redirect_uris/],
  ] as const)('%s', async (_, over, options, code, hint) => {
    const { lab, go } = await setup({}, { guard: false, ...options });
    const [outcome] = await go([], [exampleService(over)]);
    expect(outcome).toMatchObject({ status: 'failed', error: { code, kind: 'input', hint: expect.stringMatching(hint) } });
    expect(writes(lab)).toEqual([]);
  });

  test('the group of an application that is open without it: that is said', async () => {
    const { lab, go } = await setup();
    const grouped = exampleService({ authentik: { groups: ['family'] } });
    await go([], [grouped]);
    lab.deleteGroup('family');
    const before = writes(lab).length;
    expect(await go([grouped], [grouped])).toMatchObject([
      { status: 'failed', error: { code: 'HL_AUTHENTIK_GROUP', hint: expect.stringContaining('every user may enter') } },
    ]);
    expect(writes(lab)).toHaveLength(before);
  });

  test('an outpost of another type does not count', async () => {
    const { go } = await setup({ outposts: [{ name: 'main', type: 'ldap' }] }, { guard: false });
    expect(await go([], [service])).toMatchObject([{ status: 'failed', error: { code: 'HL_AUTHENTIK_OUTPOST' } }]);
  });

  test('a flow of its own on a server without invalidation flows', async () => {
    const { go } = await setup({ version: '2024.8' });
    const [outcome] = await go([], [exampleService({ authentik: { invalidationFlow: 'mine' } })]);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'HL_AUTHENTIK_FLOW', kind: 'input', hint: expect.stringContaining('2024.10') },
    });
  });

  test('one that fails does not stop the others', async () => {
    const { go } = await setup();
    const [bad, good] = [exampleService({ name: 'bad', authentik: { groups: ['nope'] } }), exampleService({ name: 'good' })];
    expect(await go([], [bad, good])).toMatchObject([{ status: 'failed' }, { status: 'applied' }]);
  });
});

describe('writes that go wrong', () => {
  test('a race that is told as an HTML 405: the state decides', async () => {
    const { lab, go, left } = await setup();
    const answer = { status: 405, headers: { 'content-type': 'text/html; charset=utf-8', allow: 'GET, HEAD, OPTIONS' }, body: '' };
    lab.faults.push({ match: write, times: 1, answer });
    expect(await go([], [service])).toMatchObject([{ status: 'applied' }]);
    expect(await left([service], [service])).toEqual([]);
  });

  test('somebody made it at the same moment: it is taken for what it is', async () => {
    const { lab, go, left } = await setup({ strict: false });
    const fields = { meta_publisher: 'hl' };
    lab.faults.push({
      match: ({ method }) => {
        if (method === 'PUT') lab.addForeign({ slug: 'metube', provider: 'hl-metube', externalHost: 'https://metube.example.org', fields });
        return false;
      },
    });
    expect(await go([], [service])).toMatchObject([{ status: 'applied' }]);
    expect(await left([service], [service])).toEqual([]);
  });

  test('what is gone before it is attached is not told as applied', async () => {
    const { lab, go } = await setup({ strict: false });
    let made = false;
    lab.faults.push({
      match: ({ method, path }) => {
        if (made && path.endsWith('/providers/proxy/')) lab.deleteProvider('hl-metube');
        made ||= method === 'PUT';
        return false;
      },
    });
    expect(await go([], [service])).toMatchObject([{ status: 'failed', error: { code: 'HL_AUTHENTIK_GONE' } }]);
  });

  test('a server that always crashes is named with the request', async () => {
    const { lab, go } = await setup();
    lab.faults.push({
      match: write,
      answer: { status: 405, headers: { 'content-type': 'text/html', 'x-authentik-id': 'abc123' }, body: '' },
    });
    const [outcome] = await go([], [service]);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'HL_AUTHENTIK_CRASHED', kind: 'refused', message: expect.stringContaining('abc123') },
    });
  });

  test('what the server does not like is passed on with its fields', async () => {
    const { go } = await setup();
    const [outcome] = await go([], [exampleService({ authentik: { externalUrl: 'ftp://metube' } })]);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'HL_AUTHENTIK_INVALID', message: expect.stringContaining('provider.external_host: Enter a valid URL.') },
    });
  });

  test('an unreachable server defers', async () => {
    const { lab, go } = await setup();
    lab.faults.push({ match: write, drop: 'request' });
    expect(await go([], [service])).toMatchObject([{ status: 'deferred', error: { kind: 'unreachable' } }]);
  });

  test('the token is in no error', async () => {
    const { lab, go } = await setup({ token: 'open-sesame' }, { token: 'open-sesame' });
    lab.faults.push({ match: write, answer: html(500) });
    expect(JSON.stringify(await go([], [service]))).not.toContain('open-sesame');
  });
});

test('a transaction names the permission that is missing', async () => {
  const { lab, go } = await setup();
  const viewed = ['authentik_flows.view_flow', 'authentik_outposts.view_outpost', 'authentik_policies.view_policybinding'];
  const most = [...viewed, 'authentik_core.view_application'];
  lab.tokens.set('lab-token', { active: true, permissions: new Set([...most, 'authentik_providers_proxy.view_proxyprovider']) });
  expect(await go([], [service])).toMatchObject([
    {
      status: 'failed',
      error: {
        code: 'HL_AUTHENTIK_PERMISSION',
        message: expect.stringContaining('User lacks permission to create authentik_providers_proxy.proxyprovider'),
      },
    },
  ]);
});

test('the permissions of the README are enough, those on outposts for one only', async () => {
  const { lab, go, left } = await setup({ outposts: [{ name: 'authentik Embedded Outpost', embedded: true }, { name: 'other' }] });
  const crud = (model: string): string[] => ['view', 'add', 'change', 'delete'].map((action) => model.replace('.', `.${action}_`));
  const outpost = ['view', 'change'].map((action) => `authentik_outposts.${action}_outpost@authentik Embedded Outpost`);
  const permissions = ['authentik_flows.view_flow', 'authentik_core.view_group', ...outpost];
  const models = ['authentik_providers_proxy.proxyprovider', 'authentik_core.application', 'authentik_policies.policybinding'];
  lab.tokens.set('lab-token', { active: true, permissions: new Set([...permissions, ...models.flatMap(crud)]) });
  const grouped = exampleService({ authentik: { groups: ['family'] } });
  expect(await go([], [grouped])).toMatchObject([{ status: 'applied' }]);
  expect(await go([grouped], [service])).toMatchObject([{ status: 'applied' }]);
  expect(await left([service], [service])).toEqual([]);
  expect(await go([service], [])).toMatchObject([{ status: 'applied' }]);
});

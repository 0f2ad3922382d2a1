import { plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import type { HttpFault } from '@hl/lab';
import { setup } from '../support/setup.js';
import { timing } from '../support/subject.js';

const service = exampleService();
const html = (status: number): NonNullable<HttpFault['answer']> => ({ status, headers: { 'content-type': 'text/html' }, body: '<html>' });

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
    ['a lost connection', { drop: 'request' }, {}, 'unreachable', 'HL_AUTHENTIK_UNREACHABLE', /not restarting/],
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
    let asked = 0; // who it is was still told
    lab.faults.push({ match: ({ path }) => path.endsWith('/users/me/') && (asked += 1) > 1, answer: { status: 503, body: {} } });
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

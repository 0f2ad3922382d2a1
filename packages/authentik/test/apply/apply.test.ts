import { exampleService } from '@hl/core/testing';
import type { HttpFault } from '@hl/lab';
import { readmePermissions, restrict, setup } from '../support/setup.js';

const service = exampleService();
const html = (status: number): NonNullable<HttpFault['answer']> => ({ status, headers: { 'content-type': 'text/html' }, body: '<html>' });
const write = ({ method }: { method: string }): boolean => method !== 'GET';

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
  restrict(lab, readmePermissions);
  const grouped = exampleService({ authentik: { groups: ['family'] } });
  expect(await go([], [grouped])).toMatchObject([{ status: 'applied' }]);
  expect(await go([grouped], [service])).toMatchObject([{ status: 'applied' }]);
  expect(await left([service], [service])).toEqual([]);
  expect(await go([service], [])).toMatchObject([{ status: 'applied' }]);
});

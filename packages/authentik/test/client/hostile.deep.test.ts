import { jest } from '@jest/globals';
import { plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { authentik, protections } from '@hl/authentik';
import { hostileServer, tricks, type HostileServer } from '@hl/lab/hostile';
import { setup } from '../support/setup.js';
import { siteFor } from '../support/subject.js';

jest.setTimeout(60_000);

const open: HostileServer[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

test('whatever a server does, asking it ends, with an error that names it and not the token', async () => {
  const endings = await Promise.all(
    tricks.map(async (trick) => {
      const server = await hostileServer(trick);
      open.push(server);
      const timing = { requestMs: 300, backoffMs: 1, settleMs: 0 };
      const options = { url: server.url, token: 'open-sesame', outpost: 'proxy', timing };
      const ask = [plan(authentik(options), { before: [], after: [exampleService()], site: siteFor('proxy') }), protections(options)];
      const errors = await Promise.all(ask.map((asked) => asked.then(String, (error: unknown) => error)));
      const told = errors.map(
        (error: unknown) => /^HL_AUTHENTIK_/.test((error as { code?: string }).code ?? '') && !JSON.stringify(error).includes('sesame'),
      );
      return [trick.title, ...told];
    }),
  );
  expect(endings).toEqual(tricks.map(({ title }) => [title, true, true]));
});

test.each([
  ['a next page for ever', { pagination: { next: 1_000_000 }, results: [] }],
  ['rows that are none', { pagination: { next: 0 }, results: [1, 'two'] }],
])('a list with %s', async (_, body) => {
  const { lab, integration, site } = await setup();
  lab.faults.push({ match: ({ path }) => path.endsWith('/flows/instances/'), answer: { status: 200, body } });
  const asked = plan(integration, { before: [], after: [exampleService()], site });
  await expect(asked).rejects.toMatchObject({ code: 'HL_AUTHENTIK_ANSWER', kind: 'refused' });
});

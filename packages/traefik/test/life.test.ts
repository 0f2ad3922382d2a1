import { apply, plan } from '@hl/core';
import { on } from './bench.js';

test(
  'a protected route, met by a visitor: the outpost is asked, and its paths go there',
  on(async (subject) => {
    const { integration, service, site } = subject;
    const { changes } = await plan(integration, { before: [], after: [service], site });
    expect(await apply(integration, changes)).toMatchObject([{ status: 'applied', key: 'metube' }]);
    expect(await subject.visit('metube.example.org')).toMatchObject({
      status: 302,
      headers: { location: 'https://sso.example.org/login' },
    });
    expect(await subject.visit('metube.example.org', '/outpost.goauthentik.io/ping')).toMatchObject({ status: 204 });
    const away = (await plan(integration, { before: [service], after: [], site })).changes;
    expect(await apply(integration, away)).toMatchObject([{ status: 'applied', after: null }]);
    expect((await subject.visit('metube.example.org')).status).toBe(404);
    expect(Object.keys(await subject.files())).toEqual(['nas.yml']);
  }),
);

import { embeddedName } from '@hl/lab/authentik';
import { ask, call, lab, proxy, start } from './support.js';
import type { Reply } from './support.js';

describe('outposts', () => {
  const members = async (body: object): Promise<Reply> =>
    call('PATCH', `outposts/instances/${(await call('GET', 'outposts/instances/')).body['results'][0].pk}/`, body);

  test.each([
    ['an unknown pk', { providers: [99] }, 400, { providers: ['Invalid pk "99" - object does not exist.'] }],
    ['a name', { providers: ['grafana'] }, 400, { providers: ['Incorrect type. Expected pk value, received str.'] }],
    ['no list', { providers: 1 }, 400, { providers: ['Expected a list of items but got type "int".'] }],
    ['an empty list of a standalone one', { providers: [] }, 400, { providers: ['This list may not be empty.'] }],
    ['another type', { type: 'ldap' }, 400, { providers: [expect.stringContaining('Outpost type ldap')] }],
    ['a type that is none', { type: 'x' }, 405, {}],
    ['duplicates', { providers: [1, 1, '1'] }, 200, { providers: [1] }],
    ['nothing', {}, 200, { providers: [1] }],
  ])('%s', async (_, body, status, expected) => {
    await start({ outposts: [{ name: 'proxy' }] });
    expect(await members(body)).toMatchObject({ status, body: expected });
  });

  test('the embedded one may be empty, but keeps its name', async () => {
    await start();
    expect(await members({ name: 'x' })).toMatchObject({ status: 400 });
    expect(await members({ providers: [] })).toMatchObject({ status: 200, body: { name: embeddedName, providers: [] } });
  });

  test('hear of their own list and of providers in it, of nothing else', async () => {
    await start();
    const { body } = await call('POST', 'providers/proxy/', await proxy());
    await call('POST', 'core/applications/', { name: 'MeTube', slug: 'metube', provider: body['pk'] });
    expect(lab.pushes).toEqual({ [embeddedName]: 0 });
    await members({ providers: [1, body['pk']] });
    await call('PATCH', `providers/proxy/${body['pk']}/`, { mode: 'forward_single', external_host: 'https://tube.example.org' });
    expect(lab.pushes).toEqual({ [embeddedName]: 2 });
    expect((await ask('tube.example.org')).status).toBe(302);
    await call('DELETE', 'core/applications/metube/');
    await call('DELETE', `providers/proxy/${body['pk']}/`);
    expect(lab.pushes).toEqual({ [embeddedName]: 2 });
    expect((await ask('tube.example.org')).status).toBe(302);
    await members({});
    expect((await ask('tube.example.org')).status).toBe(404);
  });

  test('fetch by themselves after a while', async () => {
    await start({ refreshMs: 20 });
    lab.deleteApplication('grafana');
    while (lab.served().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await ask('grafana.example.org')).status).toBe(404);
  });
});

import { withLab } from './lab.js';

const a = { domain: 'a.lab', answer: '192.0.2.1' };
const on = (rewrite: { domain: string; answer: string }) => ({ ...rewrite, enabled: true });

test.each<[string, string, unknown, number, unknown]>([
  ['GET', '/control/rewrite/list', undefined, 200, [on(a)]],
  ['POST', '/control/rewrite/add', { domain: 'B.Lab', answer: 'a.lab' }, 200, ''],
  ['POST', '/control/rewrite/delete', a, 200, ''],
  ['PUT', '/control/rewrite/update', { target: a, update: { domain: 'a.lab', answer: '192.0.2.2' } }, 200, ''],
  ['PUT', '/control/rewrite/update', { target: { ...a, answer: '192.0.2.9' }, update: a }, 400, 'target rule not found'],
  ['GET', '/control/rewrite/settings', undefined, 200, { enabled: true }],
  ['GET', '/control/rewrite/add', undefined, 405, 'only method POST is allowed'],
  ['POST', '/control/rewrite/update', {}, 405, 'only method PUT is allowed'],
  ['POST', '/control/rewrite/nosuch', {}, 404, '404 page not found'],
  ['GET', '/control/nosuch', undefined, 404, '404 page not found'],
])('%s %s %j', (method, path, body, status, answer) =>
  withLab({ rewrites: [a] }, async (_, ask) => expect(await ask(method, path, body)).toEqual([status, answer])),
);

test('the status tells the version and where DNS is', () =>
  withLab({}, async (lab, ask) => {
    const [, status] = await ask('GET', '/control/status');
    expect(status).toMatchObject({ version: 'v0.107.79', running: true, protection_enabled: true, dns_port: lab.dns.port });
  }));

test.each([
  ['not said to be JSON', { 'content-type': 'text/plain' }, '{}', 415, 'only content-type application/json is allowed'],
  ['no JSON', { 'content-type': 'application/json' }, '{', 400, expect.stringMatching(/^json\.Decode: /)],
])('a body that is %s', (_, headers, body, status, answer) =>
  withLab({}, async (lab) => {
    const got = await lab.fetch(`${lab.url}/control/rewrite/add`, { method: 'POST', headers, body });
    expect([got.status, (await got.text()).trim()]).toEqual([status, answer]);
  }),
);

test('an answer turns into another in its place; a name is stored in lower case; a rewrite may be there twice and goes with its double', () =>
  withLab({ rewrites: [a, { domain: 'b.lab', answer: 'a.lab' }] }, async (lab, ask) => {
    await ask('PUT', '/control/rewrite/update', { target: a, update: { domain: 'C.lab', answer: '192.0.2.3' } });
    await ask('POST', '/control/rewrite/add', { domain: 'b.lab', answer: 'a.lab' });
    expect(lab.rewrites().map(({ domain }) => domain)).toEqual(['c.lab', 'b.lab', 'b.lab']);
    await ask('POST', '/control/rewrite/delete', { domain: 'B.lab', answer: 'a.lab' });
    expect(lab.rewrites()).toHaveLength(3);
    await ask('POST', '/control/rewrite/delete', { domain: 'b.lab', answer: 'a.lab' });
    expect([lab.rewrites().map(({ domain }) => domain), lab.writes]).toEqual([['c.lab'], 4]);
    expect(lab.violations).toEqual([expect.stringMatching(/^added twice/), expect.stringMatching(/^not there to be deleted/)]);
  }));

test('a rewrite that is switched off is another one than the same that is on', () =>
  withLab({ rewrites: [{ ...a, enabled: false }] }, async (lab, ask) => {
    await ask('POST', '/control/rewrite/delete', a);
    expect(lab.rewrites()).toEqual([{ ...a, enabled: false }]);
    await ask('POST', '/control/rewrite/delete', { ...a, enabled: false });
    expect(lab.rewrites()).toEqual([]);
  }));

test('0.107.60 knows no switch', () =>
  withLab({ rewrites: [{ ...a, enabled: false }], version: '0.107.60' }, async (_, ask) => {
    expect(await ask('GET', '/control/rewrite/list')).toEqual([200, [a]]);
    expect((await ask('GET', '/control/rewrite/settings'))[0]).toBe(404);
  }));

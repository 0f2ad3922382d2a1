import type { RequestListener } from 'node:http';
import type { Entrance } from '../../src/checks/check.js';
import { visit, type Through } from '../../src/probes/visit.js';
import { targetOf, walk } from '../../src/probes/walk.js';
import { closeAll, http } from '../servers.js';

afterEach(closeAll);

const through = (): Through => ({ trust: undefined, signal: undefined, clientIdOf: undefined, standing: false, asked: new Map() });

async function walked(handle: RequestListener, over: Partial<Entrance> = {}) {
  const port = await http(handle);
  const entrance = { proxy: 'Traefik', hostname: 'a.test', address: '127.0.0.1', port, tls: false, path: '/', ...over };
  const { reply, hops, loops } = await walk(await visit(entrance, through(), 5_000), entrance, through(), 5_000);
  return { status: reply.status, hops: hops.map((hop) => hop.replace(`:${port}`, '')), loops };
}
const by =
  (pages: { readonly [url: string]: readonly [status: number, headers?: Record<string, string>] }): RequestListener =>
  ({ url = '' }, response) => {
    const [status, headers = {}] = pages[url] ?? [404];
    response.writeHead(status, headers).end();
  };

test('to its end, through the proxy, with what the page says there', async () => {
  expect(await walked(by({ '/': [302, { location: '/web?token=hush' }], '/web?token=hush': [200] }))).toEqual({
    status: 200,
    hops: ['http://a.test/', 'http://a.test/web?token=…'],
    loops: false,
  });
});

test.each([
  ['itself', by({ '/': [302, { location: '/' }] }), ['/', '/']],
  ['and fro', by({ '/': [302, { location: '/b' }], '/b': [302, { location: '/' }] }), ['/', '/b', '/']],
])('to %s is a loop', async (_, handle, paths) => {
  expect(await walked(handle)).toMatchObject({ loops: true, hops: paths.map((path) => `http://a.test${path}`) });
});

test('pages without an end are one, too', async () => {
  const handle: RequestListener = ({ url = '' }, response) => void response.writeHead(302, { location: `${url}a` }).end();
  const { loops, hops } = await walked(handle);
  expect([loops, hops.length]).toEqual([true, 12]);
});

test('the same page with another cookie is no loop: that is how pages see whether there are cookies', async () => {
  const handle: RequestListener = ({ headers: { cookie } }, response) => {
    if (cookie === 'seen=1') response.writeHead(200).end();
    else response.writeHead(302, { location: '/', 'set-cookie': ['seen=1; Path=/', 'old=; Max-Age=0'] }).end();
  };
  expect(await walked(handle)).toMatchObject({ status: 200, loops: false });
});

test('another host is named and not asked', async () => {
  expect(await walked(by({ '/': [302, { location: 'https://else.test/x?y=hush' }] }))).toMatchObject({
    status: 302,
    hops: ['http://a.test/', 'https://else.test/x?y=…'],
    loops: false,
  });
});

test('the other scheme is asked at its own port, where that is known', async () => {
  const other = await http(by({ '/': [200] }));
  const handle = by({ '/': [302, { location: 'https://a.test/' }] });
  expect((await walked(handle)).hops).toHaveLength(2);
  await expect(walked(handle, { otherPort: other })).rejects.toMatchObject({ code: 'EPROTO' });
});

test.each([
  [302, '/b#c', 'http://a.test/b'],
  [302, 'javascript:1', null],
  [302, 'http://[', null],
  [200, '/b', null],
])('%i %s leads to %s', (status, location, target) => {
  expect(targetOf({ status, headers: { location } }, 'http://a.test/a')?.href ?? null).toBe(target);
});

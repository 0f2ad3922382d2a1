import { apply, undo } from '@hl/core';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { change, creations, meddling, ours, quick, resources, traefik, until, withPihole, writes } from '../lab.js';

const applied = [{ status: 'applied' }];

/** Somebody has pihole-FTL restart: the last session that asked, to have one. */
const restartFrom = (lab: PiholeEmulator): Promise<Response> =>
  lab.fetch(`${lab.url}/api/action/restartdns`, { method: 'POST', headers: { sid: lab.requests.at(-1)?.headers['x-ftl-sid'] as string } });

describe('lost answers', () => {
  test.each([
    ['one record', creations('a.lab'), ['PUT']],
    ['a batch', creations('a.lab', 'b.lab', 'c.lab'), ['PATCH']],
    ['a deletion', [change('old.lab', { addresses: [traefik], cname: null }, null)], ['DELETE']],
  ])('%s that took effect is read, not sent again', (_, changes, expected) =>
    withPihole({ hosts: [`${traefik} old.lab`] }, {}, async ({ lab, dns }) => {
      lab.faults.push({ match: ({ method, path }) => method !== 'GET' && path.startsWith('/api/config'), drop: 'answer', times: 1 });
      expect(await apply(dns, changes, ours)).toMatchObject(changes.map(() => ({ status: 'applied' })));
      expect(writes(lab)).toEqual(expected);
    }),
  );

  test.each([
    ['a lost request', { drop: 'request' as const }],
    ['a server error', { answer: { status: 500, body: { error: { key: 'internal_error', message: 'no', hint: null } } } }],
    ['a page', { answer: { status: 200, body: '<html>' } }],
    ['an empty answer', { answer: { status: 200 } }],
    ['half an answer', { answer: { status: 200, body: '{"config":' } }],
  ])('%s to a write is followed by a look, then by the write again', (_, fault) =>
    withPihole({}, {}, async ({ lab, dns }) => {
      const from = lab.requests.length;
      lab.faults.push({ match: ({ method }) => method === 'PATCH', times: 1, ...fault });
      expect(await apply(dns, creations('a.lab', 'b.lab', 'c.lab'))).toMatchObject([...applied, ...applied, ...applied]);
      const order = lab.requests.slice(from).map(({ method, path }) => `${method} ${path}`);
      const first = order.indexOf('PATCH /api/config');
      const between = order.slice(first + 1, order.lastIndexOf('PATCH /api/config'));
      expect(between).toEqual(['GET /api/info/login', 'GET /api/config/dns/cnameRecords', 'GET /api/config/dns/hosts']);
    }),
  );

  test('of a CNAME: the restart that may still come is waited for', () => {
    let meet: (() => Promise<void>) | null = null;
    const wrap = meddling(({ url }) => (url.includes('/config/') ? meet?.() : undefined));
    const patient = { ...quick, retries: 0, lostMs: 5_000, restartBeginMs: 1_000, restartMs: 5_000, cnameDnsMs: 5_000 };
    return withPihole({ hosts: [`${traefik} web.lab`], restartMs: 60 }, { wrap, timing: patient }, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      const lost = { match: ({ method }: { method: string }) => method === 'PUT', drop: 'answer' as const, times: 1 };
      lab.faults.push(lost);
      // The next look at the list falls into the restart.
      meet = () => until(() => lost.times === 1 || lab.restarts === 1);
      expect(await apply(dns, [change('a.lab', null, { addresses: [], cname: 'web.lab' })])).toMatchObject(applied);
      expect([writes(lab), await lab.resolve('a.lab')]).toEqual([['PUT'], [traefik]]);
    });
  });

  test('and Pi-hole with them: the change may be done, so a rollback takes it back', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      const isWrite = ({ method, path }: { method: string; path: string }): boolean => method === 'PATCH' && path === '/api/config';
      lab.faults.push({ match: isWrite, drop: 'answer', times: 1 });
      lab.faults.push({ match: () => lab.hosts().length > 0, drop: 'request' });
      const outcomes = await apply(dns, creations('a.lab', 'b.lab', 'c.lab'));
      expect(outcomes).toMatchObject(outcomes.map(() => ({ status: 'failed', error: { kind: 'unreachable' } })));
      lab.faults.length = 0;
      expect(lab.hosts()).toHaveLength(3);
      expect(await apply(dns, undo(outcomes), ours)).toMatchObject([...applied, ...applied, ...applied]);
      expect(lab.hosts()).toEqual([]);
    }));

  test('a Pi-hole that goes away after a write that needs no restart is waited for, too', () => {
    let meet: (() => Promise<void>) | null = null;
    const wrap = meddling(
      () => undefined,
      ({ method }) => (method === 'PUT' ? meet?.() : undefined),
    );
    const patient = { ...quick, retries: 0, lostMs: 5_000, dnsMs: 5_000 };
    return withPihole({ restartMs: 60 }, { wrap, timing: patient }, async ({ lab, dns }) => {
      meet = async () => {
        await restartFrom(lab);
        await until(() => lab.restarts === 1);
      };
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
      expect(writes(lab)).toEqual(['PUT']);
    });
  });

  test('a Pi-hole that restarts is waited for', () =>
    withPihole({}, { timing: { ...quick, retryMs: 5, retries: 6 } }, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      await restartFrom(lab);
      for (const name of ['a.lab', 'b.lab', 'c.lab', 'd.lab']) expect(await apply(dns, creations(name))).toMatchObject(applied);
      expect([lab.restarts, lab.hosts().length]).toEqual([1, 4]);
    }));
});

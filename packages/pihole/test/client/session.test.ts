import { apply, undo } from '@hl/core';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { creations, meddling, ours, quick, resources, tooMany, traefik, until, withPihole, writes } from '../lab.js';

const isLogin = ({ method, path }: { method: string; path: string }): boolean => method === 'POST' && path === '/api/auth';
const applied = [{ status: 'applied' }];

/** Somebody has pihole-FTL restart: the last session that asked, to have one. */
const restartFrom = (lab: PiholeEmulator): Promise<Response> =>
  lab.fetch(`${lab.url}/api/action/restartdns`, { method: 'POST', headers: { sid: lab.requests.at(-1)?.headers['x-ftl-sid'] as string } });

/** Knows how many requests were ever under way at once. */
function counting(): { wrap: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch; most: () => number } {
  let [now, most] = [0, 0];
  return {
    most: () => most,
    wrap: (fetch) => async (input, init) => {
      most = Math.max(most, ++now);
      try {
        const answer = await fetch(input, init);
        return new Response(answer.status === 204 ? null : await answer.arrayBuffer(), answer);
      } finally {
        now -= 1;
      }
    },
  };
}

describe('one session', () => {
  test('is shared by all that goes on at the same time, one request after the other', () => {
    const { wrap, most } = counting();
    return withPihole({}, { wrap }, async ({ lab, dns }) => {
      const names = ['a.lab', 'b.lab', 'c.lab', 'd.lab'];
      const outcomes = await Promise.all([
        ...names.map((name) => apply(dns, creations(name))),
        dns.observe(resources(...names)),
        dns.observe(resources(...names)),
      ]);
      expect(outcomes.slice(0, 4)).toMatchObject(names.map(() => applied));
      expect(lab.hosts().sort()).toEqual(names.map((name) => `${traefik} ${name}`));
      expect(lab.requests.filter(isLogin)).toHaveLength(1);
      expect(most()).toBe(1);
    });
  });

  test('is logged out by close, twice is fine, and is opened again when needed', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      await dns.close();
      expect(lab.requests).toEqual([]);
      await dns.observe(resources('a.lab'));
      expect(lab.sessions()).toBe(1);
      await Promise.all([dns.close(), dns.close()]);
      expect(lab.sessions()).toBe(0);
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
      await dns.close();
      expect(lab.sessions()).toBe(0);
    }));

  test('is logged out though the work failed, and though Pi-hole restarts just then, however long that takes', () =>
    withPihole({ restartMs: 60 }, { timing: { ...quick, retries: 1, lostMs: 5_000 } }, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      await restartFrom(lab);
      await until(() => lab.restarts === 1);
      expect(await apply(dns, creations('a.lab'))).toMatchObject([{ status: 'deferred' }]);
      await dns.close();
      expect(lab.sessions()).toBe(0);
    }));

  test('that Pi-hole does not know for a moment after its restart is ended all the same', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      const answer = { status: 401, body: { error: { key: 'unauthorized', message: 'Unauthorized', hint: null }, took: 0 } };
      lab.faults.push({ match: ({ path }) => path.startsWith('/api/config'), answer, times: 1 });
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
      expect(lab.sessions()).toBe(2); // known again
      await dns.close();
      expect(lab.sessions()).toBe(0);
    }));

  test('close calls off what only waits, so that a run that is told to end does', () =>
    withPihole({}, { timing: { ...quick, loginMs: 60_000 }, password: 'wrong' }, async ({ dns }) => {
      const work = apply(dns, creations('a.lab'));
      await dns.close();
      expect(await work).toMatchObject([{ status: 'deferred', error: { code: 'HL_PIHOLE_CLOSED' } }]);
    }));

  test('close before DNS was asked leaves changes that a rollback takes back', () =>
    withPihole({}, { timing: { ...quick, settleMs: 60_000 } }, async ({ lab, dns }) => {
      const work = apply(dns, creations('a.lab'));
      await until(() => lab.hosts().length === 1);
      const closing = dns.close();
      expect(await work).toMatchObject([{ status: 'failed', error: { code: 'HL_PIHOLE_CLOSED' } }]);
      await closing;
    }));

  test('close ends a long run between two requests: what is not done, the next run finds', () =>
    withPihole({ hosts: tooMany }, {}, async ({ lab, dns }) => {
      const work = apply(dns, creations('a.lab', 'b.lab', 'c.lab', 'd.lab'));
      await until(() => writes(lab).length === 2);
      await dns.close();
      const outcomes = await work;
      expect(outcomes.map(({ status, error }) => [status, error?.code])).toEqual(outcomes.map(() => ['failed', 'HL_PIHOLE_CLOSED']));
      expect([writes(lab), lab.sessions()]).toEqual([['PUT', 'PUT'], 0]);
      expect(await apply(dns, undo(outcomes), ours)).toMatchObject([{}, {}, { status: 'applied' }, { status: 'applied' }]);
      expect(lab.hosts()).toEqual(tooMany);
    }));

  test.each([
    ['before a read', 'GET', ['PUT']],
    ['before a write, which is then sent once more', 'PUT', ['PUT', 'PUT']],
  ])('that Pi-hole ended %s is opened again', (_, method, expected) => {
    let end: (() => void) | undefined;
    const wrap = meddling(({ method: asked, url }) => {
      if (asked !== method || !url.includes('/config/')) return;
      end?.();
      end = undefined;
    });
    return withPihole({}, { wrap }, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      end = () => lab.dropSessions();
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
      expect([writes(lab), lab.requests.filter(isLogin).length]).toEqual([expected, 2]);
    });
  });
});

describe('a run that is told to end while Pi-hole does not answer', () => {
  /** Never answers what matches. */
  const hanging =
    (matches: (asked: Request) => boolean) =>
    (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
    (input, init) =>
      matches(new Request(input as string, init)) ? new Promise(() => undefined) : fetch(input, init);
  const long = { ...quick, requestMs: 600_000, logoutMs: 600_000 };

  test.each([
    ['a read', 'GET', 'deferred'],
    ['a write', 'PUT', 'failed'],
  ])('%s is not waited for, and the session is ended', (_, method, status) => {
    const asked: string[] = [];
    const wrap = hanging((request) => {
      asked.push(request.method);
      return request.method === method && request.url.includes('/config/');
    });
    return withPihole({}, { wrap, timing: long }, async ({ lab, dns }) => {
      const work = apply(dns, creations('a.lab'));
      await until(() => asked.at(-1) === method && lab.sessions() === 1);
      await dns.close();
      expect(await work).toMatchObject([{ status, error: { code: 'HL_PIHOLE_CLOSED' } }]);
      expect(lab.sessions()).toBe(0);
    });
  });

  test('nor is the logout itself, for long', () => {
    const wrap = hanging(({ method }) => method === 'DELETE');
    return withPihole({ strict: false }, { wrap, timing: { ...long, logoutMs: 10 } }, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      await dns.close();
      expect(lab.sessions()).toBe(1);
    });
  });
});

describe('login', () => {
  test('an app password that Pi-hole calls wrong for its own reasons is tried once more', () => {
    let now = 0;
    const emulator = { appPassword: 'app', appSudo: true, strict: false, now: () => now };
    const wrap = meddling(({ method }) => void (method === 'POST' && lab.requests.filter(isLogin).length === 3 && (now += 1_000)));
    let lab: PiholeEmulator;
    return withPihole(emulator, { password: 'app', wrap }, async (bench) => {
      lab = bench.lab;
      // Two app logins of somebody else within the same clock second: the third is told "password incorrect".
      for (const round of [1, 2]) {
        const answer = await lab.fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password: 'app' }) });
        expect([round, answer.status]).toEqual([round, 200]);
      }
      expect(await apply(bench.dns, creations('a.lab'))).toMatchObject(applied);
      expect(lab.requests.filter(isLogin)).toHaveLength(4);
    });
  });

  test('one that brings no answer is repeated a few times, not a few times a few times', () =>
    withPihole({}, { timing: { ...quick, retries: 3 } }, async ({ lab, dns }) => {
      lab.faults.push({ drop: 'request' });
      await expect(dns.observe(resources('a.lab'))).rejects.toMatchObject({ kind: 'unreachable' });
      expect(lab.requests).toHaveLength(4);
      lab.faults.length = 0;
    }));

  test('a refused password is not tried again and again, until close', () =>
    withPihole({}, { password: 'wrong' }, async ({ lab, dns }) => {
      for (const name of ['a.lab', 'b.lab'])
        expect(await apply(dns, creations(name))).toMatchObject([{ status: 'failed', error: { code: 'HL_PIHOLE_LOGIN' } }]);
      expect(lab.requests.filter(isLogin)).toHaveLength(2);
      await dns.close();
      await expect(dns.observe(resources('a.lab'))).rejects.toThrow(/password|logins/);
      expect(lab.requests.filter(isLogin).length).toBeGreaterThan(2);
    }));

  test('without a password there is no login and no logout', () =>
    withPihole({ password: '' }, { password: '' }, async ({ lab, dns }) => {
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
      await dns.close();
      expect(lab.requests.filter(({ method, path }) => path === '/api/auth' && method !== 'GET')).toEqual([]);
    }));

  test('a password that Pi-hole does not ask for does no harm', () =>
    withPihole({ password: '' }, {}, async ({ dns }) => {
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
    }));
});

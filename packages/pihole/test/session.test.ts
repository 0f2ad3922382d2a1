import { apply, undo } from '@hl/core';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import type { Timing } from '@hl/pihole';
import { change, creations, meddling, ours, password, resources, tooMany, traefik, until, withPihole, writes } from './lab.js';
import { quick } from './quick.js';

const isLogin = ({ method, path }: { method: string; path: string }): boolean => method === 'POST' && path === '/api/auth';
const applied = [{ status: 'applied' }];

/** Somebody has pihole-FTL restart: the last session that asked, to have one. */
const restartFrom = (lab: PiholeEmulator): Promise<Response> =>
  fetch(`${lab.url}/api/action/restartdns`, { method: 'POST', headers: { sid: lab.requests.at(-1)?.headers['x-ftl-sid'] as string } });

/** A `fetch` that knows how many requests were ever under way at once. */
function counting(): { fetch: typeof globalThis.fetch; most: () => number } {
  let [now, most] = [0, 0];
  return {
    most: () => most,
    async fetch(input, init) {
      most = Math.max(most, ++now);
      try {
        const answer = await globalThis.fetch(input, init);
        return new Response(answer.status === 204 ? null : await answer.arrayBuffer(), answer);
      } finally {
        now -= 1;
      }
    },
  };
}

describe('one session', () => {
  test('is shared by all that goes on at the same time, one request after the other', () => {
    const { fetch, most } = counting();
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
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
      expect(lab.sessions()).toBe(1); // the next login has ended it
      await dns.close();
      expect(lab.sessions()).toBe(0);
    }));

  test('one whose login answer was lost is found and ended, and nobody else’s is', () =>
    withPihole({ strict: false }, {}, async ({ lab, dns }) => {
      const other = pihole({ url: lab.url, password, timing: quick });
      await other.observe(resources('a.lab'));
      lab.faults.push({ match: isLogin, drop: 'answer', times: 2 });
      await dns.observe(resources('a.lab'));
      expect(lab.sessions()).toBe(2);
      await dns.close();
      expect(lab.sessions()).toBe(1);
      await other.close();
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
    const fetch = meddling(({ method: asked, url }) => {
      if (asked !== method || !url.includes('/config/')) return;
      end?.();
      end = undefined;
    });
    return withPihole({}, { fetch }, async ({ lab, dns }) => {
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
    (matches: (asked: Request) => boolean): typeof globalThis.fetch =>
    (input, init) =>
      matches(new Request(input as string, init)) ? new Promise(() => undefined) : globalThis.fetch(input, init);
  const long = { ...quick, requestMs: 600_000, logoutMs: 600_000 };

  test.each([
    ['a read', 'GET', 'deferred'],
    ['a write', 'PUT', 'failed'],
  ])('%s is not waited for, and the session is ended', (_, method, status) => {
    const asked: string[] = [];
    const fetch = hanging((request) => {
      asked.push(request.method);
      return request.method === method && request.url.includes('/config/');
    });
    return withPihole({}, { fetch, timing: long }, async ({ lab, dns }) => {
      const work = apply(dns, creations('a.lab'));
      await until(() => asked.at(-1) === method && lab.sessions() === 1);
      await dns.close();
      expect(await work).toMatchObject([{ status, error: { code: 'HL_PIHOLE_CLOSED' } }]);
      expect(lab.sessions()).toBe(0);
    });
  });

  test('nor is the logout itself, for long', () => {
    const fetch = hanging(({ method }) => method === 'DELETE');
    return withPihole({ strict: false }, { fetch, timing: { ...long, logoutMs: 10 } }, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      await dns.close();
      expect(lab.sessions()).toBe(1);
    });
  });
});

describe('sessions that killed runs leave behind', () => {
  const killed = async (lab: PiholeEmulator, times: number, timing: Partial<Timing>): Promise<void> => {
    for (let n = 0; n < times; n += 1)
      await pihole({ url: lab.url, password, timing: { ...quick, ...timing } }).observe(resources('a.lab'));
  };

  test('twenty in a row, within a minute, do not run Pi-hole out of seats', () =>
    withPihole({ strict: false, loginMs: 0 }, { timing: { ...quick, idleMs: 0 } }, async ({ lab, dns }) => {
      await killed(lab, 20, {});
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
      expect(lab.sessions()).toBe(4); // this one and the three liveliest
    }));

  test('the next login ends the silent ones, and no one else’s', () =>
    withPihole({ strict: false }, { timing: { ...quick, idleMs: 0, staleMs: -2_000 } }, async ({ lab, dns }) => {
      await killed(lab, 2, {});
      await fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password }), headers: { 'user-agent': 'Homepage' } });
      await dns.observe(resources('a.lab'));
      expect(lab.sessions()).toBe(2);
    }));

  test('a run that lives and was taken for dead logs in again', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      await dns.observe(resources('a.lab'));
      const other = pihole({ url: lab.url, password, timing: { ...quick, staleMs: -2_000 } });
      await other.observe(resources('a.lab'));
      await other.close();
      expect(lab.sessions()).toBe(0);
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
    }));

  const takeAll = async (lab: PiholeEmulator): Promise<string> => {
    const answer = await fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password }) });
    return ((await answer.json()) as { session: { sid: string } }).session.sid;
  };

  test('when others have taken all seats, one is waited for', () => {
    const waits: string[] = [];
    const options = { timing: { ...quick, seatsMs: 60_000 }, onWait: (why: string) => waits.push(why) };
    return withPihole({ maxSessions: 1 }, options, async ({ lab, dns }) => {
      const sid = await takeAll(lab);
      const work = apply(dns, creations('a.lab'));
      await until(() => lab.requests.filter(isLogin).length > 3);
      await fetch(`${lab.url}/api/auth`, { method: 'DELETE', headers: { sid } });
      expect(await work).toMatchObject(applied);
      expect(waits).toEqual([`All API sessions of Pi-hole at ${lab.url}/api are taken by others: waiting for one to end`]);
    });
  });

  test('and in the end it says so, with what to do', () =>
    withPihole({ maxSessions: 1, strict: false }, {}, async ({ lab, dns }) => {
      await takeAll(lab);
      const [outcome] = await apply(dns, creations('a.lab'));
      expect(outcome?.error).toMatchObject({
        code: 'HL_PIHOLE_SEATS',
        hint: expect.stringMatching(/^None ended within 0\.02 s.*max_sessions/),
      });
    }));
});

describe('two runs at once', () => {
  const [ours, theirs] = [
    ['a.lab', 'b.lab', 'c.lab'],
    ['d.lab', 'e.lab', 'f.lab'],
  ];

  test('the one that logged in later waits its turn: nothing overlaps, nothing is lost', () =>
    withPihole({ writeMs: 20 }, {}, async ({ lab, dns }) => {
      const second = pihole({ url: lab.url, password, timing: quick });
      const outcomes = await Promise.all([
        apply(dns, creations(...ours)).finally(() => dns.close()),
        apply(second, creations(...theirs)).finally(() => second.close()),
      ]);
      expect(outcomes.flat().map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'applied'));
      expect(lab.hosts().sort()).toEqual([...ours, ...theirs].map((name) => `${traefik} ${name}`));
      expect(writes(lab)).toEqual(['PATCH', 'PATCH']);
    }));

  const loggedIn = async (lab: PiholeEmulator): Promise<void> => {
    const login = { method: 'POST', body: JSON.stringify({ password }), headers: { 'user-agent': 'hl-pihole/0.1 (another)' } };
    expect((await fetch(`${lab.url}/api/auth`, login)).status).toBe(200);
  };

  test('one that is still at work is not disturbed', () =>
    withPihole({ strict: false }, { timing: { ...quick, turnMs: 20, idleMs: 60_000 } }, async ({ lab, dns }) => {
      await loggedIn(lab);
      expect(await apply(dns, creations('a.lab'))).toMatchObject([{ status: 'deferred', error: { code: 'HL_PIHOLE_TURN' } }]);
      expect(lab.hosts()).toEqual([]);
    }));

  test('one that died is not waited for', () =>
    withPihole({ strict: false }, { timing: { ...quick, turnMs: 10_000, idleMs: 0 } }, async ({ lab, dns }) => {
      await loggedIn(lab);
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
    }));
});

describe('login', () => {
  test('an app password that Pi-hole calls wrong for its own reasons is tried once more', () =>
    withPihole(
      { appPassword: 'app', appSudo: true, strict: false },
      { password: 'app', timing: { ...quick, loginMs: 1_100 } },
      async ({ lab, dns }) => {
        // Two app logins of somebody else within the same clock second: the third is told "password incorrect".
        await new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)));
        for (const round of [1, 2]) {
          const answer = await fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password: 'app' }) });
          expect([round, answer.status]).toEqual([round, 200]);
        }
        expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
        expect(lab.requests.filter(isLogin)).toHaveLength(4);
      },
    ));

  test('waits when others use up the logins of the second', () =>
    withPihole({}, { timing: { ...quick, loginMs: 1_100 } }, async ({ lab, dns }) => {
      await new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)));
      await Promise.all([1, 2, 3].map(() => fetch(`${lab.url}/api/auth`, { method: 'POST', body: JSON.stringify({ password: 'guess' }) })));
      expect(await apply(dns, creations('a.lab'))).toMatchObject(applied);
      expect(lab.requests.filter(isLogin)).toHaveLength(5);
    }));

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
    const fetch = meddling(({ url }) => (url.includes('/config/') ? meet?.() : undefined));
    const patient = { ...quick, retries: 0, lostMs: 5_000, restartBeginMs: 1_000, restartMs: 5_000, cnameDnsMs: 5_000 };
    return withPihole({ hosts: [`${traefik} web.lab`], restartMs: 60 }, { fetch, timing: patient }, async ({ lab, dns }) => {
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
    const fetch = meddling(
      () => undefined,
      ({ method }) => (method === 'PUT' ? meet?.() : undefined),
    );
    const patient = { ...quick, retries: 0, lostMs: 5_000, dnsMs: 5_000 };
    return withPihole({ restartMs: 60 }, { fetch, timing: patient }, async ({ lab, dns }) => {
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

describe('https', () => {
  test.each([
    ['its CA and its name', (ca: string) => ({ ca, servername: 'pi.hole' }), null],
    ['insecure', () => ({ insecure: true }), null],
    ['nothing', () => ({}), /not trusted \(SELF_SIGNED_CERT_IN_CHAIN/],
    ['its CA alone: its certificate is for pi.hole, whatever the URL says', (ca: string) => ({ ca }), null],
    ['its CA, but another name', (ca: string) => ({ ca, servername: 'other.hole' }), /for another name \(ERR_TLS_CERT_ALTNAME_INVALID/],
    ['another CA', () => ({ ca: '', servername: 'pi.hole' }), /not trusted/],
  ])('with %s', (_, trust, refused) =>
    withPihole({ tls: true }, {}, async ({ lab }) => {
      const dns = pihole({ url: lab.https?.url ?? '', password, timing: quick, ...trust(lab.https?.ca ?? '') });
      const outcomes = await apply(dns, creations('a.lab', 'b.lab', 'c.lab'));
      await dns.close();
      if (refused) {
        expect(outcomes[0]).toMatchObject({
          status: 'failed',
          error: { code: 'HL_PIHOLE_TLS', kind: 'refused', message: expect.stringMatching(refused) },
        });
      } else expect(outcomes).toMatchObject([...applied, ...applied, ...applied]);
      expect(lab.sessions()).toBe(0);
    }),
  );

  test('http on its port is told apart from a Pi-hole that is not there', () =>
    withPihole({ tls: true }, {}, async ({ lab }) => {
      const dns = pihole({ url: lab.https?.url.replace('https:', 'http:') ?? '', password, timing: quick });
      const error = { kind: 'unreachable', hint: expect.stringMatching(/speaks TLS \(then use https:/) };
      expect(await apply(dns, creations('a.lab'))).toMatchObject([{ error }]);
    }));

  test('one connection carries it all: a handshake between read and write would give others time to write', () =>
    withPihole({ tls: true }, {}, async ({ lab }) => {
      const dns = pihole({ url: lab.https?.url ?? '', password, insecure: true, timing: quick });
      expect(await apply(dns, creations('a.lab', 'b.lab', 'c.lab'))).toMatchObject([...applied, ...applied, ...applied]);
      await dns.close();
      expect(lab.https?.connections).toBe(1);
    }));
});

import { apply } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { memory, type Memory, type MemoryOptions } from '../memory.js';

const profiles: [string, MemoryOptions][] = [
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
];

/** A Traefik that may know fields which we do not: nothing is sure about them. */
const newer: MemoryOptions = { version: '3.99.0' };
const unknownField = 'http:\n  routers:\n    a: {rule: x, servce: y}\n';
const late = 'http: {middlewares: {late: {stripPrefix: {prefixes: [/x]}}}}\n';
const wanting = exampleService({ traefik: { middlewares: ['late@file'] } });

const statuses = (outcomes: readonly { readonly status: string }[]): string[] => [...new Set(outcomes.map(({ status }) => status))];
const text = ({ files }: Memory, file = 'metube.yml'): string => files.get(file) ?? '';
/** Just before files are written, after everything was looked at. */
const beforeTheWrite = ({ remote }: Memory, act: () => void): void => {
  const { onRun } = remote;
  let acted = false;
  remote.onRun = (argv, how) => {
    if (how.stdin !== undefined && !acted) {
      acted = true;
      act();
    }
    return onRun(argv, how);
  };
};

test('from the first write on a protected route asks the outpost', async () => {
  const subject = memory();
  expect(await subject.go([], [subject.service])).toMatchObject([{ status: 'applied', key: 'metube' }]);
  expect(subject.writes()).toBe(1);
  expect(subject.emulator.everOpen).toEqual([]);
  expect(subject.passedMs()).toBe(0);
});

describe('a neighbour that stops all updates', () => {
  test.each(profiles)('what was there before is put back, and the file is named (%s)', async (_, options) => {
    const subject = memory({ ...newer, ...options });
    const { service, changed, files, emulator } = subject;
    await subject.go([], [service]);
    files.set('grafana.yml', unknownField);
    const before = new Map(files);
    const other = exampleService({ name: 'sonarr' });
    // as the directory is read, this Traefik reads the one file alone: the cause is named all the same
    const outcomes = await subject.go([service], [changed, other]);
    for (const { status, error } of outcomes) {
      expect(status).toBe('failed');
      expect(error).toMatchObject({
        code: 'HL_TRAEFIK_NOT_LOADED',
        kind: 'refused',
        message: expect.stringMatching(/within 3 s: .*grafana\.yml: line 3: http\.routers\.a: unknown field servce/) as string,
      });
    }
    expect(await subject.go([service], [])).toMatchObject([
      { status: 'failed', error: { message: expect.stringContaining('still serves the removed route') as string } },
    ]);
    expect(files).toEqual(before);
    expect(emulator.routers().map(({ rule }) => rule)).toContain('Host(`metube.example.org`)');
    files.set('grafana.yml', '');
    expect(statuses(await subject.go([service], [changed, other]))).toEqual(['applied']);
  });

  test.each<[string, Parameters<typeof exampleService>[0]]>([
    ['a header', { traefik: { headers: { frameDeny: true, stsSeconds: 60 } } }],
    ['a certificate resolver', { traefik: { tls: { certResolver: 'letsencrypt', domains: [] } } }],
    ['a priority', { traefik: { priority: 500 } }],
  ])('what is only taken away, %s, counts as applied when Traefik shows it no more', async (_, more) => {
    const subject = memory(newer);
    const less = exampleService({ traefik: { headers: { frameDeny: true }, tls: { certResolver: null as never, domains: [] } } });
    const before = exampleService({ ...more, traefik: { ...less.traefik, ...more?.traefik } });
    await subject.go([], [before]);
    subject.files.set('grafana.yml', unknownField);
    expect(await subject.go([before], [less])).toMatchObject([{ status: 'failed', error: { code: 'HL_TRAEFIK_NOT_LOADED' } }]);
    subject.files.delete('grafana.yml');
    expect(await subject.go([before], [less])).toMatchObject([{ status: 'applied' }]);
    expect(JSON.stringify([subject.emulator.routers(), subject.emulator.middlewares()])).not.toMatch(/stsSeconds|letsencrypt|500/);
  });

  test.each([
    ['http:\n  routers:\n    a: {rule: x, servce: y}\n', 'x.yml: line 3: http.routers.a: unknown field servce'],
    ['http:\n  routers:\n    a: {rule: x, priority: abc}\n', 'x.yml: line 3: http.routers.a.priority: "abc" is not a whole number'],
    ['http:\n  routers:\n', 'x.yml: line 2: http.routers: an empty map (no value)'],
    ['a: 1\n# {{ nope }}\n', 'x.yml: line 2: "{{" is a template'],
    ['a: 1\nb: {{ env "X"\n', 'x.yml: line 2: "{{" is a template'],
  ])('where it is not sure, it is tried, and the likely cause is told: %j', async (broken, cause) => {
    const subject = memory({ ...newer, files: { 'x.yml': broken } });
    expect((await subject.plan([], [subject.service])).refusals).toEqual([]);
    expect(await subject.integration.faults()).toMatchObject([{ file: 'x.yml', sure: false }]);
    expect(await subject.go([], [subject.service])).toMatchObject([
      { status: 'failed', error: { code: 'HL_TRAEFIK_NOT_LOADED', message: expect.stringContaining(cause) as string } },
    ]);
    expect([...subject.files.keys()]).toEqual(['nas.yml', 'x.yml']);
  });

  test('a link that leads nowhere', async () => {
    const subject = memory({ files: { 'x.yml': null } });
    subject.emulator.asleep = true;
    expect(await subject.go([], [subject.service])).toMatchObject([
      { status: 'failed', error: { message: expect.stringContaining('x.yml: it cannot be read') as string } },
    ]);
  });
});

describe('why a route is not taken up', () => {
  test('a name that somebody else’s file takes while we wait', async () => {
    const subject = memory();
    const { changes } = await subject.plan([], [subject.service]);
    subject.emulator.asleep = true;
    const theirs = 'http:\n  routers:\n    metube: {rule: "Host(`theirs.example.org`)", service: nas, entryPoints: websecure}\n';
    subject.later.set(500, () => {
      subject.files.set('aaa.yml', theirs);
      subject.emulator.asleep = false;
    });
    expect(await apply(subject.integration, changes)).toMatchObject([
      { status: 'failed', error: { message: expect.stringContaining('aaa.yml defines the same names') as string } },
    ]);
    expect([...subject.files.keys()]).toEqual(['nas.yml', 'aaa.yml']);
  });

  test('a file provider that is switched off', async () => {
    const subject = memory();
    subject.emulator.faults.push({ match: ({ path }) => path === '/api/rawdata', answer: { status: 200, body: {} } });
    subject.emulator.faults.push({
      match: ({ path }) => path === '/api/overview',
      answer: { status: 200, body: { providers: ['Docker'] } },
    });
    expect(await subject.go([], [subject.service])).toMatchObject([
      {
        status: 'failed',
        error: {
          message: expect.stringContaining('file provider is not switched on') as string,
          hint: 'Set providers.file.directory in the static configuration of Traefik.',
        },
      },
    ]);
  });

  test('another directory', async () => {
    const subject = memory();
    subject.emulator.asleep = true;
    expect(await subject.go([], [subject.service])).toMatchObject([
      {
        error: {
          message: expect.stringContaining('another file in /etc/traefik may be broken, or Traefik reads another directory') as string,
          hint: expect.stringContaining('Error occurred during watcher callback') as string,
        },
      },
    ]);
  });

  test('a route that Traefik loads and does not serve is taken back, with its own words, and the former one is served again', async () => {
    const subject = memory({ files: { 'late.yml': late } });
    await subject.go([], [subject.service]);
    const { changes } = await subject.plan([subject.service], [wanting]);
    beforeTheWrite(subject, () => subject.files.delete('late.yml'));
    const outcomes = await apply(subject.integration, changes);
    expect(outcomes).toMatchObject([
      {
        status: 'failed',
        error: { code: 'HL_TRAEFIK_DISABLED', message: expect.stringContaining('middleware "late@file" does not exist') as string },
      },
    ]);
    expect(outcomes[0]?.notes).toBeUndefined();
    expect(subject.passedMs()).toBeLessThan(3100);
    expect(text(subject)).not.toContain('late');
  });

  test('what stands again is said to be late, when Traefik does not come back to it in time', async () => {
    const subject = memory({ files: { 'late.yml': late } });
    await subject.go([], [subject.service]);
    const { changes } = await subject.plan([subject.service], [wanting]);
    beforeTheWrite(subject, () => subject.files.delete('late.yml'));
    subject.later.set(100, () => {
      subject.emulator.load();
      subject.emulator.asleep = true;
    });
    expect(await apply(subject.integration, changes)).toMatchObject([
      { status: 'failed', notes: ['What was there before was put back, but Traefik does not serve it again yet.'] },
    ]);
  });

  test('what is disabled for want of something that Traefik takes up a moment later is no failure', async () => {
    const subject = memory({ files: { 'late.yml': late } });
    const { changes } = await subject.plan([], [wanting]);
    beforeTheWrite(subject, () => subject.files.delete('late.yml'));
    subject.later.set(2000, () => subject.files.set('late.yml', late));
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'applied' }]);
  });

  test('what somebody makes of our file meanwhile is left to them', async () => {
    const subject = memory(newer);
    await subject.go([], [subject.service]);
    subject.files.set('grafana.yml', unknownField);
    const { changes } = await subject.plan([subject.service], [subject.changed]);
    subject.later.set(300, () => subject.files.set('metube.yml', text(subject).replace('9090', '9091')));
    expect(await apply(subject.integration, changes)).toMatchObject([
      { status: 'failed', notes: [expect.stringContaining('could not be put back') as string] },
    ]);
    expect(text(subject)).toContain('9091');
  });
});

describe('waiting', () => {
  test('an API that starts again is waited for, but not for ever', async () => {
    const subject = memory();
    const { changes } = await subject.plan([], [subject.service]);
    const down = { match: ({ path }: { path: string }) => path === '/api/rawdata' && subject.writes() > 0, answer: { status: 502 } };
    subject.emulator.faults.push(down);
    subject.later.set(1500, () => subject.emulator.faults.splice(0));
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'applied' }]);
    expect(subject.passedMs()).toBe(1500);
  });

  test.each([
    ['never comes back', { status: 502 }, 'deferred', 3000],
    ['asks for a login', { status: 401 }, 'failed', 0],
  ])('an API that %s', async (_, answer, status, passedMs) => {
    const subject = memory();
    const { changes } = await subject.plan([], [subject.service]);
    subject.emulator.faults.push({ match: ({ path }) => path === '/api/rawdata' && subject.writes() > 0, answer });
    expect(await apply(subject.integration, changes)).toMatchObject([{ status }]);
    expect(subject.passedMs()).toBe(passedMs);
  });

  test('a detail that is shown otherwise is told when the time is over', async () => {
    const subject = memory();
    const raw = { match: ({ path }: { path: string }) => path === '/api/rawdata' && subject.writes() > 0 };
    const { changes } = await subject.plan([], [subject.service]);
    const shown = async (): Promise<object> => {
      const { middlewares, ...rest } = (await (await subject.emulator.fetch('http://traefik/api/rawdata')).json()) as {
        middlewares: { [name: string]: { forwardAuth: object } };
      };
      const [[name = '', one]] = Object.entries(middlewares) as [[string, { forwardAuth: object }]];
      return { ...rest, middlewares: { [name]: { ...one, forwardAuth: { ...one.forwardAuth, trustForwardHeader: false } } } };
    };
    beforeTheWrite(subject, () => {
      subject.later.set(100, () => void shown().then((body) => subject.emulator.faults.push({ ...raw, answer: { status: 200, body } })));
      subject.emulator.asleep = true;
      subject.later.set(50, () => (subject.emulator.asleep = false));
    });
    const [outcome] = await apply(subject.integration, changes);
    expect(outcome?.status).toBe('applied');
  });

  test('without an API the files are written, and the outcome says what was not checked', async () => {
    const subject = memory({ site: { api: null } });
    expect(await subject.go([], [subject.service])).toMatchObject([
      { status: 'applied', notes: ['written; whether Traefik serves it was not asked (traefik.api is not set)'] },
    ]);
    expect([...subject.files.keys()]).toEqual(['nas.yml', 'metube.yml']);
  });

  test('a file that Traefik missed is written again, so that it looks again', async () => {
    const subject = memory();
    await subject.go([], [subject.service]);
    const raw = (await (await subject.emulator.fetch('http://traefik/api/rawdata')).json()) as object;
    const writes = subject.writes();
    // as long as nothing is written, Traefik does not know the route
    subject.emulator.faults.push({
      match: ({ path }) => path === '/api/rawdata' && subject.writes() === writes,
      answer: { status: 200, body: { ...raw, routers: {} } },
    });
    const { changes } = await subject.plan([subject.service], [subject.service]);
    expect(changes).toMatchObject([{ before: { live: false }, after: { live: true } }]);
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'applied' }]);
    expect(subject.writes()).toBe(writes + 1);
  });
});

describe('somebody writes at the same time', () => {
  test('what they write between our read and our write stays', async () => {
    const subject = memory({ site: { layout: 'file' } });
    const { changes } = await subject.plan([], [subject.service]);
    const theirs = text(subject, 'services.yml').replace('nas:5000', 'nas:5001').replace('# mine', '# mine, edited');
    beforeTheWrite(subject, () => subject.files.set('services.yml', theirs));
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'applied' }]);
    expect(text(subject, 'services.yml')).toMatch(/^# mine, edited[^]*# Managed by hl \(service: metube\)/);
    expect(subject.writes()).toBe(2);
  });

  test('who writes again and again is left alone in the end', async () => {
    const subject = memory({ site: { layout: 'file' } });
    const { changes } = await subject.plan([], [subject.service]);
    const { onRun } = subject.remote;
    subject.remote.onRun = (argv, how) => {
      if (how.stdin !== undefined) subject.files.set('services.yml', `# ${subject.writes()}\n`);
      return onRun(argv, how);
    };
    expect(await apply(subject.integration, changes)).toMatchObject([
      { status: 'conflict', error: { code: 'HL_TRAEFIK_CHANGED', message: 'services.yml was changed by somebody else in this moment' } },
    ]);
    expect(subject.writes()).toBe(5);
  });

  test('a file that they make under our name stays', async () => {
    const subject = memory({ site: { api: null } });
    const { changes } = await subject.plan([], [subject.service, exampleService({ name: 'sonarr' })]);
    let reads = 0;
    subject.faults.step = async (call) => {
      const result = await call();
      reads += 1;
      if (reads === 1) subject.files.set('metube.yml', '# theirs\n'); // `apply` observes, then reads once more before it writes
      return result;
    };
    expect(await apply(subject.integration, changes)).toMatchObject([
      { key: 'metube', status: 'conflict' },
      { key: 'sonarr', status: 'applied' },
    ]);
    expect(text(subject)).toBe('# theirs\n');
  });

  test('a name that they take later: the route is not changed, but it can be removed', async () => {
    const subject = memory({ site: { api: null } });
    await subject.go([], [subject.service]);
    subject.files.set('theirs.yml', 'http:\n  middlewares:\n    metube_headers: {stripPrefix: {prefixes: [/x]}}\n');
    const before = new Map(subject.files);
    expect(await subject.go([subject.service], [subject.changed])).toMatchObject([
      { status: 'conflict', error: { message: 'what metube needs is held by /etc/traefik/theirs.yml' } },
    ]);
    expect(subject.files).toEqual(before);
    expect(await subject.go([subject.service], [])).toMatchObject([{ status: 'applied' }]);
  });

  test('a removed route whose name their file brings back is gone all the same', async () => {
    const subject = memory();
    await subject.go([], [subject.service]);
    const theirs = 'http:\n  routers:\n    metube: {rule: "Host(`theirs.example.org`)", service: nas, entryPoints: websecure, tls: {}}\n';
    subject.files.set('theirs.yml', theirs);
    expect(await subject.go([subject.service], [])).toMatchObject([{ status: 'applied' }]);
    expect(subject.emulator.routers()).toContainEqual(expect.objectContaining({ name: 'metube@file', rule: 'Host(`theirs.example.org`)' }));
  });

  test('taking over a file leaves nothing of others behind, or is refused', async () => {
    const subject = memory({ site: { api: null } });
    const theirs = 'http:\n  services:\n    metube: {loadBalancer: {servers: [{url: "http://old"}]}}\n';
    const { changes } = await subject.plan([], [subject.service]);
    subject.files.set('metube.yml', `${theirs}    other: {loadBalancer: {servers: [{url: "http://other"}]}}\n`);
    expect(await apply(subject.integration, changes, { adopt: true })).toMatchObject([
      { status: 'conflict', error: { code: 'HL_TRAEFIK_TAKEN', kind: 'conflict' } },
    ]);
    subject.files.set('metube.yml', theirs);
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'conflict' }]);
    expect(await apply(subject.integration, changes, { adopt: true })).toMatchObject([{ status: 'applied' }]);
    expect(text(subject)).toMatch(/^# Managed by hl/);
  });
});

describe('all that a route can be', () => {
  test('is served as written', async () => {
    const subject = memory({ entryPoints: { web: {}, websecure: {}, dns: { udp: true } } });
    const full = exampleService({
      health: { interval: 60, timeout: 90, headers: { 'X-Probe': 'yes' }, hostHeader: 'metube.example.org' },
      traefik: {
        hosts: ['metube.example.org', '*.tube.example.org'],
        scheme: 'https',
        insecureSkipVerify: true,
        sticky: true,
        healthCheck: true,
        redirectHttp: true,
        priority: 500,
        headers: {
          stsseconds: 31536000,
          FRAMEDENY: 1,
          stsPreload: 'false',
          customResponseHeaders: { 'X-Powered-By': '', 'X-Count': '010' },
        },
      },
    });
    const outcomes = await subject.go([], [full]);
    expect(outcomes).toMatchObject([{ status: 'applied' }]);
    expect(outcomes[0]?.notes).toBeUndefined();
    expect(await subject.go([], [full])).toEqual([]);
    expect(subject.emulator.log).toEqual([]);
    const none = null as never;
    const layer4 = [
      exampleService({ name: 'git', authentik: none, traefik: { scheme: 'tcp', tls: none } }),
      exampleService({ name: 'sni', authentik: none, traefik: { scheme: 'tcp' } }),
      exampleService({ name: 'dns', authentik: none, traefik: { scheme: 'udp', entrypoints: ['dns'] } }),
    ];
    for (const [before, after] of [
      [[], layer4],
      [layer4, []],
    ] as const)
      expect(statuses(await subject.go(before, after))).toEqual(['applied']);
    const lost = exampleService({ name: 'dns', authentik: none, traefik: { scheme: 'udp' } });
    expect(await subject.go([], [lost])).toMatchObject([
      { status: 'failed', error: { message: 'dns: Traefik has no UDP entryPoint websecure (it has dns)' } },
    ]);
  });

  test('an entryPoint with TLS of its own gives the router other names', async () => {
    const subject = memory({
      entryPoints: { web: {}, websecure: { tls: { certResolver: 'letsencrypt' }, middlewares: ['nas-headers@file'] } },
      files: { 'headers.yml': 'http: {middlewares: {nas-headers: {headers: {frameDeny: true}}}}\n' },
    });
    const both = exampleService({ traefik: { entrypoints: ['web', 'websecure'] } });
    expect(await subject.go([], [both])).toMatchObject([{ status: 'applied' }]);
    expect(subject.emulator.routers().map(({ name }) => name)).toContain('websecure-metube@file');
    expect((await subject.plan([both], [both])).changes).toEqual([]);
    expect(await subject.go([both], [])).toMatchObject([{ status: 'applied' }]);
    expect(subject.emulator.routers().map(({ name }) => name)).toEqual(['nas@file']);
  });

  test.each([
    ['3.6.8', false],
    ['3.6.9', true],
  ])('forwardAuth takes no more than it must from the outpost, where Traefik %s can be told', async (version, known) => {
    const subject = memory({ version });
    const { service, changed } = subject;
    for (const [before, after] of [
      [[], [service]],
      [[service], [changed]],
    ] as const) {
      expect(await subject.go(before, after)).toMatchObject([{ status: 'applied' }]);
      expect([...subject.files.values()].join('').includes('maxResponseBodySize: 4194304')).toBe(known);
      expect((await subject.plan([], after)).changes).toEqual([]);
    }
    if (known) expect(subject.emulator.log).toEqual([]);
    expect(await subject.go([changed], [])).toMatchObject([{ status: 'applied' }]);
  });
});

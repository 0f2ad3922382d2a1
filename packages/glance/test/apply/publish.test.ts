import { statSync, writeFileSync } from 'node:fs';
import { apply, HlError, plan } from '@hl/core';
import { glance } from '@hl/glance';
import { deploy, names, quick, restarts, start } from '../support/life.js';
import type { Subject } from '../support/life.js';
import { fixture, resources, service, url } from '../support/subject.js';
import type { Setup } from '../support/subject.js';

test('Glance that loads the file by itself is not restarted', async () => {
  const subject = await start();
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect([restarts(subject), subject.emulator.reloads]).toEqual([0, 1]);
  expect(subject.emulator.page('home')).toContain(`href="${url}"`);
  expect(names(subject)).toEqual(['glance.yml']);
});

test.each<[string, Partial<Setup>]>([
  ['an older Glance', { emulator: { profile: 'restart' }, options: { timing: quick } }],
  ['a site that says so', { site: { reload: 'restart' } }],
  [
    'a Glance with a login',
    { files: { 'glance.yml': `auth:\n  secret-key: abc\n  users:\n    ada:\n      password: long enough\n${fixture('home.yml')}` } },
  ],
  ['a Glance that nobody asks', { site: { url: null } }],
])('%s is restarted once', async (_, setup) => {
  const subject = await start(setup);
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(restarts(subject)).toBe(1);
  expect(subject.emulator.page('home')).toContain(`href="${url}"`);
});

test('what shows nowhere on the page is restarted for, since nobody can see it loaded', async () => {
  const subject = await start();
  await deploy(subject);
  const other = {
    ...service,
    glance: {
      ...(service.glance as NonNullable<typeof service.glance>),
      monitor: {
        widget: 'Media Services',
        checkUrl: 'http://127.0.0.1:9/other',
        altStatusCodes: [401],
        allowInsecure: false,
        timeout: '1s',
      },
    },
  };
  expect(await deploy(subject, other)).toMatchObject([{ status: 'applied' }]);
  expect(restarts(subject)).toBe(1);
});

test('a file that was written but not loaded is a tile that is not live', async () => {
  const subject = await start({ emulator: { profile: 'restart' }, options: { timing: quick } });
  await deploy(subject);
  const loaded = subject.file('glance.yml');
  subject.edit('glance.yml', (text) =>
    text.replace('title: MeTube # hl', 'title: Changed # hl').replace('title: MeTube # hl', 'title: Changed # hl'),
  );
  await subject.emulator.restart();
  subject.edit('glance.yml', () => loaded);
  expect((await subject.integration.observe(resources(subject.site))).get(url)).toMatchObject({ ours: true, spec: { live: false } });
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect((await subject.integration.observe(resources(subject.site))).get(url)).toMatchObject({ spec: { live: true } });
});

test('a file that Glance refuses is not written', async () => {
  const subject = await start({
    files: { 'glance.yml': fixture('home.yml') },
    site: { validate: ['glance', '--config', '{file}', 'config:validate'] },
    commands: (argv) => (argv[0] === 'glance' ? { code: 1, stderr: 'Config file is invalid: page 1 has no name\n' } : undefined),
  });
  expect(await deploy(subject)).toMatchObject([
    { status: 'failed', error: { code: 'HL_GLANCE_INVALID', kind: 'refused', message: expect.stringContaining('page 1 has no name') } },
  ]);
  expect(subject.file('glance.yml')).toBe(fixture('home.yml'));
  expect(names(subject)).toEqual(['glance.yml']);
});

test('Glance validates the candidate, under the path that its container knows', async () => {
  const seen: (readonly string[])[] = [];
  const subject = await start({
    site: { validate: ['docker', 'exec', 'glance', '/app/glance', '--config', '{file}', 'config:validate'] },
    commands: (argv, lab) => {
      if (argv[1] === 'inspect')
        return { code: 0, stdout: JSON.stringify([{ Type: 'bind', Source: lab.directory, Destination: '/app/config' }]) };
      if (argv[1] === 'exec') seen.push(argv);
      return argv[1] === 'exec' ? { code: 0 } : undefined;
    },
  });
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(seen.map((argv) => argv[5])).toEqual(['/app/config/glance.yml', '/app/config/glance.yml.hl-new']); // for the plan, and for the write
});

const inContainer =
  (answer: { code: number; stderr?: string }, seen: (readonly string[])[] = []) =>
  (argv: readonly string[], lab: { directory: string }) => {
    if (argv[1] === 'inspect')
      return { code: 0, stdout: JSON.stringify([{ Type: 'bind', Source: lab.directory, Destination: '/app/config' }]) };
    if (argv[1] !== 'exec') return undefined;
    seen.push(argv);
    return answer;
  };

test('a container that shows the file is asked without being told how', async () => {
  const seen: (readonly string[])[] = [];
  const invalid = await start({ commands: inContainer({ code: 1, stderr: 'Config file is invalid: page 2 has no name' }, seen) });
  expect(await deploy(invalid)).toMatchObject([
    { status: 'failed', error: { code: 'HL_GLANCE_INVALID', message: expect.stringContaining('page 2 has no name') } },
  ]);
  expect(seen.map((argv) => argv.slice(0, 7).join(' '))).toEqual(
    ['glance.yml', 'glance.yml.hl-new'].map((file) => `docker exec glance /app/glance --config /app/config/${file} config:validate`),
  );
  expect([restarts(invalid), names(invalid)]).toEqual([0, ['glance.yml']]);
  const older = await start({ commands: inContainer({ code: 1, stderr: 'unknown command: config:validate' }) });
  const [outcome] = await deploy(older);
  expect([outcome?.status, outcome?.notes]).toEqual(['applied', undefined]);
});

test('a file that was invalid already does not take the running Glance down', async () => {
  const subject = await start({ options: { timing: quick }, site: { validate: ['glance', '--config', '{file}', 'config:validate'] } });
  subject.edit('glance.yml', (text) => text.replace('type: calendar', 'type: calender'));
  expect(await deploy(subject)).toMatchObject([
    { status: 'failed', error: { code: 'HL_GLANCE_INVALID', message: expect.stringContaining('unknown widget type: calender') } },
  ]);
  expect([restarts(subject), subject.emulator.page('home')]).toEqual([0, expect.stringContaining('Navidrome')]);
});

test.each([
  'Error response from daemon: container 1 is not running',
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
  'Error: no container with name or ID "glance" found: no such container',
])('when Glance cannot be asked, that is a note: %s', async (stderr) => {
  const subject = await start({
    site: { validate: ['docker', 'exec', 'glance', '/app/glance', '--config', '{file}', 'config:validate'] },
    commands: (argv) => (argv[1] === 'exec' ? { code: 1, stderr } : undefined),
  });
  expect(await deploy(subject)).toMatchObject([{ status: 'applied', notes: [expect.stringContaining('not validated')] }]);
});

test('what does not show up is taken back', async () => {
  const subject = await start({ options: { timing: quick } });
  subject.emulator.faults.push({ match: ({ path }) => path.includes('/content/'), answer: { status: 200, body: '<p>something else</p>' } });
  expect(await deploy(subject)).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_NOT_SHOWN', kind: 'refused' } }]);
  expect(subject.file('glance.yml')).toBe(fixture('home.yml'));
  expect(names(subject)).toEqual(['glance.yml']);
  subject.emulator.faults.length = 0;
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
});

test.each([
  ['No such container: glance', 'Set glance.restart'],
  ['permission denied while trying to connect to the Docker daemon socket', 'group docker'],
])('a restart that fails is taken back: %s', async (stderr, hint) => {
  const subject = await start({
    site: { reload: 'restart' },
    options: { timing: quick },
    commands: (argv) => (argv[1] === 'restart' ? { code: 1, stderr } : undefined),
  });
  const [outcome] = await deploy(subject);
  expect(outcome).toMatchObject({
    status: 'failed',
    error: { code: 'HL_GLANCE_RESTART', kind: 'refused', message: expect.stringContaining(stderr), hint: expect.stringContaining(hint) },
  });
  expect(subject.file('glance.yml')).toBe(fixture('home.yml'));
});

test('a Glance that does not come back after the restart runs on the old file again', async () => {
  let starts = 0;
  const subject = await start({
    site: { reload: 'restart' },
    options: { timing: quick },
    commands: async (argv, { emulator }) => {
      if (argv[1] !== 'restart') return undefined;
      starts += 1;
      await emulator.restart();
      await emulator.refuse(starts === 1);
      return { code: 0 };
    },
  });
  expect(await deploy(subject)).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_DOWN', kind: 'refused' } }]);
  expect([starts, subject.file('glance.yml'), names(subject)]).toEqual([2, fixture('home.yml'), ['glance.yml']]);
  expect(subject.emulator.page('home')).not.toContain(url);
  expect((await fetch(`${subject.emulator.url}/api/healthz`)).status).toBe(200);
});

test.each([
  ['nobody listens', async ({ emulator }: Subject) => emulator.refuse(true)],
  ['it hangs', async ({ emulator }: Subject) => void emulator.faults.push({ delayMs: 300 })],
  ['it says 429', async ({ emulator }: Subject) => void emulator.faults.push({ answer: { status: 429, body: 'Too many' } })],
  ['it says 502', async ({ emulator }: Subject) => void emulator.faults.push({ answer: { status: 502, body: '<html>' } })],
])('a Glance that is down is no reason to write: %s', async (_, spoil) => {
  const subject = await start({ options: { timing: { ...quick, requestMs: 100 } } });
  await spoil(subject);
  expect(await deploy(subject)).toMatchObject([
    { status: 'deferred', error: { code: expect.stringMatching(/UNREACHABLE|TIMEOUT/), kind: 'unreachable', hint: expect.any(String) } },
  ]);
  expect(subject.writes).toEqual([]);
});

test('a Glance below a base path is asked there', async () => {
  const subject = await start({ files: { 'glance.yml': `${fixture('home.yml').replace('port:', 'base-url: /dash/\n  port:')}` } });
  const { emulator, config, remote, site } = subject;
  const below = { ...(site.glance as NonNullable<typeof site.glance>), config, url: `${emulator.url}/dash/` };
  const integration = glance({ remote, site: below, timing: quick });
  const { changes } = await plan(integration, { before: [], after: [service], site });
  expect(await apply(integration, changes)).toMatchObject([{ status: 'applied' }]);
  expect(emulator.requests.map(({ path }) => path)).toContain('/dash/api/pages/home/content/');
});

test('a title with a variable is shown as nobody but Glance can tell', async () => {
  const subject = await start({
    files: {
      'glance.yml': fixture('home.yml')
        .replace('title: Media # films', 'title: "Media of ${DOMAIN}" # films')
        .replace(
          '- title: Navidrome',
          `- title: Mine of \${DOMAIN}\n                    url: ${url}\n                  - title: Navidrome`,
        ),
    },
    options: { timing: quick },
  });
  const wanted = { ...service.glance, bookmark: { group: 'Media of ${DOMAIN}', description: '' } } as NonNullable<typeof service.glance>;
  const [conflict] = (await plan(subject.integration, { before: [], after: [{ ...service, glance: wanted }], site: subject.site }))
    .conflicts;
  const change = { system: 'glance', key: url, service: service.name, before: conflict?.found ?? null, after: conflict?.wanted ?? null };
  expect(await apply(subject.integration, [change], { adopt: true })).toMatchObject([{ status: 'applied' }]);
  expect(subject.file('glance.yml')).toContain('title: "Media of ${DOMAIN}" # films');
});

test('a login page in front of Glance is told', async () => {
  const subject = await start({ options: { timing: quick } });
  await deploy(subject);
  subject.emulator.faults.push({
    match: ({ path }) => path.includes('/content/'),
    answer: { status: 302, headers: { location: 'https://sso.example.org/' } },
  });
  await expect(subject.integration.observe(resources(subject.site))).rejects.toMatchObject({ code: 'HL_GLANCE_URL', kind: 'refused' });
});

test('a page without an end is not read to its end', async () => {
  const subject = await start({ options: { timing: quick } });
  await deploy(subject);
  subject.emulator.faults.push({
    match: ({ path }) => path.includes('/content/'),
    answer: { status: 200, body: '<a class="bookmarks-link" href="x">'.repeat(40_000) },
  });
  await expect(subject.integration.observe(resources(subject.site))).rejects.toMatchObject({
    code: 'HL_GLANCE_TOO_LARGE',
    kind: 'refused',
  });
});

test('what Glance is asked at is no address: only the dashboard is held back', async () => {
  const subject = await start({ site: { url: 'http://user:pass@127.0.0.1:9/' } });
  expect(await deploy(subject)).toMatchObject([
    { status: 'failed', error: { code: 'HL_GLANCE_URL', kind: 'refused', message: expect.not.stringContaining('user:pass') } },
  ]);
});

test('characters that are none do no harm', async () => {
  const subject = await start({ options: { timing: quick } });
  await deploy(subject);
  const body = `<a class="bookmarks-link" href="${url}">&#99999999;&#xfffffff;</a>`;
  subject.emulator.faults.push({ match: ({ path }) => path.includes('/content/'), answer: { status: 200, body } });
  expect((await subject.integration.observe(resources(subject.site))).get(url)).toMatchObject({ ours: true, spec: { live: false } });
});

const single = (lab: { config: string }) => (argv: readonly string[]) =>
  argv[1] === 'inspect'
    ? { code: 0, stdout: JSON.stringify([{ Type: 'bind', Source: lab.config, Destination: '/app/glance.yml' }]) }
    : undefined;

test('a file that alone is mounted into the container is written in place', async () => {
  const subject = await start({ emulator: { mount: 'file' }, commands: (argv, lab) => single(lab)(argv) });
  const { ino } = statSync(subject.config);
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(statSync(subject.config).ino).toBe(ino);
  expect([restarts(subject), subject.emulator.reloads]).toEqual([0, 1]);
});

test.each<[string, Partial<Setup>]>([
  ['as the site says', { site: { validate: ['docker', 'exec', 'glance', '/app/glance', '--config', '{file}', 'config:validate'] } }],
  ['without being told how', {}],
])('a file mounted alone is judged once it is written, for Glance sees nothing beside it: %s', async (_, setup) => {
  const seen: (string | undefined)[] = [];
  let verdict = '';
  const subject = await start({
    ...setup,
    emulator: { mount: 'file' },
    options: { timing: quick },
    commands: (argv, lab) => {
      if (argv[1] === 'inspect')
        return { code: 0, stdout: JSON.stringify([{ Type: 'bind', Source: lab.config, Destination: '/app/dashboard.yml' }]) };
      if (argv[1] !== 'exec') return undefined;
      seen.push(argv[5]);
      return argv[5] === '/app/dashboard.yml'
        ? { code: verdict === '' ? 0 : 1, stdout: verdict }
        : { code: 1, stdout: 'Could not parse config file' };
    },
  });
  verdict = 'Config file is invalid: page 2 has no name';
  expect(await deploy(subject)).toMatchObject([
    { status: 'failed', error: { code: 'HL_GLANCE_INVALID', message: expect.stringContaining('page 2 has no name') } },
  ]);
  expect([subject.file('glance.yml'), names(subject)]).toEqual([fixture('home.yml'), ['glance.yml']]);
  verdict = '';
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(new Set(seen)).toEqual(new Set(['/app/dashboard.yml']));
});

test('what is wrong in an included file is seen once it is written, and taken back', async () => {
  const [before, after] = fixture('home.yml').split('          - type: bookmarks\n');
  const links = `- type: bookmarks\n${(after ?? '').split('\n\n')[0]?.replace(/^ {10}/gm, '')}\n`;
  const seen: string[] = [];
  const subject = await start({
    files: { 'glance.yml': `${before}          - $include: links.yml\n`, 'links.yml': links },
    site: { validate: ['glance', '--config', '{file}', 'config:validate'] },
    commands: (argv, lab) => {
      if (argv[0] !== 'glance') return undefined;
      seen.push(argv[2] ?? '');
      return lab.file('links.yml').includes('metube') ? { code: 1, stdout: 'Config file is invalid: no' } : { code: 0 };
    },
  });
  const wanted = { ...service, glance: { ...(service.glance as NonNullable<typeof service.glance>), monitor: null } };
  expect(await deploy(subject, wanted)).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_INVALID' } }]);
  expect([seen, subject.file('links.yml'), names(subject)]).toEqual([[subject.config, subject.config], links, ['glance.yml', 'links.yml']]);
});

test('without Docker to ask, such a file is found out by a reload that does not come, and Glance is restarted', async () => {
  const subject = await start({ emulator: { mount: 'file' }, options: { timing: { ...quick, deadlineMs: 1000 } } });
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(restarts(subject)).toBe(1);
});

test('a write in place that was cut off is finished, nothing of the file is lost', async () => {
  const subject = await start({ emulator: { mount: 'file' }, commands: (argv, lab) => single(lab)(argv) });
  await deploy(subject);
  const whole = subject.file('glance.yml');
  writeFileSync(`${subject.config}.hl-bak`, fixture('home.yml'));
  writeFileSync(`${subject.config}.hl-new`, whole);
  writeFileSync(subject.config, whole.slice(0, whole.indexOf('  - name: Two Words')));
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(subject.file('glance.yml')).toBe(whole);
  expect(names(subject)).toEqual(['glance.yml']);
});

test('a missing page without create says what there is; the rest of the batch goes on', async () => {
  const subject = await start({ site: { create: false } });
  const other = {
    ...service,
    name: 'other',
    glance: {
      ...(service.glance as NonNullable<typeof service.glance>),
      url: 'https://other.example.org',
      bookmark: { group: 'Media', description: '' },
    },
  };
  const { changes } = await plan(subject.integration, { before: [], after: [service, other], site: subject.site });
  expect(await apply(subject.integration, changes)).toMatchObject([
    {
      status: 'failed',
      error: {
        code: 'HL_GLANCE_PAGE',
        kind: 'refused',
        message: expect.stringContaining('bookmark group "Downloads"'),
        hint: expect.stringContaining('Media'),
      },
    },
    { status: 'applied' },
  ]);
});

test.each([
  ['the backup', (path: string) => path.endsWith('.hl-bak')],
  ['the file', (path: string) => path.endsWith('glance.yml')],
])('%s cannot be written: one line, nothing changed, nothing left', async (_, full) => {
  const subject = await start({ options: { timing: quick } });
  const write = subject.remote.write;
  subject.remote.write = async (path, ...rest) => {
    if (!full(path)) return write(path, ...rest);
    throw new HlError('HL_FILE', `dashboard: cannot write ${path}: No space left on device`, {
      kind: 'refused',
      hint: 'The disk is full: free some space there.',
    });
  };
  expect(await deploy(subject)).toMatchObject([
    { status: 'failed', error: { kind: 'refused', message: expect.stringContaining('No space left'), hint: expect.any(String) } },
  ]);
  expect(subject.file('glance.yml')).toBe(fixture('home.yml'));
  expect(names(subject)).toEqual(['glance.yml']);
});

describe('no restart when the page shows what is wanted', () => {
  const onItsOwnPage = {
    ...service,
    glance: { ...(service.glance as NonNullable<typeof service.glance>), page: 'extra' },
  };

  test('the last tile of a page that was made for it goes with the page', async () => {
    const subject = await start();
    const { integration, site } = subject;
    await deploy(subject, onItsOwnPage);
    expect(subject.emulator.page('extra')).toContain(url);
    const { changes } = await plan(integration, { before: [onItsOwnPage], after: [], site });
    expect(await apply(integration, changes)).toMatchObject([{ status: 'applied' }]);
    expect([restarts(subject), subject.emulator.page('extra'), subject.file('glance.yml')]).toEqual([0, '', fixture('home.yml')]);
  });

  test('a run that was cut off before the reload is finished by a look, where Glance has loaded the file meanwhile', async () => {
    const subject = await start();
    await deploy(subject);
    writeFileSync(`${subject.config}.hl-bak`, fixture('home.yml'));
    expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
    expect([restarts(subject), names(subject)]).toEqual([0, ['glance.yml']]);
  });
});

describe('what will be refused is known before', () => {
  const refusalsOf = async ({ integration, site }: Subject, wanted = [service]) =>
    (await plan(integration, { before: [], after: wanted, site })).refusals;

  test('a page that is not there and shall not be made; the others are not refused', async () => {
    const subject = await start({ site: { create: false } });
    const glance = service.glance as NonNullable<typeof service.glance>;
    const fine = { ...service, name: 'fine', glance: { ...glance, url: 'https://fine.example.org', bookmark: null } };
    expect(await refusalsOf(subject, [service, fine])).toMatchObject([
      { key: url, service: service.name, error: { code: 'HL_GLANCE_PAGE', kind: 'refused', hint: expect.stringContaining('Media') } },
    ]);
    expect([subject.writes, names(subject)]).toEqual([[], ['glance.yml']]);
  });

  test.each([
    ['the directory, for a rename', '101\t644 1000 1', '/config'],
    ['the file, for a write in place', '011\t644 0 1', '/config/glance.yml'],
    ['the directory of the link', '110\t644 1000 1', ''],
  ])('a right that is missing: %s', async (_, facts, place) => {
    const subject = await start({
      commands: (argv) => (argv[0] === 'sh' ? { code: 0, stdout: `/config/glance.yml\t${facts}\n1000\n` } : undefined),
    });
    expect(await refusalsOf(subject)).toMatchObject([
      {
        error: {
          code: 'HL_GLANCE_RIGHTS',
          kind: 'refused',
          message: `dashboard: the SSH user may not write ${place || subject.directory}`,
        },
      },
    ]);
  });

  test('a file that Glance does not accept as it is', async () => {
    const subject = await start({ site: { validate: ['glance', '--config', '{file}', 'config:validate'] } });
    subject.edit('glance.yml', (text) => text.replace('type: calendar', 'type: calender'));
    expect(await refusalsOf(subject)).toMatchObject([
      { error: { code: 'HL_GLANCE_INVALID', message: expect.stringMatching(/does not accept .*glance\.yml: .*calender/) } },
    ]);
    expect(subject.writes).toEqual([]);
  });

  test('nothing, where all is well, and without a shell to ask', async () => expect(await refusalsOf(await start())).toEqual([]));
  test('nothing, on a machine with a shell', async () => expect(await refusalsOf(await start({ shell: true }))).toEqual([]));
});

import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apply, plan, posixRemote, type Remote, type Site, type TraefikSite } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { exampleService, exampleSite } from '@hl/core/testing';
import { start } from '@hl/lab';
import { traefik } from '../../src/integration.js';

/** Of the machine that a test runs on. */
let site: Site;
let shared: Site;

/** A directory on a machine with a POSIX shell. */
const machine = async (body: (directory: string, remote: Remote) => Promise<void>): Promise<void> => {
  const root = await mkdtemp(join(tmpdir(), 'traefik-host-'));
  const directory = join(root, 'dynamic');
  await mkdir(directory);
  site = exampleSite({ traefik: { api: null, directory } });
  shared = exampleSite({ traefik: { api: null, directory, layout: 'file' } });
  try {
    await body(directory, localRemote('proxy', { start }));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

const integrationOn = (remote: Remote) => traefik({ remote, site: site.traefik as TraefikSite });

test('one command reads and one writes what any number of services want; nothing else is left in the directory', () =>
  machine(async (directory, remote) => {
    const run: string[] = [];
    const counting: Remote = { ...remote, run: (argv, options) => (run.push(argv[0] ?? ''), remote.run(argv, options)) };
    const integration = integrationOn(counting);
    const services = ['metube', 'sonarr', 'radarr'].map((name) =>
      exampleService({ name, traefik: { rule: `Host(\`${name}.example.org\`) && !Path(\`/data/it's "x" $HOME \\\\\`)` } }),
    );
    const { changes } = await plan(integration, { before: [], after: services, site });
    run.length = 0;
    const outcomes = await apply(integration, changes);
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    expect(run).toEqual(['sh', 'sh', 'sh']); // read, read again just before the write, write
    expect((await readdir(directory)).sort()).toEqual(['metube.yml', 'radarr.yml', 'sonarr.yml']);
    expect(await readFile(join(directory, 'metube.yml'), 'utf8')).toContain(`!Path(\`/data/it's \\"x\\" $HOME \\\\\\\\\`)`);
    expect((await plan(integration, { before: services, after: services, site })).changes).toEqual([]);
  }));

test('files of others survive a read in any shape', () =>
  machine(async (directory, remote) => {
    await mkdir(join(directory, 'sub folder'));
    await writeFile(join(directory, 'sub folder', "it's.YAML"), 'http:\n  services:\n    metube: {loadBalancer: {servers: []}}');
    await writeFile(join(directory, '.dot.yml'), '');
    const { conflicts } = await plan(integrationOn(remote), {
      before: [],
      after: [exampleService(), exampleService({ name: 'sonarr' })],
      site,
    });
    expect(conflicts).toMatchObject([{ key: 'metube' }]);
  }));

test('a connection that breaks off while the files are sent leaves all as it was', () =>
  machine(async (directory, remote) => {
    const { changes } = await plan(integrationOn(remote), {
      before: [],
      after: ['metube', 'sonarr'].map((name) => exampleService({ name })),
      site,
    });
    // within a line, after a line, and between two files
    for (const part of [0.2, 0.5, 0.9]) {
      const cut = (text: string): string => text.slice(0, Math.floor(text.length * part));
      const breaking: Remote = {
        ...remote,
        run: (argv, options) =>
          remote.run(argv, options?.stdin === undefined ? options : { ...options, stdin: cut(String(options.stdin)) }),
      };
      expect(await apply(integrationOn(breaking), changes)).toMatchObject([
        { status: 'failed', error: { code: 'HL_TRAEFIK_WRITE', message: expect.stringContaining('the connection was cut') as string } },
        { status: 'failed' },
      ]);
      expect(await readdir(directory)).toEqual([]);
    }
  }));

test('where a symbolic link leads, the file is replaced at once, never written in place', () =>
  machine(async (directory, remote) => {
    const integration = traefik({ remote, site: shared.traefik as TraefikSite });
    const target = join(directory, '../routes.yml');
    await writeFile(target, '# mine\n');
    await chmod(target, 0o640);
    await symlink('../routes.yml', join(directory, 'services.yml'));
    const { ino } = await stat(target);
    const { changes } = await plan(integration, { before: [], after: [exampleService()], site: shared });
    expect(await apply(integration, changes)).toMatchObject([{ status: 'applied' }]);
    const now = await stat(target);
    expect([now.ino === ino, now.mode & 0o777]).toEqual([false, 0o640]);
    expect(await readFile(target, 'utf8')).toMatch(/^# mine\nhttp:\n/);
    expect(await readlink(join(directory, 'services.yml'))).toBe('../routes.yml');
    expect([await readdir(directory), await readdir(join(directory, '..'))]).toEqual([['services.yml'], ['dynamic', 'routes.yml']]);
  }));

test.each([
  ['a file', false],
  ['a symbolic link', true],
])('what somebody adds at the very moment of the move stays: %s', (_, linked) =>
  machine(async (directory, remote) => {
    const file = join(directory, linked ? '../routes.yml' : 'services.yml');
    await writeFile(file, '# mine\n');
    if (linked) await symlink('../routes.yml', join(directory, 'services.yml'));
    let raced = 0;
    const racing: Remote = {
      ...remote,
      run: ([sh = '', c = '', script = '', ...rest], options) => {
        const race = `mv() { echo '# theirs' >> services.yml; unset -f mv; mv "$@"; }`;
        raced += options?.stdin === undefined ? 0 : 1;
        return remote.run([sh, c, options?.stdin !== undefined && raced === 1 ? `${race}; ${script}` : script, ...rest], options);
      },
    };
    const { changes } = await plan(traefik({ remote, site: shared.traefik as TraefikSite }), {
      before: [],
      after: [exampleService()],
      site: shared,
    });
    expect(await apply(traefik({ remote: racing, site: shared.traefik as TraefikSite }), changes)).toMatchObject([{ status: 'applied' }]);
    expect(raced).toBe(2);
    expect(await readFile(file, 'utf8')).toMatch(/^# mine\n# theirs\nhttp:\n[^]*metube/);
    expect([await readdir(directory), (await readdir(join(directory, '..'))).length]).toEqual([['services.yml'], linked ? 2 : 1]);
  }),
);

test('a symbolic link that leads nowhere is somebody else’s, and named when nothing can be read through it', () =>
  machine(async (directory, remote) => {
    await symlink('/mnt/unmounted/metube.yml', join(directory, 'metube.yml'));
    await symlink('nowhere.yml', join(directory, 'services.yml'));
    const integration = integrationOn(remote);
    const { conflicts, changes } = await plan(integration, { before: [], after: [exampleService()], site });
    expect([conflicts.length, changes]).toEqual([1, []]);
    const blind = [{ system: 'traefik', key: 'metube', service: 'metube', before: null, after: conflicts[0]?.wanted ?? null }];
    expect(await apply(integration, blind, { adopt: true })).toMatchObject([{ status: 'conflict' }]);
    expect(await readlink(join(directory, 'metube.yml'))).toBe('/mnt/unmounted/metube.yml');
    const other = traefik({ remote, site: shared.traefik as TraefikSite });
    await expect(other.observe(other.desired(exampleService(), shared))).rejects.toMatchObject({
      code: 'HL_TRAEFIK_FILE',
      kind: 'refused',
      message: 'services.yml is there and cannot be read',
    });
  }));

test('mode and owner of a file that people edit, too, stay', () =>
  machine(async (directory, remote) => {
    const file = join(directory, 'services.yml');
    await writeFile(file, '# mine\n');
    await chmod(file, 0o640);
    const { changes } = await plan(traefik({ remote, site: shared.traefik as TraefikSite }), {
      before: [],
      after: [exampleService()],
      site: shared,
    });
    expect(await apply(traefik({ remote, site: shared.traefik as TraefikSite }), changes)).toMatchObject([{ status: 'applied' }]);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readFile(file, 'utf8')).toMatch(/^# mine\nhttp:\n/);
  }));

test('a file that is not UTF-8 stays as it is', () =>
  machine(async (directory, remote) => {
    const file = join(directory, 'services.yml');
    await writeFile(file, Buffer.from('# B\xfcro\n', 'latin1'));
    const { changes } = await plan(traefik({ remote, site: shared.traefik as TraefikSite }), {
      before: [],
      after: [exampleService()],
      site: shared,
    });
    expect(await apply(traefik({ remote, site: shared.traefik as TraefikSite }), changes)).toMatchObject([
      { status: 'failed', error: { code: 'HL_TRAEFIK_FILE', message: 'services.yml is not UTF-8' } },
    ]);
    expect(await readFile(file, 'latin1')).toBe('# B\xfcro\n');
  }));

test('a file that Traefik may read as any user: 0644, and the directory stays as it is', () =>
  machine(async (directory, remote) => {
    await chmod(directory, 0o2751);
    const { changes } = await plan(integrationOn(remote), { before: [], after: [exampleService()], site });
    const strict: Remote = {
      ...remote,
      run: ([sh = '', c = '', script = '', ...rest], options) => remote.run([sh, c, `umask 077; ${script}`, ...rest], options),
    };
    expect(await apply(integrationOn(strict), changes)).toMatchObject([{ status: 'applied' }]);
    expect(((await stat(join(directory, 'metube.yml'))).mode & 0o7777).toString(8)).toBe('644');
    expect(((await stat(directory)).mode & 0o7777).toString(8)).toBe('2751');
  }));

test('a place that cannot be written: one failed outcome, the others go on', () =>
  machine(async (directory, remote) => {
    const integration = integrationOn(remote);
    await mkdir(join(directory, 'sonarr.yml'));
    const { changes } = await plan(integration, { before: [], after: ['metube', 'sonarr'].map((name) => exampleService({ name })), site });
    const outcomes = await apply(integration, changes);
    expect(outcomes).toMatchObject([
      { key: 'metube', status: 'applied' },
      {
        key: 'sonarr',
        status: 'failed',
        error: {
          code: 'HL_TRAEFIK_WRITE',
          kind: 'refused',
          message: `proxy: cannot write in ${directory}: sonarr.yml is a directory`,
        },
      },
    ]);
  }));

test('a text that does not arrive as it was sent is not written, nor any other of the batch', () =>
  machine(async (directory, remote) => {
    const services = ['metube', 'sonarr'].map((name) => exampleService({ name }));
    const { changes } = await plan(integrationOn(remote), { before: [], after: services, site });
    const garbling: Remote = {
      ...remote,
      run: (argv, options) =>
        remote.run(
          argv,
          options?.stdin === undefined
            ? options
            : { ...options, stdin: String(options.stdin).replace('sonarr.example.org', 'sonarr.example.0rg') },
        ),
    };
    const outcomes = await apply(integrationOn(garbling), changes);
    for (const { status, error } of outcomes) {
      expect(status).toBe('failed');
      expect(error).toMatchObject({
        code: 'HL_TRAEFIK_WRITE',
        message: expect.stringContaining('the text of sonarr.yml did not arrive as it was sent') as string,
        hint: expect.stringContaining('Nothing was written') as string,
      });
    }
    expect(await readdir(directory)).toEqual([]);
  }));

test('a disk without room: nothing is half written, nothing is left', () =>
  machine(async (directory, remote) => {
    // a limit on file size fails a write as a full disk does
    const small: Remote = {
      ...remote,
      run: ([, , script = '', ...rest], options) => remote.run(['sh', '-c', `ulimit -f 0; trap '' XFSZ; ${script}`, ...rest], options),
    };
    const { changes } = await plan(integrationOn(remote), { before: [], after: [exampleService()], site });
    const outcomes = await apply(integrationOn(small), changes);
    expect(outcomes).toMatchObject([
      { status: 'failed', error: { code: 'HL_TRAEFIK_WRITE', kind: 'refused', hint: expect.stringContaining('disk') as string } },
    ]);
    expect(await readdir(directory)).toEqual([]);
  }));

const other = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const canBeOther = other.length === 0 || spawnSync('setpriv', ['--version']).status === 0;

(canBeOther ? test : test.skip)('a directory that the SSH user must not write in, or a folder in it that he must not read', () =>
  machine(async (directory, remote) => {
    for (let path = directory; path !== tmpdir(); path = dirname(path)) await chmod(path, 0o755);
    const weak: Remote = { ...remote, run: (argv, options) => remote.run([...other, ...argv], options) };
    const planned = () => plan(integrationOn(weak), { before: [], after: [exampleService()], site });
    const { changes } = await planned();
    await chmod(directory, 0o555);
    expect(await apply(integrationOn(weak), changes)).toMatchObject([
      {
        status: 'failed',
        error: {
          code: 'HL_TRAEFIK_WRITE',
          kind: 'refused',
          message: expect.stringMatching(/^proxy: cannot write in \S+: cannot create .*: Permission denied$/) as string,
          hint: expect.stringContaining('Let the SSH user write') as string,
        },
      },
    ]);
    await chmod(directory, 0o755);
    await mkdir(join(directory, 'private'), { mode: 0o000 });
    await expect(planned()).rejects.toMatchObject({
      code: 'HL_TRAEFIK_DIRECTORY',
      kind: 'refused',
      message: expect.stringContaining('Permission denied') as string,
      hint: expect.stringContaining('Let the SSH user read') as string,
    });
    await chmod(join(directory, 'private'), 0o755);
  }),
);

test('what a killed run left behind goes with the next write', () =>
  machine(async (directory, remote) => {
    const [old, fresh] = ['.metube.yml.17.hl-tmp', '.sonarr.yml.18.hl-tmp'];
    for (const name of [old, fresh]) await writeFile(join(directory, name), 'half');
    await utimes(join(directory, old), 0, 0);
    const { changes } = await plan(integrationOn(remote), { before: [], after: [exampleService()], site });
    expect(await apply(integrationOn(remote), changes)).toMatchObject([{ status: 'applied' }]);
    expect((await readdir(directory)).sort()).toEqual([fresh, 'metube.yml']);
  }));

test('a directory that went away is told as such', () =>
  machine(async (directory, remote) => {
    const { changes } = await plan(integrationOn(remote), { before: [], after: [exampleService()], site });
    await rm(directory, { recursive: true });
    expect(await apply(integrationOn(remote), changes)).toMatchObject([
      { status: 'failed', error: { code: 'HL_TRAEFIK_DIRECTORY', message: `proxy: cannot enter ${directory}` } },
    ]);
  }));

/** Every command from BusyBox, as on small machines. */
const busyboxRemote = (applets: string): Remote =>
  posixRemote(
    'small',
    (command, { stdin }) =>
      new Promise((resolve) => {
        const child = spawn(join(applets, 'sh'), ['-c', command], { env: { PATH: applets } });
        const [out, err]: [Buffer[], Buffer[]] = [[], []];
        child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
        child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
        child.on('close', (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr: Buffer.concat(err) }));
        child.stdin.end(stdin);
      }),
  );

const busybox = spawnSync('busybox', ['true']).status === 0;

(busybox ? test.each : test.skip.each)(['directory', 'file'] as const)(
  'BusyBox is enough (skipped where there is none): layout %s',
  async (layout) => {
    const directory = await mkdtemp(join(tmpdir(), 'traefik-busybox-'));
    const applets = join(directory, 'applets');
    await mkdir(applets);
    spawnSync('busybox', ['--install', '-s', applets]);
    await writeFile(join(directory, 'services.yml'), '# mine\n');
    const local = exampleSite({ traefik: { directory, api: null, layout } });
    const integration = traefik({ remote: busyboxRemote(applets), site: local.traefik as TraefikSite });
    const services = ['metube', 'sonarr'].map((name) => exampleService({ name }));
    const changed = services.map(({ name }) => exampleService({ name, traefik: { port: 9 } }));
    for (const [before, after] of [
      [[], services],
      [services, changed],
      [changed, []],
    ] as const) {
      const { changes } = await plan(integration, { before, after, site: local });
      expect((await apply(integration, changes)).map(({ status }) => status)).toEqual(['applied', 'applied']);
    }
    expect(await readdir(directory)).toEqual(['applets', 'services.yml']);
    expect(await readFile(join(directory, 'services.yml'), 'utf8')).toBe('# mine\n');
    await rm(directory, { recursive: true });
  },
);

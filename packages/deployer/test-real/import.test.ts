import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, plan, type Json } from '@hl/core';
import { compose } from '@hl/deployer';
import { composeOfInspect, importCompose } from '@hl/import';
import { loadService, loadSite } from '@hl/schema';
import { missing, realEngine, type Engine } from './engine.js';

const lacks = missing();
const real = lacks === null ? describe : describe.skip; // skipped without an engine: the line below says what lacks
if (lacks !== null) test.skip(`imports on a real engine: skipped, this machine lacks ${lacks}`, () => {});

real('what is imported from a real engine', () => {
  let engine: Engine;
  let image: string;
  beforeAll(async () => {
    engine = await realEngine();
    image = engine.image('web:v1', 'one\n');
  }, 60_000);
  afterAll(() => engine.close(), 60_000);
  afterEach(() => engine.clear(), 60_000);

  const { site } = loadSite('domain: example.org\nhosts: { real: 192.0.2.1 }\n', 'hl.yml');
  if (!site) throw new Error('the site of the tests is not valid');

  const ids = (): string => engine.docker('ps', '--all', '--quiet', '--no-trunc').stdout.split('\n').sort().join();

  /** Adopts what a service file says, the secrets being what the containers have. */
  async function adopt(file: { readonly path: string; readonly text: string } | undefined, secrets: Record<string, string>): Promise<void> {
    const { service, diagnostics } = loadService(file?.text ?? '', file?.path ?? '', site as NonNullable<typeof site>, () => null);
    if (!service) throw new Error(JSON.stringify(diagnostics));
    const integration = () =>
      compose({
        ...{ host: 'real', remote: engine.remote, content: async () => new Uint8Array(), secrets },
        settle: { intervalMs: 200, deadlineMs: 20_000, restartingMs: 4000 },
      });
    const { conflicts, foreign } = await plan(integration(), { before: [], after: [service], site: site as NonNullable<typeof site> });
    const changes = [...conflicts, ...foreign].map(({ found, wanted, ...more }) => ({ ...more, before: found, after: wanted }));
    const outcomes = await apply(integration(), changes, { adopt: true });
    expect(outcomes.map(({ status, error }) => [status, error?.message])).toEqual([['applied', undefined]]);
    expect((await plan(integration(), { before: [service], after: [service], site: site as NonNullable<typeof site> })).changes).toEqual(
      [],
    );
  }

  test('a project of compose is taken over without a restart', async () => {
    const directory = join(engine.directory, 'opt/shop');
    mkdirSync(directory, { recursive: true });
    const text = `x-common: &common { restart: unless-stopped, init: true, stop_grace_period: 1s }
services:
  web:
    <<: *common
    image: ${image}
    ports: ["127.0.0.1:18095:8080"]
    volumes: ["./data:/data", "cache:/cache"]
    networks: [front]
    environment:
      UMASK: 022
      RATIO: 1.50
      TOKEN: \${SHOP_TOKEN}
      URL: postgres://app:\${SHOP_TOKEN}@db/x
    command: ["/bin/busybox", "sh", "-c", "echo $$TOKEN; exec /bin/busybox sleep 1000"]
    healthcheck: { test: ["CMD", "/bin/busybox", "true"], interval: 1s }
    labels: ["com.example.note=costs $$5"]
  db:
    <<: *common
    image: ${image}
    command: ["/bin/busybox", "sleep", "1000"]
    env_file: db.env
    shm_size: 128mb
    ulimits: { nofile: { soft: 1024, hard: 2048 } }
networks: { front: {} }
volumes: { cache: {} }
`;
    const files: Record<string, string> = { '.env': "SHOP_TOKEN='t$$1ken'\n", 'db.env': 'POSTGRES_PASSWORD=hunter2hunter2\nMODE=fast\n' };
    for (const [name, content] of Object.entries({ ...files, 'docker-compose.yml': text })) writeFileSync(join(directory, name), content);
    const { code, stderr } = engine.docker(
      'compose',
      '--project-directory',
      directory,
      '--file',
      join(directory, 'docker-compose.yml'),
      'up',
      '--detach',
    );
    expect(code === 0 ? '' : stderr).toBe('');
    const before = ids();
    const { files: written, secrets } = importCompose({
      text,
      path: 'docker-compose.yml',
      options: { category: 'utility', targetHost: 'real', project: 'shop', installPath: directory, read: (path) => files[path] ?? null },
    });
    expect(secrets.map(({ source }) => source)).toEqual(['SHOP_TOKEN', 'SHOP_POSTGRES_PASSWORD']);
    await adopt(written[0], { SHOP_TOKEN: 't$$1ken', SHOP_POSTGRES_PASSWORD: 'hunter2hunter2' });
    expect(ids()).toBe(before);
  }, 120_000);

  test('a container of docker run is a service file that makes the same container', async () => {
    const words = [
      'run',
      '--detach',
      '--name',
      'alone',
      '--publish',
      '127.0.0.1:18096:8080',
      '--volume',
      'alone-data:/data',
      '--env',
      'A=$b',
    ];
    const { code, stderr } = engine.docker(
      ...words,
      '--restart',
      'on-failure:3',
      '--memory',
      '64m',
      '--cap-add',
      'NET_ADMIN',
      '--hostname',
      'single',
      image,
    );
    expect(code === 0 ? '' : stderr).toBe('');
    const inspected = (): string =>
      composeOfInspect(one('alone'), (JSON.parse(engine.docker('image', 'inspect', image).stdout) as never[])[0] as never);
    const one = (name: string) =>
      (JSON.parse(engine.docker('inspect', name).stdout) as { [key: string]: Json }[])[0] as { [key: string]: Json };
    const text = inspected();
    const { files } = importCompose({
      text,
      path: 'alone',
      options: { category: 'utility', targetHost: 'real', installPath: join(engine.directory, 'opt/alone') },
    });
    engine.docker('rm', '--force', 'alone');
    const { service, diagnostics } = loadService(files[0]?.text ?? '', files[0]?.path ?? '', site as NonNullable<typeof site>, () => null);
    if (!service) throw new Error(JSON.stringify(diagnostics));
    const made = compose({
      ...{ host: 'real', remote: engine.remote, content: async () => new Uint8Array(), secrets: {} },
      settle: { intervalMs: 200, deadlineMs: 20_000, restartingMs: 4000 },
    });
    const { changes } = await plan(made, { before: [], after: [service], site: site as NonNullable<typeof site> });
    expect((await apply(made, changes)).map(({ status }) => status)).toEqual(['applied']);
    // Labels are compose's and ours.
    expect(inspected().replace(/ {4}labels:\n( {6}.*\n)+/, '')).toBe(text);
  }, 120_000);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleService, exampleSite, Faults, faultyRemote, deepLaws, laws } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { compose } from '@hl/deployer';
import { missing, realEngine } from './engine.js';
import type { Engine } from './engine.js';
import { byHand } from '../test/life/by-hand.js';
import type { Example } from '../test/example.js';

const lacks = missing();
const real = lacks === null ? describe : describe.skip; // skipped without an engine: the line below says what lacks
if (lacks !== null) test.skip(`laws on a real engine: skipped, this machine lacks ${lacks}`, () => {});

const filesIn = (directory: string): string[] =>
  (existsSync(directory) ? readdirSync(directory) : []).map((name) => `${name} ${readFileSync(join(directory, name), 'utf8')}`);

real('laws on a real engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await realEngine();
    engine.image('web:v1', 'one\n');
    engine.image('web:v2', 'two\n');
  }, 60_000);
  afterAll(() => engine.close(), 60_000);

  const setup = async (): Promise<Subject> => {
    const faults = new Faults();
    engine.clear();
    engine.docker('run', '-d', '--init', '--name', 'glance', `${engine.registry}/web:v1`);
    const web = (image: string): Example =>
      exampleService({
        host: 'real',
        deployment: {
          image: `${engine.registry}/${image}`,
          installPath: join(engine.directory, 'opt/metube'),
          ports: [{ host: 9191, container: 8080, protocol: 'tcp', hostIp: '127.0.0.1' }],
          volumes: [],
          secrets: [{ name: 'KEY', source: 'KEY' }],
          compose: { init: true, stop_grace_period: '0s' },
        },
      });
    const inspect = (filter: string, format: string): string[] =>
      engine
        .docker('ps', '-a', '--no-trunc', '--filter', filter, '--format', format)
        .stdout.split('\n')
        .filter((line) => line !== '')
        .sort();
    const settings = { stableMs: 50, intervalMs: 50 };
    const secrets = { KEY: 'k$y' };
    const restart = (): ReturnType<typeof compose> =>
      compose({
        host: 'real',
        remote: faultyRemote(engine.remote, faults),
        content: async () => new Uint8Array(),
        secrets,
        settle: settings,
      });
    const service = web('web:v1');
    let taken = false;
    return {
      integration: restart(),
      restart,
      site: exampleSite(),
      service,
      changed: web('web:v2'),
      faults,
      bystanders: async () => ({
        containers: inspect('name=.', '{{.Label "hl.service"}} {{.ID}} {{.Names}} {{.State}}').filter((line) => line.startsWith(' ')),
        files: taken ? filesIn(service.deployment.installPath) : [],
      }),
      effective: async () => ({
        containers: inspect('label=hl.service=metube', '{{.Names}} {{.Image}} {{.State}} {{.Ports}}'),
        answer: await fetch('http://127.0.0.1:9191/')
          .then((response) => response.text())
          .catch(() => 'nobody answers'),
      }),
      disturbances: () => inspect('label=hl.service=metube', '{{.ID}}').length,
      async occupy(how) {
        taken = true;
        if (how === 'same') return byHand({ integration: restart(), root: '/', remote: engine.remote }, service, secrets);
        engine.docker('run', '-d', '--init', '--name', 'metube', `${engine.registry}/web:v2`);
      },
    };
  };

  test.each([...laws, ...deepLaws])('$title', ({ run }) => run(setup), 600_000);
});

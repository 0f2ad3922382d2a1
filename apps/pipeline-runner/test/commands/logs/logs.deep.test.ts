import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LabHost } from '@hl/lab/lab';
import { homelab, type Homelab } from '../../lab/world/homelab.js';
import { main } from '../../../src/main.js';

let home: Homelab;
/** Nothing but containers. */
const plain = (
  name: string,
  port: number,
): string => `service: { name: ${name}, display_name: ${name}, description: For a test, category: utility }
deployment: { target_host: docker-apps, port: ${port}, container_port: 80, image: "chatty:1", environment: { PASSWORD: "\${TOKEN}" }, secrets: [{ name: TOKEN }] }
`;

beforeAll(async () => {
  home = await homelab({ images: { 'chatty:1': { logs: ['token is a-secret-value', '\u001b[32mgreen\u001b[0m \u001b[2Jand gone'] } } });
  home.commit({
    'services/one.yml': plain('one', 8087),
    'services/router.yml': `service: { name: router, display_name: Router, description: No container, category: utility }\nbackend: { url: "http://192.0.2.1" }\ntraefik: { enabled: true, subdomain: router }\n`,
  });
  Object.assign(home.lab.env, { TOKEN: 'a-secret-value' });
  const { code, text } = await home.hl('run');
  if (code > 1) throw new Error(text); // nobody answers behind router
  home.commit({ 'services/two.yml': plain('two', 8088) });
}, 120_000);
afterAll(() => home.lab.close());

const docker = (...args: string[]) => promisify(execFile)('docker', args, { env: (home.lab.hosts['docker-apps'] as LabHost).docker.env });

test('what a container has printed: no secret of hl, nothing that a terminal obeys', async () => {
  const { code, out } = await home.hl('logs', 'one');
  expect([code, out]).toEqual([0, 'token is [REDACTED]\ngreen \\u001b[2Jand gone\n']);
  const json = await home.hl('logs', 'one', '--json', '--tail', '1');
  expect(JSON.parse(json.out)).toEqual([{ container: 'one', time: expect.stringMatching(/^20.*Z$/), text: 'green \u001b[2Jand gone' }]);
  expect((await home.hl('logs', 'one', '--quiet')).text).toBe('');
  expect((await home.hl('logs', 'one', '--since', '2100-01-01')).out).toContain('one has printed nothing since 2100-01-01');
});

test.each([
  ['a service that nobody knows', ['logs', 'nosuch'], 'there is no service nosuch'],
  ['one that is only in git', ['restart', 'two'], 'two is not deployed: services/two.yml is there'],
  ['one without a container', ['logs', 'router'], 'router has no container'],
  ['a container that it has not', ['logs', 'one', '--container', 'db'], 'one has no container db'],
  ['a time that is none', ['logs', 'one', '--since', 'noon'], '--since takes a time'],
])('%s', async (_, argv, message) => {
  const { code, text } = await home.hl(...argv);
  expect([code, text]).toEqual([2, expect.stringContaining(message)]);
});

test('a restart leaves what is deployed as it is, and who follows sees it', async () => {
  const seen: string[] = [];
  const io = {
    env: home.lab.env,
    stdout: (text: string) => void seen.push(text),
    stderr: (text: string) => void seen.push(text),
    color: false,
  };
  const following = main(['logs', 'one', '--follow', '--tail', '0', '--cwd', home.cwd], io);
  const { code, text } = await home.hl('restart', 'one');
  expect([code, text]).toEqual([0, expect.stringMatching(/restarting one on docker-apps\n.*one is up again\.\n$/s)]);
  for (let tries = 0; tries < 100 && seen.length < 1; tries += 1) await sleep(100);
  expect(seen.join('')).toContain('token is [REDACTED]\n');
  expect((await home.hl('drift')).code).toBe(1); // two is not deployed yet …
  expect((await home.hl('status', 'one')).text).toContain('none'); // … and of one nothing differs
  await docker('rm', '--force', 'one');
  expect(await following).toBe(2);
  expect(seen.at(-1)).toContain('one has no container on docker-apps');
}, 60_000);

test('no restart while a run holds the fleet', async () => {
  const lock = home.path('proxy', 'var/lib/hl/lock.json');
  writeFileSync(
    lock,
    JSON.stringify({ owner: '8123', what: 'pipeline 8123', pipelineUrl: null, since: 0, expires: 4102444800, holders: {} }),
  );
  const { code, text } = await home.hl('restart', 'one');
  expect([code, text]).toEqual([3, expect.stringContaining('the fleet is held by')]);
});

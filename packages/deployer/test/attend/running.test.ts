import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { running } from '@hl/deployer';
import { good, go, host, path, service, useHost } from '../life/life.js';
import { mkdirSync, writeFileSync } from 'node:fs';

useHost();
const attended = () => ({ remote: host.remote });
const names = async (...args: Parameters<typeof running>): Promise<string[]> =>
  (await running(...args)).containers.map(({ name }) => name).sort();

test('all containers of a service, or one by its name or by that of its compose service', async () => {
  const metube = service({ services: { cache: { image: 'redis:7' } } });
  good(await go([], [metube]));
  expect(await names(attended(), metube)).toEqual(['metube', 'metube-cache-1']);
  expect(await names(attended(), metube, 'cache')).toEqual(['metube-cache-1']);
  expect(await names(attended(), metube, 'metube-cache-1')).toEqual(['metube-cache-1']);
  await expect(running(attended(), metube, 'nosuch')).rejects.toMatchObject({ code: 'HL_CONTAINER', hint: 'It has cache, metube.' });
});

test.each([
  ['that is not there', () => service(), 'HL_NOT_DEPLOYED', 'metube has no container on docker-media'],
  ['without a container', () => ({ ...service(), deployment: null }), 'HL_NOT_DEPLOYED', 'metube has no container: '],
])('a service %s', async (_, make, code, message) => {
  await expect(running(attended(), make())).rejects.toMatchObject({ code, kind: 'input', message: expect.stringContaining(message) });
});

test("somebody else's compose project of that name is left alone", async () => {
  mkdirSync(path('home/metube'), { recursive: true });
  writeFileSync(path('home/metube/compose.yml'), 'services: { metube: { image: "web:1" } }\n');
  await promisify(execFile)(
    'docker',
    ['compose', '--project-name', 'metube', '--file', path('home/metube/compose.yml'), 'up', '--detach'],
    {
      env: host.docker.env,
    },
  );
  await expect(running(attended(), service())).rejects.toMatchObject({ code: 'HL_NOT_OURS', kind: 'conflict' });
});

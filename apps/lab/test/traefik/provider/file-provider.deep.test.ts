import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { traefikEmulator } from '../../../src/traefik/index.js';
import { names, on, route } from '../bench.js';

describe('the directory, in time', () => {
  test(
    'of what comes while the throttle waits, the newest that can be read is applied',
    on(
      async ({ emulator, backend, put, until }) => {
        await put('a.yml', route('a', backend));
        await until(() => names(emulator).includes('a@file'));
        await put('b.yml', route('b', backend));
        await put('double.yml', route('a', backend));
        await until(() => emulator.log.some((line) => line.startsWith('WRN') && line.includes('double.yml')));
        await put('broken.yml', 'http: {}\n');
        await until(() => emulator.log.some((line) => line.startsWith('ERR')));
        await until(() => names(emulator).includes('b@file'));
      },
      { throttleMs: 400 },
    ),
  );

  test(
    'a burst of files is a few updates',
    on(
      async ({ emulator, backend, put, until }) => {
        for (let index = 0; index < 20; index += 1) await put(`f${index}.yml`, route(`f${index}`, backend));
        await until(() => names(emulator).length === 20);
        expect(emulator.reloads).toBeLessThan(6);
      },
      { throttleMs: 100 },
    ),
  );
});

test(
  'what changes nothing is looked at, and not taken up; files that are moved in after it come as one',
  on(
    async ({ emulator, backend, put, until }) => {
      await put('a.yml', route('a', backend));
      await until(() => names(emulator).includes('a@file'));
      const { reloads } = emulator;
      await sleep(700);
      await put('.b.tmp', route('b', backend));
      await sleep(60);
      for (const name of ['b', 'c', 'd']) await put(`${name}.yml`, route(name, backend));
      await until(() => names(emulator).length === 4);
      expect(emulator.reloads).toBe(reloads + 1);
    },
    { throttleMs: 600 },
  ),
);

test('folders below are read with the next event at the top only', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lab-traefik-'));
  await mkdir(join(directory, 'sub'));
  await using emulator = await traefikEmulator({ directory, throttleMs: 10 });
  await writeFile(join(directory, 'sub', 'a.yml'), route('a', 'http://x'));
  await sleep(60);
  expect(names(emulator)).toEqual([]);
  await writeFile(join(directory, 'any.txt'), 'x');
  for (const end = Date.now() + 5000; names(emulator).length === 0 && Date.now() < end;) await sleep(5);
  expect(names(emulator)).toEqual(['a@file']);
  await rm(directory, { recursive: true });
});

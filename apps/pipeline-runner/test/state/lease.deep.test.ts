import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openContext } from '../../src/context.js';
import { readEnvironment } from '../../src/environment.js';
import { withLease } from '../../src/state/lease.js';
import { printer } from '../../src/printer.js';
import { homelab } from '../lab/world/homelab.js';
import type { Homelab } from '../lab/world/homelab.js';

let home: Homelab;
let lock: string;

beforeEach(async () => {
  home = await homelab();
  lock = home.path('proxy', 'var/lib/hl/lock.json');
});

afterEach(() => home.lab.close());

test('a run that finds the fleet held says by whom and until when, before it shows any work', async () => {
  mkdirSync(dirname(lock), { recursive: true });
  const pipelineUrl = 'https://gitlab.example/homelab/-/pipelines/8123';
  writeFileSync(lock, JSON.stringify({ owner: '8123', what: 'pipeline 8123', pipelineUrl, since: 0, expires: 4102444800, holders: {} }));
  const { code, text } = await home.hl('run');
  expect(code).toBe(3);
  expect(text).toBe(
    `✖ the fleet is held by pipeline 8123 (${pipelineUrl}) [somebody else holds it: HL_LOCKED]\n  → Wait for it to end. If it was killed, its lease ends at 2100-01-01T00:00:00Z: run again then.\n`,
  );
  expect(readdirSync(`${home.cwd}/.hl`)).toEqual(['.gitignore', 'failures']);
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ owner: '8123' });
});

test('a stage inside a run neither takes nor ends the lease of that run', async () => {
  const context = await openContext({ cwd: home.cwd }, readEnvironment(home.lab.env), printer({ quiet: true }));
  const seen: boolean[] = [];
  await withLease(context, async (held) => {
    await withLease(held, async () => void seen.push(existsSync(lock)));
    seen.push(existsSync(lock));
  });
  await context.close();
  expect([...seen, existsSync(lock)]).toEqual([true, true, false]);
});

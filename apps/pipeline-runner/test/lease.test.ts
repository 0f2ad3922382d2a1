import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startLab } from '@hl/lab/lab';
import type { Lab } from '@hl/lab/lab';
import { openContext } from '../src/context.js';
import { readEnvironment } from '../src/environment.js';
import { withLease } from '../src/lease.js';
import { main } from '../src/main.js';
import { printer } from '../src/printer.js';

let lab: Lab;
let lock: string;
let cwd: string;

beforeEach(async () => {
  lab = await startLab();
  lock = join(lab.hosts['proxy']?.root ?? '', 'var/lib/hl/lock.json');
  cwd = join(lab.directory, 'repository');
  mkdirSync(join(cwd, 'services'), { recursive: true });
  writeFileSync(join(cwd, 'hl.yml'), lab.siteYml);
});

afterEach(() => lab.close());

test('a run that finds the fleet held says by whom and until when, before it shows any work', async () => {
  mkdirSync(dirname(lock), { recursive: true });
  const pipelineUrl = 'https://gitlab.example/homelab/-/pipelines/8123';
  writeFileSync(lock, JSON.stringify({ owner: '8123', what: 'pipeline 8123', pipelineUrl, since: 0, expires: 4102444800 }));
  const printed: string[] = [];
  const sink = (text: string): void => void printed.push(text);
  const code = await main(['run', '--cwd', cwd], { env: lab.env, stdout: sink, stderr: sink, color: false });
  expect(code).toBe(3);
  expect(printed.join('')).toBe(
    `✖ the fleet is held by pipeline 8123 (${pipelineUrl})\n  → Wait for it to end. If it was killed, its lease ends at 2100-01-01T00:00:00Z: run again then.\n`,
  );
  expect(existsSync(join(cwd, '.hl'))).toBe(false);
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ owner: '8123' });
});

test('a stage inside a run neither takes nor ends the lease of that run', async () => {
  const context = openContext({ cwd }, readEnvironment(lab.env), printer({ quiet: true }));
  const seen: boolean[] = [];
  await withLease(
    context,
    async (held) => {
      await withLease(held, async () => void seen.push(existsSync(lock)), { owner: 'the run of the plan', last: true });
      seen.push(existsSync(lock));
    },
    { last: true },
  );
  await context.close();
  expect([...seen, existsSync(lock)]).toEqual([true, true, false]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { missing, Workshop } from './sshd.js';
import type { Sshd } from './sshd.js';

const suite = missing === null ? describe : describe.skip; // skipped without sshd or root: `missing` says which
/** All kinds together. */
const kills = Number(process.env['HL_REAL_KILLS'] ?? 18);
const kinds = (['rename', 'inPlace', 'run'] as const).flatMap((how) => [64 * 1024, 2 * 1024 * 1024].map((bytes) => [how, bytes] as const));

suite(`a runner that is killed while it writes${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let shop: Workshop;
  let sshd: Sshd;
  beforeAll(async () => {
    shop = new Workshop();
    sshd = await shop.sshd();
  });
  afterAll(() => shop.close());
  const tally = { kills: 0, 'in a transfer': 0, old: 0, new: 0, cut: 0 };
  afterAll(() => process.stderr.write(`killed runners: ${JSON.stringify(tally)}\n`));

  /** Resolves with whether it was killed in the middle of a transfer. */
  async function killed(how: string, path: string, bytes: number, share: number): Promise<boolean> {
    const args = [sshd.port, shop.keyFile, shop.knownHosts, how, path, bytes].map(String);
    const writer = spawn(process.execPath, [fileURLToPath(new URL('writer.mjs', import.meta.url)), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'close');
    let [line, began, took, count] = ['', 0, 0, 0];
    for await (const told of createInterface({ input: writer.stdout })) {
      line = told;
      if (told === 'begin') began = performance.now();
      else took = performance.now() - began;
      // The first transfer is slower than those that follow, and tells how long one takes.
      if ((count += 1) < 3) continue;
      await sleep(took * share);
      break;
    }
    writer.stdout.on('data', (chunk: Buffer) => (line = chunk.toString().trim().split('\n').at(-1) ?? line));
    writer.kill('SIGKILL');
    await ended;
    while (sshd.children().length > 0) await sleep(10);
    return line === 'begin';
  }

  test.each(kinds)(
    '%s of %d bytes: the file is the old one or the new one',
    async (how, bytes) => {
      const path = join(sshd.home, `${how}-${bytes}`);
      const [a, b] = ['A', 'B'].map((which) => Buffer.alloc(bytes, `${which} speed: 1\n`)) as [Buffer, Buffer];
      for (let n = 0; n < Math.ceil(kills / kinds.length); n += 1) {
        writeFileSync(path, b);
        tally['in a transfer'] += Number(await killed(how, path, bytes, n / Math.ceil(kills / kinds.length)));
        const left = (): string[] => [
          ...readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.hl-`)),
          ...readdirSync(sshd.temporary),
        ];
        for (let tries = 0; left().length > 0 && tries < 1500; tries += 1) await sleep(20); // what goes on there ends by itself
        const held = readFileSync(path);
        tally.kills += 1;
        tally[held.equals(b) ? 'old' : held.equals(a) ? 'new' : 'cut'] += 1;
        expect([held.length, left()]).toEqual([bytes, []]);
        expect(held.equals(a) || held.equals(b)).toBe(true);
      }
    },
    600_000,
  );
});

import { HlError } from '@hl/core';
import type { DnsSpec } from '@hl/core/dns';
import { write } from '../../src/apply/write.js';
import type { Step } from '../../src/apply/write-plan.js';
import { rewrites, spec } from '../lab.js';

const gone = new HlError('HL_ADGUARD_UNREACHABLE', 'cut', { kind: 'unreachable' });
const no = new HlError('HL_ADGUARD_REFUSED', 'no', { kind: 'refused' });

/** A list in memory. `fails` decides what becomes of the n-th call: an error before or after it took effect. */
function client(lines: string[], fails: (call: string, n: number) => { before?: Error; after?: Error } = () => ({})) {
  let list = rewrites(...lines);
  const asked: string[] = [];
  const call = async (name: string, effect: () => void): Promise<void> => {
    asked.push(name);
    const { before, after } = fails(name, asked.length);
    if (before) throw before;
    effect();
    if (after) throw after;
  };
  return {
    asked,
    lines: () => list.map(({ domain, answer }) => `${domain} ${answer}`),
    set: (...next: string[]) => void (list = rewrites(...next)),
    async list() {
      await call('list', () => undefined);
      return list;
    },
    async send(step: Step) {
      const one = step.verb === 'update' ? step.update : step.rewrite;
      await call(`${step.verb} ${one.domain}`, () => {
        if (step.verb === 'add') list = [...list, { ...one, enabled: true }];
        if (step.verb === 'delete') list = list.filter(({ domain, answer }) => domain !== one.domain || answer !== one.answer);
      });
    },
  };
}
const wanted = (...names: string[]): Map<string, DnsSpec> => new Map(names.map((name) => [name, spec('192.0.2.1')]));
const failures = ({ failed }: Awaited<ReturnType<typeof write>>) =>
  [...failed].map(([name, { error, begun }]) => [name, error.code, begun]);

test('reads, writes, and reads again; nothing to do is no write', async () => {
  const system = client(['b.lab 192.0.2.1']);
  const { list } = await write(system, wanted('a.lab', 'b.lab', 'c.lab'));
  expect([system.asked, list.length]).toEqual([['list', 'add a.lab', 'add c.lab', 'list'], 3]);
  await write(system, wanted('a.lab'));
  expect(system.asked.slice(4)).toEqual(['list']);
});

test('one that is refused fails alone', async () => {
  const system = client([], (call) => (call === 'add b.lab' ? { before: no } : {}));
  expect(failures(await write(system, wanted('a.lab', 'b.lab', 'c.lab')))).toEqual([['b.lab', 'HL_ADGUARD_REFUSED', true]]);
  expect(system.lines()).toEqual(['a.lab 192.0.2.1', 'c.lab 192.0.2.1']);
});

test.each([
  ['took effect: it is read, not sent again', { after: gone }, ['list', 'add a.lab', 'list', 'add b.lab', 'list']],
  ['did not arrive: it is sent again', { before: gone }, ['list', 'add a.lab', 'list', 'add a.lab', 'add b.lab', 'list']],
])('a call without an answer that %s', async (_, fault, asked) => {
  const system = client([], (call, n) => (n === 2 ? fault : {}));
  expect(failures(await write(system, wanted('a.lab', 'b.lab')))).toEqual([]);
  expect([system.asked, system.lines()]).toEqual([asked, ['a.lab 192.0.2.1', 'b.lab 192.0.2.1']]);
});

test('one that never answers a write: what was begun is told apart from what was not', async () => {
  const system = client([], (call) => (call === 'list' ? {} : { before: gone }));
  expect(failures(await write(system, wanted('a.lab', 'b.lab')))).toEqual([
    ['a.lab', 'HL_ADGUARD_UNREACHABLE', true],
    ['b.lab', 'HL_ADGUARD_UNREACHABLE', false],
  ]);
  expect(system.asked).toEqual(['list', 'add a.lab', 'list', 'add a.lab', 'list', 'add a.lab', 'list']);
});

test('one that goes away after the first write', async () => {
  const system = client([], (call, n) => (n > 2 ? { before: gone } : {}));
  expect(failures(await write(system, wanted('a.lab', 'b.lab')))).toEqual([
    ['a.lab', 'HL_ADGUARD_UNREACHABLE', true],
    ['b.lab', 'HL_ADGUARD_UNREACHABLE', true],
  ]);
});

test('one that cannot be read throws: nothing was sent', async () => {
  const system = client([], () => ({ before: gone }));
  await expect(write(system, wanted('a.lab'))).rejects.toBe(gone);
  expect(system.asked).toEqual(['list']);
});

test('somebody who keeps taking it away is a conflict', async () => {
  const system = client([]);
  const meddled = { ...system, list: async () => (system.set('x.lab 192.0.2.9'), system.list()) };
  expect(failures(await write(meddled, wanted('a.lab')))).toEqual([['a.lab', 'HL_ADGUARD_OVERWRITTEN', true]]);
});

import type { Change } from '@hl/core';
import { readBack, stored, unsettled, type DnsSpec, type ReadBackProduct } from '@hl/core/dns';
import { HlError } from '@hl/core';
import { nameserver, type Records } from './nameserver.js';

const product: ReadBackProduct = {
  name: 'Fake',
  code: 'HL_FAKE',
  unblock: (name) => `unblock ${name}`,
  elsewhere: 'look elsewhere',
  localSources: 'DHCP',
  keepLocal: (name) => `keep ${name}`,
};
const timing = { settleMs: 5, dnsMs: 40, cnameDnsMs: 60, pollMs: 1 };
const at = (...addresses: string[]): DnsSpec => ({ addresses, cname: null });
const alias = (cname: string): DnsSpec => ({ addresses: [], cname });
const change = (key: string, before: DnsSpec | null, after: DnsSpec | null): Change<DnsSpec> => ({
  system: 'fake',
  key,
  service: 's',
  before,
  after,
});
const a = [192, 0, 2, 1];

/** What is said of changes by a server that answers so. */
async function read(records: Records, changes: readonly Change<DnsSpec>[], held: Record<string, DnsSpec> = {}, sampleSize?: number) {
  await using server = await nameserver({ 'A pi.hole': [a], ...records });
  const slept: number[] = [];
  const results = await readBack(
    {
      product,
      timing,
      server: { address: '127.0.0.1', port: server.port },
      ...(sampleSize === undefined ? {} : { sampleSize }),
      sleep: async (ms) => void slept.push(ms),
    },
    changes,
    new Map(Object.entries(held)),
  );
  return { results: Object.fromEntries(results), asked: server.asked, slept };
}

describe('a record that was made', () => {
  test('is applied when it answers so; first it waits for a moment', async () => {
    const held = { 'a.lab': at('192.0.2.1') };
    const { results, asked, slept } = await read({ 'A a.lab': [a], 'AAAA a.lab': 3 }, [change('a.lab', null, at('192.0.2.1'))], held);
    expect(results).toEqual({ 'a.lab': { status: 'applied' } });
    expect(asked).toEqual(['A a.lab', 'AAAA a.lab']);
    expect(slept).toEqual([5]);
  });

  test('is asked for by its canonical name', async () => {
    const held = { 'a.lab': at('192.0.2.1') };
    const { asked } = await read({ 'A a.lab': [a], 'AAAA a.lab': 3 }, [change('A.lab', null, at('192.0.2.1'))], held);
    expect(asked[0]).toBe('A a.lab');
  });

  test('is asked for again until its time is over, at ever longer intervals', async () => {
    const { results, slept } = await read({ 'A a.lab': 3 }, [change('a.lab', null, at('192.0.2.1'))], { 'a.lab': at('192.0.2.1') });
    expect(results['a.lab']).toMatchObject({ status: 'failed', error: { code: 'HL_FAKE_NOT_SERVED', hint: 'look elsewhere' } });
    expect(slept.slice(0, 5)).toEqual([5, 1, 2, 4, 8]);
  });

  test('is told as blocked at once', async () => {
    const { results, slept } = await read({ 'A a.lab': [[0, 0, 0, 0]] }, [change('a.lab', null, at('192.0.2.1'))], {
      'a.lab': at('192.0.2.1'),
    });
    expect(results['a.lab']).toMatchObject({ status: 'failed', error: { code: 'HL_FAKE_BLOCKED', hint: 'unblock a.lab' } });
    expect(slept).toEqual([5]);
  });

  test('with an address from upstream beside it gets a note', async () => {
    const upstream = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
    const { results } = await read({ 'A a.lab': [a], 'AAAA a.lab': [upstream] }, [change('a.lab', null, at('192.0.2.1'))], {
      'a.lab': at('192.0.2.1'),
    });
    expect(results['a.lab']).toEqual({ status: 'applied', notes: [expect.stringMatching(/2001:db8::7, from upstream.*keep a\.lab/)] });
  });

  test('an alias answers with what it stands for, and may take longer', async () => {
    const held = { 'b.lab': alias('a.lab'), 'a.lab': at('192.0.2.1') };
    const { results } = await read({ 'A b.lab': [a], 'AAAA b.lab': 3 }, [change('b.lab', null, alias('a.lab'))], held);
    expect(results).toEqual({ 'b.lab': { status: 'applied' } });
  });

  test('an alias of a name that is not held cannot be asked for', async () => {
    const { results, asked } = await read({}, [change('b.lab', null, alias('elsewhere.lab'))], { 'b.lab': alias('elsewhere.lab') });
    expect([results, asked]).toEqual([{}, []]);
  });
});

describe('a record that was removed', () => {
  test('is gone when its addresses are; nothing waits for a cache', async () => {
    const { results, slept, asked } = await read({ 'A a.lab': 3 }, [change('a.lab', at('192.0.2.1'), null)]);
    expect([results, slept, asked]).toEqual([{ 'a.lab': { status: 'applied' } }, [], ['A a.lab']]);
  });

  test('that still answers gets a note when its time is over', async () => {
    const { results } = await read({ 'A a.lab': [a] }, [change('a.lab', at('192.0.2.1'), null)]);
    expect(results['a.lab']).toEqual({ status: 'applied', notes: [expect.stringContaining('still answers with 192.0.2.1')] });
  });
});

test('of a big batch evenly chosen ones are asked about', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `n${index}.lab`);
  const records = Object.fromEntries(
    names.flatMap(
      (name) =>
        [
          [`A ${name}`, [a]],
          [`AAAA ${name}`, 3],
        ] as const,
    ),
  );
  const changes = names.map((name) => change(name, null, at('192.0.2.1')));
  const held = Object.fromEntries(names.map((name) => [name, at('192.0.2.1')]));
  const { results } = await read(records, changes, held, 5);
  expect(Object.keys(results).sort()).toEqual(['n0.lab', 'n2.lab', 'n4.lab', 'n6.lab', 'n8.lab']);
});

test('a wait that is called off leaves everything unsettled, so that a rollback takes it back', async () => {
  const sleep = async (): Promise<void> => Promise.reject(new HlError('HL_FAKE_CLOSED', 'closed', { kind: 'unreachable' }));
  const made = [change('a.lab', null, at('192.0.2.1')), change('b.lab', null, at('192.0.2.1'))];
  const results = await readBack({ product, timing, server: { address: '127.0.0.1', port: 9 }, sleep }, made, new Map());
  expect([...results].map(([key, { status, error }]) => [key, status, error?.code])).toEqual([
    ['a.lab', 'failed', 'HL_FAKE_CLOSED'],
    ['b.lab', 'failed', 'HL_FAKE_CLOSED'],
  ]);
});

test('a server that is not there is told with what to look at', async () => {
  const server = { address: 'no such name', port: 53 };
  const held = new Map([['a.lab', at('192.0.2.1')]]);
  const results = await readBack({ product, timing, server, sleep: async () => {} }, [change('a.lab', null, at('192.0.2.1'))], held);
  expect(results.get('a.lab')).toMatchObject({
    status: 'failed',
    error: { code: 'HL_FAKE_DNS', kind: 'unreachable', message: "The DNS server's name no such name does not resolve" },
  });
});

describe('without asking', () => {
  test.each<[string, Change<DnsSpec>, Record<string, DnsSpec>, string[]]>([
    ['a record', change('a.lab', null, at('192.0.2.1')), {}, []],
    ['a removal', change('a.lab', at('192.0.2.1'), null), {}, []],
    ['an alias that leads somewhere', change('b.lab', null, alias('a.lab')), { 'a.lab': at('192.0.2.1') }, []],
    [
      'an alias that leads nowhere',
      change('b.lab', null, alias('c.lab')),
      { 'a.lab': at('192.0.2.1') },
      ['c.lab is no record of this Fake'],
    ],
  ])('%s', (_, one, held, notes) => {
    const result = stored(one, new Map(Object.entries(held)), product);
    expect(result.status).toBe('applied');
    expect((result.notes ?? []).map((note) => note.split(':')[0])).toEqual(notes);
  });

  test.each([
    ['what nobody answered', new HlError('HL_X', 'away', { kind: 'unreachable' }), 'HL_X'],
    ['what was refused', new HlError('HL_Y', 'no', { kind: 'refused' }), 'HL_Y'],
    ['a bug', new TypeError('x'), 'HL_BUG'],
  ])('%s is failed, not deferred', (_, error, code) => expect(unsettled(error)).toMatchObject({ status: 'failed', error: { code } }));
});

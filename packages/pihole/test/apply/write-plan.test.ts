import { edit } from '../../src/apply/edit.js';
import type { Wanted } from '../../src/apply/edit.js';
import { writePlan, written } from '../../src/apply/write-plan.js';
import type { Step } from '../../src/apply/write-plan.js';
import type { Lists } from '../../src/observe/record-syntax.js';

const spec = (...addresses: string[]) => ({ addresses, cname: null });
const alias = (cname: string) => ({ addresses: [], cname });
const planned = (lists: Partial<Lists>, wanted: Record<string, ReturnType<typeof spec> | ReturnType<typeof alias> | null>): Step[] => {
  const all = { hosts: [], cnameRecords: [], ...lists };
  return writePlan(all, edit(all, new Map(Object.entries(wanted)) as Wanted));
};
const add = (list: keyof Lists, line: string): Step => ({ verb: 'add', list, line });
const remove = (list: keyof Lists, line: string): Step => ({ verb: 'remove', list, line });

/** Lines of others, about 64 bytes each. */
const others = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `10.1.${n >> 8}.${n & 255} a-rather-long-name-${n}.of-somebody-else.example.lab`.padEnd(60, 'x'));
const aliases = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `a-rather-long-alias-${n}.of-somebody-else.lab,nas.lab`);

test.each<[string, Partial<Lists>, Parameters<typeof planned>[1], Step[]]>([
  ['nothing', { hosts: ['192.0.2.1 a.lab'] }, { 'a.lab': spec('192.0.2.1') }, [{ patch: {} }]],
  ['one new line', {}, { 'a.lab': spec('192.0.2.1') }, [add('hosts', '192.0.2.1 a.lab')]],
  ['one line less', { hosts: ['192.0.2.1 a.lab'] }, { 'a.lab': null }, [remove('hosts', '192.0.2.1 a.lab')]],
  ['one alias', {}, { 'a.lab': alias('web.lab') }, [add('cnameRecords', 'a.lab,web.lab')]],
  ['two lines', {}, { 'a.lab': spec('192.0.2.1', 'fd00::1') }, [{ patch: { hosts: ['192.0.2.1 a.lab', 'fd00::1 a.lab'] } }]],
  [
    'one line in each list',
    { hosts: ['192.0.2.1 a.lab'] },
    { 'a.lab': alias('web.lab') },
    [{ patch: { hosts: [], cnameRecords: ['a.lab,web.lab'] } }],
  ],
  ['a shared line', { hosts: ['192.0.2.1 x a'] }, { a: null }, [{ patch: { hosts: ['192.0.2.1 x'] } }]],
  ['a line with a slash', { hosts: ['192.0.2.1 a # b/c'] }, { a: null }, [{ patch: { hosts: [] } }]],
  ['a line that is there twice', { hosts: ['192.0.2.1 a', '192.0.2.1 a'] }, { a: null }, [{ patch: { hosts: [] } }]],
  ['a line that no URL holds', { hosts: [`192.0.2.1 a # ${'x'.repeat(8_000)}`] }, { a: null }, [{ patch: { hosts: [] } }]],
])('%s', (_, lists, wanted, steps) => expect(planned(lists, wanted)).toEqual(steps));

describe('a list that no body holds', () => {
  const long = others(1_100);

  test('new lines by themselves, ten at a time', () => {
    const names = Array.from({ length: 12 }, (_, n) => `app-${n}.lab`);
    const wanted = Object.fromEntries(names.map((name) => [name, spec('192.0.2.1')]));
    expect(planned({ hosts: long }, wanted)).toEqual(names.slice(0, 10).map((name) => add('hosts', `192.0.2.1 ${name}`)));
  });

  test('of hosts the new line first, so that the name always has an address', () => {
    const hosts = [...long, '192.0.2.1 x.lab a.lab', '192.0.2.1 b.lab'];
    expect(planned({ hosts }, { 'a.lab': null, 'b.lab': spec('192.0.2.2') })).toEqual([
      add('hosts', '192.0.2.1 x.lab'),
      add('hosts', '192.0.2.2 b.lab'),
      remove('hosts', '192.0.2.1 b.lab'),
      remove('hosts', '192.0.2.1 x.lab a.lab'),
    ]);
  });

  test('of CNAMEs the old line first: Pi-hole refuses a second one of a name', () => {
    const cnameRecords = [...aliases(1_300), 'a.lab,old.lab'];
    expect(planned({ cnameRecords }, { 'a.lab': alias('web.lab') })).toEqual([
      remove('cnameRecords', 'a.lab,old.lab'),
      add('cnameRecords', 'a.lab,web.lab'),
    ]);
  });

  test('as many new records as a body holds are one PATCH, those of several lines first', () => {
    const names = Array.from({ length: 1_200 }, (_, n) => `a-rather-long-name-for-a-service-${n}.example.org`);
    const wanted = Object.fromEntries([...names.map((name) => [name, spec('192.0.2.1')]), ['both.lab', spec('192.0.2.1', 'fd00::1')]]);
    const [step, ...rest] = planned({ hosts: ['10.0.0.1 nas.lab'] }, wanted);
    expect(rest).toEqual([]);
    const hosts = step && 'patch' in step ? (step.patch.hosts ?? []) : [];
    expect(hosts.slice(0, 4)).toEqual(['10.0.0.1 nas.lab', '192.0.2.1 both.lab', 'fd00::1 both.lab', `192.0.2.1 ${names[0] ?? ''}`]);
    const bytes = JSON.stringify({ config: { dns: { hosts } } }).length;
    expect(bytes).toBeLessThan(65_000);
    expect(bytes).toBeGreaterThan(64_900);
  });

  test('two lists that fit one body each, but not both, are two PATCHes', () => {
    const [hosts, cnameRecords] = [others(600), aliases(700)];
    const steps = planned({ hosts, cnameRecords }, { 'a.lab': spec('192.0.2.1'), 'b.lab': alias('a.lab') });
    expect(steps).toEqual([
      { patch: { hosts: [...hosts, '192.0.2.1 a.lab'] } },
      { patch: { cnameRecords: [...cnameRecords, 'b.lab,a.lab'] } },
    ]);
  });
});

test.each<[string, Step[], Partial<Lists>]>([
  ['nothing', [], {}],
  ['a list', [{ patch: { hosts: ['x'] } }], { hosts: ['x'] }],
  ['a line more', [add('hosts', 'x')], { hosts: ['a', 'b', 'x'] }],
  ['a line that was there', [add('hosts', 'a')], { hosts: ['a', 'b'] }],
  ['a line less', [remove('hosts', 'a')], { hosts: ['b'] }],
  [
    'one after the other',
    [remove('cnameRecords', 'c'), add('cnameRecords', 'd'), remove('hosts', 'b')],
    { hosts: ['a'], cnameRecords: ['d'] },
  ],
])('the lists after %s', (_, steps, after) => {
  const before = { hosts: ['a', 'b'], cnameRecords: ['c'] };
  expect(written(before, steps)).toEqual({ ...before, ...after });
});

import { held, holders } from '../../src/observe/records.js';

const lists = {
  hosts: [
    '192.0.2.20 A.lab b.lab. a.lab',
    'fd00::1 a.lab',
    '192.0.2.3 a.lab # second',
    '192.0.2.20 a.lab',
    'no line',
    '192.0.2.9 both.lab',
  ],
  cnameRecords: ['x.lab, Y.lab,Web.LAB,60', 'both.lab,web.lab', 'broken,'],
};

test('what the lists say about each name', () => {
  expect([...held(lists)].sort()).toEqual([
    ['a.lab', { addresses: ['192.0.2.20', '192.0.2.3', 'fd00::1'], cname: null }],
    ['b.lab', { addresses: ['192.0.2.20'], cname: null }],
    ['both.lab', { addresses: ['192.0.2.9'], cname: 'web.lab' }],
    ['x.lab', { addresses: [], cname: 'web.lab' }],
    ['y.lab', { addresses: [], cname: 'web.lab' }],
  ]);
  expect(held({ hosts: [], cnameRecords: [] })).toEqual(new Map());
});

test('the lines that hold each name', () => {
  const found = holders(lists);
  expect(found.get('b.lab')).toBe('dns.hosts line "192.0.2.20 A.lab b.lab. a.lab"');
  expect(found.get('a.lab')).toBe(
    'dns.hosts line "192.0.2.20 A.lab b.lab. a.lab" and dns.hosts line "fd00::1 a.lab" and dns.hosts line "192.0.2.3 a.lab # second" and dns.hosts line "192.0.2.20 a.lab"',
  );
  expect(found.get('both.lab')).toBe('dns.hosts line "192.0.2.9 both.lab" and dns.cnameRecords line "both.lab,web.lab"');
  expect(found.get('y.lab')).toBe('dns.cnameRecords line "x.lab, Y.lab,Web.LAB,60"');
  expect(found.get('web.lab')).toBeUndefined();
});

import { HlError } from '@hl/core';
import { refusedNames } from '../../src/apply/refused-lines.js';
import type { Step } from '../../src/apply/write-plan.js';

const refused = (message: string, code = 'HL_PIHOLE_REFUSED'): HlError => new HlError(code, message, { kind: 'refused' });
const before = { hosts: ['10.0.0.1 nas.lab', '10.0.0.2 bad..lab'], cnameRecords: ['x.lab,nas.lab'] };
const spec = { addresses: [], cname: null };
const wanted = new Map(['a.lab', 'b.lab', 'self.lab', 'elf.lab', '-c-.lab'].map((name) => [name, spec]));
const hosts = (...added: string[]): Step => ({ patch: { hosts: [...before.hosts, ...added] } });
const cnames = (...added: string[]): Step => ({ patch: { cnameRecords: [...before.cnameRecords, ...added] } });
const line = (list: 'hosts' | 'cnameRecords', text: string): Step => ({ verb: 'add', list, line: text });

test.each<[string, string, Step, string[]]>([
  ['a new line of a batch', 'dns.hosts[3]: invalid hostname ("a..b")', hosts('192.0.2.1 a.lab', '10.0.0.300 -c-.lab'), ['-c-.lab']],
  ['a new line with a capital', 'dns.hosts[2]: invalid', hosts('192.0.2.1 A.lab.'), ['a.lab']],
  ['a single line', 'dns.hosts[2]: invalid', line('hosts', '192.0.2.1 b.lab'), ['b.lab']],
  ['a single line at the place of itself', 'dns.hosts[0]: invalid', line('cnameRecords', 'a.lab,b.lab'), []],
  ['an alias', 'dns.cnameRecords[1]: contains an empty string', cnames('a.lab,x'), ['a.lab']],
  ['a single line that names no place', 'no reason', line('hosts', '192.0.2.1 a.lab'), ['a.lab']],
  ['an alias by its name', 'NAME loop involving self.lab', cnames('elf.lab,web.lab', 'self.lab,self.lab'), ['self.lab']],
  ['aliases by their line', 'uplicate CNAME at line 86: "cname=a.lab,web.lab"', cnames('a.lab,web.lab', 'elf.lab,web.lab'), ['a.lab']],
  ['all new aliases', 'Invalid configuration', cnames('a.lab,x.lab', 'b.lab,x.lab'), ['a.lab', 'b.lab']],
])('of the wanted names, %s', (_, message, step, names) => {
  const error = refused(message);
  const found = (): string[] => [...refusedNames(error, step, before, wanted).keys()];
  if (names.length > 0) expect(found()).toEqual(names);
  else expect(found).toThrow();
});

test.each<[string, HlError | Error, Step]>([
  ['an error that is no refusal of a line', refused('dns.hosts[2]: invalid', 'HL_PIHOLE_FORBIDDEN'), hosts('192.0.2.1 a.lab')],
  ['anything else that is thrown', new Error('dns.hosts[2]: invalid'), hosts('192.0.2.1 a.lab')],
  ['a refusal that names nobody', refused('no reason'), hosts('192.0.2.1 a.lab')],
  ['a place that is not there', refused('dns.hosts[9]: invalid'), hosts('192.0.2.1 a.lab')],
  ['a line that nobody wants', refused('dns.hosts[2]: invalid'), hosts('192.0.2.1 other.lab')],
])('%s is thrown as it is', (_, error, step) => expect(() => refusedNames(error, step, before, wanted)).toThrow(error));

test.each<[string, Step]>([
  ['a batch', hosts('192.0.2.1 a.lab')],
  ['a single line', line('hosts', '192.0.2.1 a.lab')],
])("a line of somebody else's that blocks %s is named, with its place", (_, step) =>
  expect(() => refusedNames(refused('dns.hosts[1]: invalid hostname'), step, before, wanted)).toThrow(
    expect.objectContaining({
      code: 'HL_PIHOLE_BAD_LINE',
      kind: 'refused',
      message: 'Line 2 of dns.hosts in Pi-hole, "10.0.0.2 bad..lab", is not ours and blocks every change: dns.hosts[1]: invalid hostname',
      hint: expect.stringMatching(/^Mend or delete that line/),
    }),
  ),
);

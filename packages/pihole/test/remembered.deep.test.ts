import { apply, intend, nothingMade, recall, settle, type Change, type Memory } from '@hl/core';
import type { DnsSpec } from '@hl/core/dns';
import { piholeEmulator } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import { password } from './lab.js';

const at = (address: string): DnsSpec => ({ addresses: [address], cname: null });
const change = (key: string, before: DnsSpec | null, after: DnsSpec | null): Change<DnsSpec> => ({
  ...{ system: 'pihole', key, service: 'media' },
  before,
  after,
});

/** Two batches by somebody who keeps what was made: what became of each change, and the memory that is left. */
async function twice(url: string, dns: { address: string; port: number }, stored: Memory = nothingMade): Promise<[string[], Memory]> {
  const integration = pihole({ url, password, dns });
  const lines: string[] = [];
  let memory = stored;
  const record = at('192.168.1.20');
  const batches = [
    ['films.lab', 'music.lab', 'books.lab'].map((key) => change(key, null, record)),
    [change('films.lab', record, at('192.168.1.21')), change('music.lab', record, null)],
  ];
  for (const changes of batches) {
    const outcomes = await apply(integration, changes, {
      memory: recall([memory]),
      onIntent: async (begun) => void (memory = intend(memory, begun)),
      onOutcome: (outcome) => void (memory = JSON.parse(JSON.stringify(settle(memory, outcome))) as Memory),
    });
    for (const { key, status, error } of outcomes) lines.push([key, status, error?.message ?? ''].join(' ').trim());
  }
  await integration.close();
  return [lines, memory];
}

test('only what is remembered as made is changed and deleted', async () => {
  const lab = await piholeEmulator({ password, strict: true, hosts: ['10.0.0.9 books.lab'] });
  const conflict = 'books.lab conflict books.lab in pihole is held by dns.hosts line "10.0.0.9 books.lab"';
  const [first, memory] = await twice(lab.url, lab.dns);
  expect(first).toEqual(['films.lab applied', 'music.lab applied', conflict, 'films.lab applied', 'music.lab applied']);
  expect(memory.made.map(({ key }) => key)).toEqual(['films.lab']);
  expect(await lab.resolve('films.lab')).toEqual(['192.168.1.21']);
  const [second] = await twice(lab.url, lab.dns, memory);
  expect(second).toEqual(first);
  const [third] = await twice(lab.url, lab.dns);
  expect(third).toEqual([
    'films.lab conflict films.lab in pihole is held by dns.hosts line "192.168.1.21 films.lab"',
    'music.lab applied',
    conflict,
    'films.lab unchanged',
    'music.lab applied',
  ]);
  expect(lab.hosts()).toEqual(['10.0.0.9 books.lab', '192.168.1.21 films.lab']);
  await lab.close();
  expect(lab.violations).toEqual([]);
}, 30_000);

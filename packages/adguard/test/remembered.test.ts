import { adguard } from '@hl/adguard';
import { apply, intend, nothingMade, recall, settle, type Memory } from '@hl/core';
import type { DnsSpec } from '@hl/core/dns';
import { adguardEmulator } from '@hl/lab/adguard';
import { linesOf, rewrites, user } from './lab.js';

test('made once, and unchanged for who remembers it', async () => {
  await using lab = await adguardEmulator({ user, rewrites: rewrites('nas.lab 10.0.0.1') });
  const dns = adguard({ url: lab.url, username: 'admin', password: user.password, dns: lab.dns });
  const change = (key: string, after: DnsSpec) => ({ system: 'adguard', key, service: 'media', before: null, after });
  const changes = [
    change('films.lab', { addresses: ['192.168.1.20'], cname: null }),
    change('music.lab', { addresses: [], cname: 'films.lab' }),
  ];
  let memory = nothingMade;
  const run = async (): Promise<string[]> => {
    const outcomes = await apply(dns, changes, {
      memory: recall([memory]),
      onIntent: async (begun) => void (memory = intend(memory, begun)),
      onOutcome: (outcome) => void (memory = JSON.parse(JSON.stringify(settle(memory, outcome))) as Memory),
    });
    return outcomes.map(({ key, status }) => `${key} ${status}`);
  };
  expect(await run()).toEqual(['films.lab applied', 'music.lab applied']);
  expect(await run()).toEqual(['films.lab unchanged', 'music.lab unchanged']);
  expect(linesOf(lab)).toEqual(['nas.lab 10.0.0.1', 'films.lab 192.168.1.20', 'music.lab films.lab']);
});

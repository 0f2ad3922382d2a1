import { Faults, exampleService, exampleSite, faultyFetch, laws } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulatorOptions } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import type { PiholeOptions } from '@hl/pihole';
import { quick, restartMs } from './quick.js';

const addresses = ['192.0.2.20', '192.0.2.21', 'fd00::20'];
const site = exampleSite();

interface Kind {
  readonly lab: PiholeEmulatorOptions;
  readonly timing?: NonNullable<PiholeOptions['timing']>;
  readonly dns: Parameters<typeof exampleService>[0];
  readonly changed: Parameters<typeof exampleService>[0];
}

const foreign = ['192.0.2.2 nas.example.org backup.example.org', '192.0.2.3 Printer', '192.0.2.20 router.example.org'];
const name = 'metube.example.org';

async function setup({ lab, dns, changed, timing }: Kind): Promise<Subject> {
  const emulator = await piholeEmulator({
    password: 'correct horse',
    hosts: foreign,
    cnameRecords: ['files.example.org,nas.example.org'],
    strict: true,
    writeMs: 0,
    restartMs,
    ...lab,
  });
  const faults = new Faults();
  const integration = pihole({
    url: emulator.url,
    password: lab.password ?? 'correct horse',
    dns: emulator.dns,
    addresses,
    fetch: faultyFetch(faults),
    timing: { ...quick, ...timing },
  });
  const aliases = ['tube.example.org', 'video.example.org', 'films.example.org'];
  const ours = new Set([name, ...aliases]);
  return {
    integration,
    site,
    service: exampleService(dns),
    changed: exampleService(changed),
    faults,
    bystanders: async () => ({
      hosts: emulator.hosts().filter((line) => !line.split(' ').some((word) => ours.has(word))),
      cnames: emulator.cnameRecords().filter((line) => !ours.has(line.split(',')[0] ?? '')),
      nas: await emulator.resolve('nas.example.org'),
    }),
    effective: async () => Object.fromEntries(await Promise.all([...ours].map(async (one) => [one, await emulator.resolve(one)] as const))),
    disturbances: () => emulator.backups,
    async occupy() {
      emulator.setHosts([...emulator.hosts(), `192.0.2.99 ${name}`]);
    },
    async close() {
      await integration.close();
      await emulator.close();
      expect(emulator.violations).toEqual([]);
      expect(emulator.sessions()).toBe(0);
    },
  };
}

const one: Omit<Kind, 'lab'> = { dns: {}, changed: { dns: { addresses: ['192.0.2.21'] } } };
const several: Omit<Kind, 'lab'> = {
  dns: { dns: { aliases: ['tube.example.org', 'video.example.org'], addresses: ['fd00::20', '192.0.2.20'] } },
  changed: { dns: { aliases: ['video.example.org', 'films.example.org'], addresses: ['192.0.2.21'] } },
};
const cnames: Omit<Kind, 'lab'> = {
  dns: { dns: { aliases: ['tube.example.org', 'video.example.org'], mode: 'cname' } },
  changed: { dns: { aliases: ['video.example.org'], mode: 'address' } },
};

describe.each<[string, Kind]>([
  ['one name, 6.7.1', { lab: { profile: '6.7.1' }, ...one }],
  ['several names in one PATCH, both families', { lab: {}, ...several }],
  ['several names, 6.0', { lab: { profile: '6.0' }, ...several }],
  ['without a password', { lab: { password: '' }, ...one }],
])('laws: %s', (_, kind) => {
  test.each(laws)('$title', ({ run }) => run(() => setup(kind)), 30_000);
});

/** Each of their crashes is followed by restarts, so these are shorter still. */
const brisk: NonNullable<PiholeOptions['timing']> = { retries: 5, lostMs: 6, restartMs: 200, restartBeginMs: 20, pollMs: 2 };

describe('laws: aliases as CNAMEs', () => {
  test.each(laws)('$title', ({ run }) => run(() => setup({ lab: { restartMs: 6 }, timing: brisk, ...cnames })), 30_000);
});

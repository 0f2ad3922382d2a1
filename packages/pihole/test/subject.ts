import { Faults, examplePage, exampleService, exampleSite, faultyFetch } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { desiredOf, type Resource } from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulatorOptions } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import type { DnsSpec, Pihole, PiholeOptions } from '@hl/pihole';
import { quick } from './lab.js';

const site = exampleSite();

interface Kind {
  readonly lab: PiholeEmulatorOptions;
  readonly timing?: NonNullable<PiholeOptions['timing']>;
  readonly dns: Parameters<typeof exampleService>[0];
  readonly changed: Parameters<typeof exampleService>[0];
}

const foreign = ['192.0.2.2 nas.example.org backup.example.org', '192.0.2.3 Printer', '192.0.2.20 router.example.org'];
const name = 'metube.example.org';

export async function setup({ lab, dns, changed, timing }: Kind): Promise<Subject> {
  const emulator = await piholeEmulator({
    password: 'correct horse',
    hosts: foreign,
    cnameRecords: ['files.example.org,nas.example.org'],
    strict: true,
    writeMs: 0,
    restartMs: 15,
    loginMs: 0,
    ...lab,
  });
  const faults = new Faults();
  const opened: Pihole[] = [];
  const open = (): Pihole => {
    const integration = pihole({
      url: emulator.url,
      password: lab.password ?? 'correct horse',
      dns: emulator.dns,
      fetch: faultyFetch(faults, emulator.fetch),
      timing: { ...quick, ...timing },
    });
    opened.push(integration);
    return integration;
  };
  const names = new Set([name, 'tube.example.org', 'video.example.org', 'films.example.org']);
  const hasName = (line: string): boolean => line.split(/[ ,]/).some((word) => names.has(word));
  /** Lines that somebody else has written under our names. */
  let taken: readonly string[] = [];
  const theirs = (lines: readonly string[]): string[] => lines.filter((line) => !hasName(line) || taken.includes(line));
  return {
    integration: open(),
    restart: open,
    site,
    service: exampleService(dns),
    changed: exampleService(changed),
    faults,
    bystanders: async () => ({
      hosts: theirs(emulator.hosts()),
      cnames: theirs(emulator.cnameRecords()),
      nas: await emulator.resolve('nas.example.org'),
    }),
    effective: async () =>
      Object.fromEntries(await Promise.all([...names].map(async (one) => [one, await emulator.resolve(one)] as const))),
    disturbances: () => emulator.backups,
    async occupy(how) {
      const wants = (what: typeof dns): Resource<DnsSpec>[] => desiredOf(open(), exampleService(what), site);
      const lines = how === 'same' ? wants(dns).flatMap(linesOf) : [];
      const free = [...wants(dns), ...wants(changed)].map(({ key }) => key).filter((key) => !lines.some((line) => line.includes(key)));
      taken = [...lines, ...new Set(free.map((key, n) => (n % 2 === 0 ? `192.0.2.99 ${key}` : `${key},nas.example.org`)))];
      emulator.setHosts([...emulator.hosts(), ...taken.filter((line) => !line.includes(','))]);
      await emulator.setCnameRecords([...emulator.cnameRecords(), ...taken.filter((line) => line.includes(','))]);
    },
    async close() {
      for (const integration of opened) await integration.close();
      await emulator.close();
      expect(emulator.violations).toEqual([]);
      expect(emulator.sessions()).toBe(0);
    },
  };
}

const linesOf = ({ key, spec }: Resource<DnsSpec>): string[] =>
  spec.cname === null ? spec.addresses.map((address) => `${address} ${key}`) : [`${key},${spec.cname}`];

const one: Omit<Kind, 'lab'> = { dns: {}, changed: { dns: { addresses: ['192.0.2.21'] } } };
const several: Omit<Kind, 'lab'> = {
  dns: { dns: { aliases: ['tube.example.org', 'video.example.org'], addresses: ['fd00::20', '192.0.2.20'] } },
  changed: { dns: { aliases: ['video.example.org', 'films.example.org'], addresses: ['192.0.2.21'] } },
};
const cnames: Omit<Kind, 'lab'> = {
  dns: { dns: { aliases: ['tube.example.org', 'video.example.org'], mode: 'cname' } },
  changed: { dns: { aliases: ['video.example.org'], mode: 'address' } },
};

const tube = examplePage({
  name: 'metube-tube',
  dns: { hostname: 'tube.example.org', aliases: ['video.example.org', 'metube.example.org'] },
});
/** Two pages more: of the same machine, with a name that the service has, too, and of one elsewhere. The changed one has the first of them. */
const pages: Omit<Kind, 'lab'> = {
  dns: {
    host: '',
    address: '192.0.2.60',
    pages: [tube, examplePage({ name: 'metube-films', dns: { hostname: 'films.example.org', addresses: ['192.0.2.61'] } })],
  },
  changed: { pages: [{ ...tube, dns: { ...tube.dns!, aliases: [], addresses: ['192.0.2.21'] } }] },
};

/** Each of their crashes is followed by restarts, so these are shorter still. */
const brisk: NonNullable<PiholeOptions['timing']> = { retries: 5, lostMs: 6, restartMs: 200, restartBeginMs: 20, pollMs: 2 };

export const kinds: readonly (readonly [string, Kind])[] = [
  ['one name, 6.7.1', { lab: { profile: '6.7.1' }, ...one }],
  ['several names in one PATCH, both families', { lab: {}, ...several }],
  ['several names, 6.0', { lab: { profile: '6.0' }, ...several }],
  ['without a password', { lab: { password: '' }, ...one }],
  ['a service with pages', { lab: { restartMs: 6 }, timing: brisk, ...pages }],
  ['aliases as CNAMEs', { lab: { restartMs: 6 }, timing: brisk, ...cnames }],
];

import { Faults, examplePage, exampleService, exampleSite, faultyFetch } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { desiredOf, type Resource } from '@hl/core';
import { adguardEmulator } from '@hl/lab/adguard';
import type { AdguardEmulatorOptions } from '@hl/lab/adguard';
import { adguard } from '@hl/adguard';
import type { DnsSpec } from '@hl/adguard';
import { quick, rewrites, user } from './lab.js';

const site = exampleSite();

interface Kind {
  /** Nobody has to log in. */
  readonly isOpen?: boolean;
  readonly lab: AdguardEmulatorOptions;
  readonly dns: Parameters<typeof exampleService>[0];
  readonly changed: Parameters<typeof exampleService>[0];
}

const foreign = rewrites(
  'nas.example.org 192.0.2.2',
  'backup.example.org nas.example.org',
  'Printer.example.org 192.0.2.3',
  '*.apps.example.org 192.0.2.20',
);
const names = new Set(['metube.example.org', 'tube.example.org', 'video.example.org', 'films.example.org']);

export async function setup({ lab, dns, changed, isOpen = false }: Kind): Promise<Subject> {
  const emulator = await adguardEmulator({ ...(isOpen ? {} : { user }), rewrites: foreign, ...lab });
  const faults = new Faults();
  const open = () =>
    adguard({
      ...{
        url: emulator.url,
        dns: emulator.dns,
        ...(isOpen ? { password: '' } : { username: user.name, password: user.password }),
        timing: quick,
      },
      fetch: faultyFetch(faults, emulator.fetch),
    });
  /** Rewrites that somebody else has made under our names. */
  let taken: readonly { readonly domain: string; readonly answer: string }[] = [];
  const isOurs = ({ domain, answer }: { domain: string; answer: string }): boolean =>
    names.has(domain.replace('.unfinished.invalid', '')) && !taken.some((one) => one.domain === domain && one.answer === answer);
  return {
    integration: open(),
    restart: open,
    site,
    service: exampleService(dns),
    changed: exampleService(changed),
    faults,
    bystanders: async () => ({
      rewrites: emulator.rewrites().filter((one) => !isOurs(one)),
      nas: await emulator.resolve('nas.example.org'),
    }),
    effective: async () =>
      Object.fromEntries(await Promise.all([...names].map(async (one) => [one, await emulator.resolve(one)] as const))),
    disturbances: () => emulator.writes,
    async occupy(how) {
      const wants = (what: Kind['dns']): Resource<DnsSpec>[] => desiredOf(open(), exampleService(what), site) as Resource<DnsSpec>[];
      const same = how === 'same' ? wants(dns).flatMap(linesOf) : [];
      const free = [...wants(dns), ...wants(changed)]
        .map(({ key }) => key)
        .filter((key) => !same.some((line) => line.startsWith(`${key} `)));
      const other = [...new Set(free.map((key, n) => (n % 2 === 0 ? `${key} 192.0.2.99` : `${key} nas.example.org`)))];
      taken = rewrites(...same, ...other);
      emulator.setRewrites([...emulator.rewrites(), ...rewrites(...same, ...other)]);
    },
    async close() {
      await emulator.close();
      expect(emulator.violations).toEqual([]);
      expect([emulator.failures, emulator.sessions]).toEqual([0, 0]);
    },
  };
}

const linesOf = ({ key, spec }: Resource<DnsSpec>): string[] =>
  (spec.cname === null ? spec.addresses : [spec.cname]).map((answer) => `${key} ${answer}`);

const one: Omit<Kind, 'lab'> = { dns: {}, changed: { dns: { addresses: ['192.0.2.21'] } } };
const several: Omit<Kind, 'lab'> = {
  dns: { dns: { aliases: ['tube.example.org', 'video.example.org'], addresses: ['fd00::20', '192.0.2.20', '192.0.2.22'] } },
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

export const kinds: readonly (readonly [string, Kind])[] = [
  ['one name', { lab: {}, ...one }],
  ['several names with several addresses', { lab: {}, ...several }],
  ['several names, 0.107.60', { lab: { version: '0.107.60' }, ...several }],
  ['without a user', { lab: {}, isOpen: true, ...one }],
  ['a service with pages', { lab: {}, ...pages }],
  ['aliases as CNAMEs', { lab: {}, ...cnames }],
];

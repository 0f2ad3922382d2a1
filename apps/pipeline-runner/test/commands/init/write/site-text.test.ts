import { loadSite } from '@hl/schema';
import type { Found, FoundDns, FoundGlance, FoundTraefik } from '../../../../src/commands/init/look/found.js';
import type { SiteAnswers } from '../../../../src/commands/init/write/site-sections.js';
import { siteText } from '../../../../src/commands/init/write/site-text.js';

const traefik: FoundTraefik = {
  ...{
    host: 'box',
    container: 'traefik',
    directory: '/opt/traefik/dynamic',
    file: null,
    api: { url: 'http://192.0.2.11:8080', sure: true },
  },
  ...{ entrypoint: 'websecure', ip: null, httpsPort: 443, httpPort: 80, resolver: 'le' },
};
const server: FoundDns = { host: 'box', url: 'http://192.0.2.11', dns: null, username: null };
const second: FoundDns = { host: 'nas', url: 'http://[2001:db8::2]:8053', dns: '[2001:db8::2]:53', username: 'true' };
const glance: FoundGlance = {
  host: 'box',
  container: 'glance',
  config: '/opt/glance/config/glance.yml',
  url: 'http://192.0.2.11:8085',
  page: 'Home: mine',
};

const traefiks: readonly Found['traefik'][] = [
  null,
  traefik,
  { ...traefik, host: 'nas' },
  { ...traefik, directory: null, api: null },
  {
    ...traefik,
    file: 'all.yml',
    api: { url: 'https://traefik.example.org', sure: false },
    entrypoint: 'https',
    ip: '192.0.2.99',
    httpsPort: 8443,
    httpPort: null,
    resolver: null,
  },
];
const servers: readonly (readonly FoundDns[])[] = [
  [],
  [server],
  [{ ...server, url: null }],
  [{ ...server, dns: '192.0.2.11:5353' }, second],
];
const logins: readonly Found['authentik'][] = [
  null,
  { host: 'box', url: 'http://192.0.2.11:9000', browserUrl: 'https://auth.example.org' },
  { host: 'box', url: null, browserUrl: null },
];
const dashboards: readonly Found['glance'][] = [null, glance, { ...glance, container: 'my-glance', config: null, url: null, page: null }];
const fleets: readonly Pick<SiteAnswers, 'hosts' | 'ipOf' | 'byAlias'>[] = [
  {
    hosts: [
      { name: 'box', address: '192.0.2.11' },
      { name: 'nas', address: '192.0.2.12', user: 'deploy', port: 2222, sudo: true, alias: 'store', key: '/k' },
    ],
    byAlias: new Set(['nas']),
    ipOf: (name) => (name === 'box' ? '192.0.2.11' : '192.0.2.12'),
  },
  {
    hosts: [
      { name: 'nas', address: 'nas.lan', jump: 'box' },
      { name: 'box', address: '2001:db8::1', local: true },
    ],
    byAlias: new Set(),
    ipOf: (name) => (name === 'nas' ? '192.0.2.12' : '2001:db8::1'),
  },
  {
    hosts: [
      { name: 'box', address: 'box.lan' },
      { name: 'nas', address: 'nas.lan' },
      { name: '1.5', address: '192.0.2.3' },
    ],
    byAlias: new Set(),
    ipOf: () => null,
  },
];

/** Pi-hole's API asks for no name. */
const nameless = (all: readonly FoundDns[]): FoundDns[] => all.map((one) => ({ ...one, username: null }));

const combinations = traefiks.flatMap((traefik) =>
  servers
    .map(nameless)
    .flatMap((pihole) =>
      servers
        .filter((_, index) => index % 3 === 0)
        .flatMap((adguard) =>
          logins.flatMap((authentik) =>
            dashboards.map((glance) => ({ traefik, pihole, adguard, authentik, glance, domain: null, remarks: [] })),
          ),
        ),
    ),
);
const answers = (found: Found, index: number): SiteAnswers => ({
  ...{ domain: 'example.org', categories: ['media', 'on'], found, ledger: 'box', schema: index % 2 === 0 ? './schema.json' : null },
  ...(fleets[Math.floor(index / 3) % fleets.length] as (typeof fleets)[number]),
});
const problems = (text: string): string[] =>
  loadSite(text).diagnostics.map(({ line, message }) => `${line}: ${message} in ${text.split('\n')[line - 1]}`);

/** With every section that waits as a comment. */
const uncommented = (text: string): string =>
  text.replace(/^# (?=(traefik|pihole|adguard|authentik|glance):$| {2}|discord: )/gm, '').replace(/^ {2}# (?=\w+: )/gm, '  ');

test('every combination of what may be found is a site without a fault, as it stands and with all that waits as a comment', () => {
  expect(combinations.length).toBe(5 * 4 * 2 * 3 * 3);
  combinations.forEach((found, index) => {
    const text = siteText(answers(found, index));
    const { site } = loadSite(text);
    expect([text, ...problems(text)]).toEqual([text]);
    const usable = (servers: readonly FoundDns[]): number => servers.filter(({ url }) => url !== null).length;
    expect(site?.dns['pihole']?.instances.length ?? 0).toBe(usable(found.pihole));
    expect(site?.dns['adguard']?.instances.length ?? 0).toBe(usable(found.adguard));
    expect(site?.authentik?.url ?? null).toBe(found.authentik?.url ?? null);
    expect(site?.glance?.config ?? null).toBe(found.glance?.config ?? null);
    if (index % 3 > 0) return;
    const whole = uncommented(text);
    expect([whole, ...problems(whole)]).toEqual([whole]);
    const all = loadSite(whole).site;
    expect([all?.traefik, all?.authentik, all?.glance, all?.discord].map((section) => section !== null)).toEqual([true, true, true, true]);
    expect(Object.keys(all?.dns ?? {})).toEqual(['pihole', 'adguard']);
  });
});

test.each<[string, Partial<Found>, object]>([
  [
    'as it usually is',
    { traefik },
    {
      host: 'box',
      directory: '/opt/traefik/dynamic',
      layout: 'directory',
      addresses: ['192.0.2.11'],
      api: 'http://192.0.2.11:8080',
      certResolver: 'le',
      entrypoints: ['websecure'],
      httpsPort: 443,
    },
  ],
  [
    'one file, one address, other ports, no certificates',
    { traefik: traefiks[4] as FoundTraefik },
    {
      layout: 'file',
      file: 'all.yml',
      addresses: ['192.0.2.99'],
      api: null,
      certResolver: '',
      entrypoints: ['https'],
      httpsPort: 8443,
      httpPort: 80,
    },
  ],
])('a Traefik, %s', (_, found, expected) => {
  const nothing = { traefik: null, pihole: [], adguard: [], authentik: null, glance: null, domain: null, remarks: [] };
  expect(loadSite(siteText(answers({ ...nothing, ...found }, 0))).site?.traefik).toMatchObject(expected);
});

test('hosts are what was named', () => {
  const nothing = { traefik: null, pihole: [], adguard: [], authentik: null, glance: null, domain: null, remarks: [] };
  const { site } = loadSite(siteText(answers(nothing, 3)));
  expect(site?.hosts).toMatchObject({
    nas: { address: 'nas.lan', jump: 'box', user: 'root' },
    box: { kind: 'local', address: '2001:db8::1' },
  });
  expect(loadSite(siteText(answers(nothing, 0))).site?.hosts['nas']).toMatchObject({
    user: 'deploy',
    port: 2222,
    sudo: true,
    address: 'store',
  });
});

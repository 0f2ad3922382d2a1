import { loadSite } from '@hl/schema';
import { homelab } from '../context.js';
import { shown, site, siteText } from '../read.js';

const messages = (text: string) =>
  loadSite(text).diagnostics.map(({ message, severity }) => (severity === 'error' ? message : `warning: ${message}`));
const hosts = 'domain: example.org\nhosts: { a: 192.0.2.11, b: 192.0.2.12, proxy: proxy.lan }\nledger: { host: a }\n';

describe('a small site', () => {
  test('has thirteen lines and everything', () => {
    expect(siteText.trim().split('\n')).toHaveLength(13);
    expect(site()).toEqual({
      ...homelab,
      defaults: { installRoot: '/opt', restartPolicy: 'unless-stopped', pullPolicy: 'missing', onFailure: 'rollback' },
    });
  });

  test('is plain JSON', () => expect(JSON.parse(JSON.stringify(site()))).toEqual(site()));

  test('hosts have the defaults of ssh, and what they say themselves', () => {
    const { site: jumped } = loadSite(
      `${hosts.replace('proxy.lan', '{ kind: local }')}ssh: { jump: a, port: 2222, agent: true, known_hosts: /k, connect_timeout: 3 }\ndefaults: { parallel: 2, revisions: 9 }\n`,
    );
    expect(jumped?.hosts).toMatchObject({
      a: { jump: null, port: 2222, agent: true, knownHosts: '/k', connectTimeoutSeconds: 3, parallel: 2, revisions: 9 },
      b: { jump: 'a' },
      proxy: { kind: 'local', address: '127.0.0.1', jump: null },
    });
  });

  test('a system that is absent is null', () => {
    expect(loadSite(hosts).site).toMatchObject({ traefik: null, dns: {}, authentik: null, glance: null, discord: null });
  });
});

describe('more of a site', () => {
  test.each([
    [
      'pihole: { url: "http://pi.hole/admin/" }',
      { dns: { pihole: { instances: [{ url: 'http://pi.hole', dns: { address: 'pi.hole', port: 53 } }] } } },
    ],
    [
      'pihole: { url: "http://127.0.0.1:8081", dns: "127.0.0.1:5353", password: P }',
      { dns: { pihole: { instances: [{ dns: { address: '127.0.0.1', port: 5353 }, password: 'P' }] } } },
    ],
    [
      'pihole: { url: "http://[fd00::1]", mode: cname, insecure: true }',
      { dns: { pihole: { instances: [{ dns: { address: 'fd00::1', port: 53 } }], mode: 'cname', insecure: true } } },
    ],
    [
      'pihole: { password: ALL, instances: [{ url: "http://a" }, { url: "https://b", dns: "[fd00::2]:54", password: B }] }',
      {
        dns: {
          pihole: {
            instances: [
              { url: 'http://a', password: 'ALL' },
              { url: 'https://b', dns: { address: 'fd00::2', port: 54 }, password: 'B' },
            ],
          },
        },
      },
    ],
    [
      'authentik: { url: "https://sso.example.org/", outpost: mine, outpost_url: "http://outpost:9000/", token: T, guard: false }',
      { authentik: { url: 'https://sso.example.org', outpost: 'mine', outpostUrl: 'http://outpost:9000', token: 'T', guard: false } },
    ],
    [
      'authentik: { url: "http://sso.lan:9000", browser_url: "https://auth.example.org/" }',
      { authentik: { url: 'http://sso.lan:9000', browserUrl: 'https://auth.example.org' } },
    ],
    [
      'traefik: { host: a, api: "http://a:8080/dashboard/", directory: /t/, layout: file, file: x.yaml }',
      { traefik: { addresses: ['192.0.2.11'], api: 'http://a:8080', directory: '/t', layout: 'file', file: 'x.yaml' } },
    ],
    ['traefik: { host: proxy, addresses: ["10.0.0.1", "fd00::1"] }', { traefik: { addresses: ['10.0.0.1', 'fd00::1'] } }],
    [
      'glance: { host: a, restart: systemctl restart glance, validate: [glance, "--config={file}", "config:validate"] }',
      { glance: { restart: ['systemctl', 'restart', 'glance'], validate: ['glance', '--config={file}', 'config:validate'] } },
    ],
    ['discord: { channel: homelab }', { discord: { channel: 'homelab' } }],
    ['discord: false', { discord: null }],
    [
      'notifications: { channels: { homelab: A_URL, family: { variable: B_URL, on: [failure] } }, default_channels: [homelab, discord] }',
      {
        notifications: {
          channels: { homelab: { variable: 'A_URL', on: null }, family: { variable: 'B_URL', on: ['failure'] } },
          standard: ['homelab', 'discord'],
        },
      },
    ],
    ['services: ./apps/', { services: 'apps' }],
    ['x-note: anything', {}],
  ])('%s', (more, expected) => {
    const { site: loaded, diagnostics } = loadSite(`${hosts}${more}\n`);
    expect(diagnostics).toEqual([]);
    expect(loaded).toMatchObject(expected);
  });

  test.each([
    ['', 'the file is empty'],
    ['domain: example.org', 'hosts is required'],
    ['domain: 3\nhosts: {}', "3 is not of type 'string'"],
    ['domain: "https://example.org"\nhosts: { a: 1.2.3.4 }', 'https://example.org is not a domain'],
    [`${hosts}traefik: { host: prxy }`, "prxy is not one of ['a', 'b', 'proxy']"],
    [`${hosts}traefik: { host: proxy }`, 'addresses is required'],
    [`${hosts}traefik: { host: a, addresses: proxy.lan }`, 'proxy.lan is not an IPv4 or IPv6 address'],
    [`${hosts}traefik: { host: a, directory: /etc/../x }`, '/etc/../x is not a plain path'],
    [`${hosts}traefik: { hots: a }`, 'unknown key hots in traefik'],
    [`${hosts}glance: { host: c }`, "c is not one of ['a', 'b', 'proxy']"],
    [`${hosts}glance: { host: a, validate: glance check }`, 'validate does not name the file to check'],
    [`${hosts}pihole: {}`, 'url is required'],
    [`${hosts}pihole: { url: "http://a", instances: [{ url: "http://b" }] }`, 'url and instances are both given'],
    [`${hosts}pihole: { url: pi.hole }`, expect.stringContaining('pi.hole does not match pattern')],
    [`${hosts}pihole: { url: "http://a", dns: "a:99999" }`, '99999 is not a port'],
    [`${hosts}authentik: { url: "http://[" }`, 'http://[ is not a URL'],
    [`${hosts}authentik: { url: "http://user:secret@sso" }`, expect.stringContaining('does not match pattern')],
    [`${hosts}notifications: { channels: { a: X, b: X } }`, 'X is the URL of a already'],
    [`${hosts}notifications: { channels: { a: X }, default_channels: [b] }`, "b is not one of ['discord', 'a']"],
    [`${hosts}notifications: { channels: { a: { on: [sucess], variable: X } } }`, expect.stringContaining('sucess is not one of')],
    [`${hosts}notifications: { channels: { a: "https://x.example.org/t0ken" } }`, 'a is a URL, not the name of a variable'],
    [
      `${hosts}notifications: { channels: { a: { variable: "https://x.example.org/t0ken" } } }`,
      'variable is a URL, not the name of a variable',
    ],
    [`${hosts}services: ../other`, '../other is not a folder of the repository'],
    [`${hosts}ssh: { jump: nowhere }`, "nowhere is not one of ['a', 'b', 'proxy']"],
    [hosts.replace('192.0.2.12', '{ user: x }'), 'address is required'],
    [hosts.replace('192.0.2.12', '{ address: b.lan, jump: c }'), "c is not one of ['a', 'b', 'proxy']"],
    [hosts.replace('192.0.2.12', '{ address: b.lan, jump: b }'), 'b is reached through itself'],
    [hosts.replace('192.0.2.12', 'root@b'), 'root@b is not a host name or address'],
    [hosts.replace('192.0.2.12', '40.5'), "40.5 is not of type 'string', 'object'"],
    [hosts.replace('192.0.2.12', '192.0.2.300'), '192.0.2.300 is not a host name or address'],
    [hosts.replace('ledger: { host: a }', ''), 'warning: there is no ledger'],
    [hosts.replace('ledger: { host: a }', 'ledger: { host: z }'), "z is not one of ['a', 'b', 'proxy']"],
  ])('%s', (text, message) => {
    expect(messages(text)).toContainEqual(message);
    if (!String(message).startsWith('warning')) expect(loadSite(text).site).toBeNull();
  });

  test('a circle of jumps', () => {
    const text = hosts
      .replace('192.0.2.11', '{ address: a.lan, jump: b }')
      .replace('192.0.2.12', '{ address: b.lan, jump: a }')
      .replace('proxy.lan', '{ address: p.lan, jump: a }');
    expect(shown(loadSite(text).diagnostics)).toEqual([
      '2:37 /hosts/a/jump a is reached through itself',
      '2:69 /hosts/b/jump b is reached through itself',
    ]);
  });

  test('a diagnostic names the file and place, and what to do', () => {
    expect(loadSite(`${hosts}traefik:\n  host: prxy\n`, 'sites/home.yml').diagnostics).toEqual([
      {
        severity: 'error',
        file: 'sites/home.yml',
        line: 5,
        column: 9,
        pointer: '/traefik/host',
        rule: 'enum',
        message: "prxy is not one of ['a', 'b', 'proxy']",
        hint: 'Did you mean proxy?',
      },
    ]);
    expect(shown(loadSite('hosts:\n  a: {}\n').diagnostics)).toEqual(['1:1 /domain domain is required']);
  });

  test('categories of the site are those a service may have', () => {
    expect(loadSite(`${hosts}categories: [pets]\n`).site?.categories).toEqual(['pets']);
  });
});

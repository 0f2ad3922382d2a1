import { siteChange } from '../../src/compare/site-change.js';

const site = `# the homelab
domain: example.org
hosts: { docker-media: 192.0.2.11, docker-apps: 192.0.2.12, proxy: { address: 192.0.2.20, user: deploy } }
traefik: { host: proxy, api: http://192.0.2.20:8080 }
verify: { deadline: 60 }
`;

/** `all` services, or those on these hosts. */
test.each<[string, string | null, 'all' | string[]]>([
  ['a comment', site.replace('the homelab', 'my homelab'), []],
  ['another spelling', site.replace('{ address: 192.0.2.20, user: deploy }', '{ "user": "deploy", "address": "192.0.2.20" }'), []],
  ['the order of sections', `verify: { deadline: 60 }\n${site.replace('verify: { deadline: 60 }\n', '')}`, []],
  [
    'what no service feels',
    site.replace('deadline: 60', 'deadline: 90').concat('discord: { channel: homelab }\nnotifications: { channels: { a: A_URL } }\n'),
    [],
  ],
  ['one host', site.replace('192.0.2.12', '192.0.2.13'), ['docker-apps']],
  ['a host that no service is on', site.replace('hosts: {', 'hosts: { docker-new: 192.0.2.14,'), ['docker-new']],
  ['the host of every route', site.replace('192.0.2.20, user', '192.0.2.21, user'), 'all'],
  ['the domain', site.replace('example.org', 'example.net'), 'all'],
  ['a new section', `${site}pihole: { url: http://192.0.2.53 }\n`, 'all'],
  ['no YAML any more', `${site}}{`, 'all'],
  ['aliases without end', `${site}x: &a [1]\ny: &b [${'*a,'.repeat(200)}]\nz: [${'*b,'.repeat(200)}]\n`, 'all'],
  ['a host that is gone', site.replace(', docker-apps: 192.0.2.12', ''), ['docker-apps']],
  ['two hosts', site.replace('192.0.2.11', '192.0.2.31').replace('192.0.2.12', '192.0.2.32'), ['docker-apps', 'docker-media']],
  ['no hosts', site.replace(/^hosts.*$/m, ''), 'all'],
  ['hosts that are none', site.replace(/^hosts.*$/m, 'hosts: []'), 'all'],
  ['no site', null, 'all'],
])('%s', (_, after, expected) => {
  for (const change of [siteChange(site, after), siteChange(after, site)])
    expect(change === 'all' ? change : [...change].sort()).toEqual(expected);
});

test('the host of the dashboard counts as well; without a site on both sides nothing changed', () => {
  const dashboard = site.replace('traefik: { host: proxy', 'glance: { host: proxy');
  expect(siteChange(dashboard, dashboard.replace('192.0.2.20, user', '192.0.2.21, user'))).toBe('all');
  expect(siteChange(null, null)).toEqual(new Set());
});

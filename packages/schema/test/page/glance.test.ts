import { authentikSection } from '../../src/page/authentik.js';
import { glanceSection } from '../../src/page/glance.js';
import { healthSection } from '../../src/page/health.js';
import { traefikSection } from '../../src/page/traefik.js';
import { contextOf, homelab, minimal, told } from '../context.js';

function resolve(sections: string, deployment = '', site = homelab) {
  const context = contextOf(minimal(deployment, sections), { site });
  const route = traefikSection(context);
  authentikSection(context, route);
  return { glance: glanceSection(context, route, healthSection(context)), report: context.report };
}

describe('Glance', () => {
  const glance = (text: string, more = 'traefik: {}\n', deployment = '') => resolve(`${more}glance: { ${text} }\n`, deployment).glance;

  test.each([
    ['', '', 'http://192.0.2.11:8082'],
    ['', 'traefik: {}\n', 'https://metube.example.org'],
    ['', 'traefik: { tls: false }\n', 'http://metube.example.org'],
    ['', 'traefik: { scheme: tcp }\n', 'tcp://192.0.2.11:8082'],
    ['', 'traefik: { hosts: ["*.a.example.org"] }\n', 'http://192.0.2.11:8082'],
    ['', 'traefik: { hosts: ["*.a.example.org", b] }\n', 'https://b.example.org'],
    ['url: "https://x.example.org/start"', 'traefik: {}\n', 'https://x.example.org/start'],
  ])('url: %j %j', (text, more, expected) => expect(glance(text, more)?.url).toBe(expected));

  test.each([
    ['', null],
    ['authentik: {}\n', 'http://192.0.2.11:8082/health?x=1'],
    ['authentik: { enabled: false }\n', null],
  ])('the monitor asks past the sign-in page: %j', (authentik, expected) => {
    expect(glance('monitor: {}', `traefik: {}\n${authentik}`, 'healthcheck: { endpoint: "/health?x=1" }')?.monitor?.checkUrl).toBe(
      expected,
    );
  });

  test.each([
    ['monitor: { health_endpoint: /up }', '', 'https://metube.example.org/up'],
    ['monitor: { health_endpoint: / }', '', null],
    ['monitor: { check_url: "http://x/y", health_endpoint: /up }', 'authentik: {}\n', 'http://x/y'],
    ['monitor: {}', 'authentik: {}\n', 'http://192.0.2.11:8082/'],
  ])('%s %j', (text, authentik, expected) => expect(glance(text, `traefik: {}\n${authentik}`)?.monitor?.checkUrl).toBe(expected));

  test('status codes come from the health check; redirects are followed anyway', () => {
    expect(glance('monitor: {}', '', 'healthcheck: { expected_status: [200, 302, 401] }')?.monitor?.altStatusCodes).toEqual([401]);
    expect(glance('monitor: { alt_status_codes: [403] }')?.monitor?.altStatusCodes).toEqual([403]);
  });

  test('title, icon, group, page and widget', () => {
    expect(glance('page: media, title: T, bookmark: { icon: di:x, group: G, description: D }, monitor: { enabled: false }')).toEqual({
      page: 'media',
      url: 'https://metube.example.org',
      title: 'T',
      icon: 'di:x',
      bookmark: { group: 'G', description: 'D' },
      monitor: null,
    });
    expect(glance('monitor: { allow_insecure: true, timeout: 5s }')).toMatchObject({
      page: 'home',
      title: 'MeTube',
      icon: null,
      bookmark: null,
      monitor: { widget: 'Services', allowInsecure: true, timeout: '5s' },
    });
  });

  test('of a site without Glance there is no tile', () => {
    const { glance, report } = resolve('glance: {}\n', '', { ...homelab, glance: null });
    expect([glance, told(report)]).toEqual([null, ['warning: there is no Glance in hl.yml, so there is no tile']]);
    expect(resolve('glance: { enabled: false }\n').glance).toBeNull();
  });
});

import { good, load, minimal, repository, shown } from '../read.js';

const pages = (text: string, deployment = '', sections = '') => minimal(deployment, `${sections}pages:\n${text.replace(/^/gm, '  ')}\n`);
const messages = (text: string, deployment = '', sections = '') =>
  shown(load(pages(text, deployment, sections)).diagnostics).map((line) => line.replace(/^(warning )?\d+:\d+ \/\S+ /, '$1'));

describe('a further page', () => {
  test('has what the first has, resolved the same way', () => {
    const sections = `traefik: { subdomain: a, tls: false }
dns: { aliases: [x] }
authentik: { groups: [family] }
glance: { monitor: { widget: W }, bookmark: { group: G } }
`;
    const inPage = sections.replaceAll(/^/gm, '    ').trimEnd();
    const first = good(minimal('healthcheck: { endpoint: /up }', sections));
    const [page] = good(pages(`other:\n${inPage.replaceAll('    ', '  ')}\n  healthcheck: { endpoint: /up }\n  port: 8082`)).pages;
    const { health, traefik, dns, glance } = first;
    expect(page).toMatchObject({ health, traefik, dns, authentik: { ...first.authentik, slug: 'metube-other' } });
    expect(page?.glance).toEqual({ ...glance, title: 'Other' });
  });

  test('is called after its service, and known by its own name', () => {
    const service = good(pages('tv-shows: { port: 8082, traefik: {}, dns: {}, authentik: {}, glance: {} }'));
    expect(service.pages[0]).toMatchObject({
      name: 'metube-tv-shows',
      displayName: 'Tv Shows',
      description: 'Video downloader',
      traefik: { hosts: ['tv-shows.example.org'] },
      dns: { hostname: 'tv-shows.example.org' },
      authentik: { slug: 'metube-tv-shows' },
      glance: { title: 'Tv Shows' },
    });
  });

  test('answers elsewhere, with a transport of its own', () => {
    const [page] = good(pages('router: { backend: "https://192.0.2.1", traefik: {}, glance: {}, healthcheck: {} }')).pages;
    expect(page).toMatchObject({ address: '192.0.2.1', port: 443, health: { scheme: 'https', port: 443 }, traefik: { scheme: 'https' } });
  });

  test('of a service that is nothing else', () => {
    const text =
      'service: { name: lan, display_name: LAN, description: Machines, category: utility }\npages: { nas: { backend: "http://192.0.2.2:5000", traefik: {} } }\n';
    expect(good(text)).toMatchObject({ deployment: null, port: null, host: '', traefik: null, pages: [{ name: 'lan-nas', port: 5000 }] });
  });

  test('is at the address of its container', () => {
    const deployment = `container_port: 80
address: 192.0.2.60
services: { side: { image: x, networks: { lan: { ipv4_address: 192.0.2.61 } } }, other: { image: x, ports: ["9100:91"] } }
compose: { networks: { lan: { driver: macvlan } } }`;
    const { service } = load(pages('a: { port: 81 }\nb: { container: side, port: 82 }\nc: { container: other }', deployment));
    expect(service).toMatchObject({ address: '192.0.2.60', port: 80, deployment: { ports: [] } });
    expect(service?.pages.map(({ address, port }) => [address, port])).toEqual([
      ['192.0.2.60', 81],
      ['192.0.2.61', 82],
      [null, 9100],
    ]);
  });

  test.each([
    ['a: {}', undefined],
    ['a: { traefik: {} }', 'port is required'],
    ['a: { container: nobody }', 'there is no container nobody'],
    ['a: { container: side }', 'side does not publish one TCP port, so it is not known where the page answers'],
    ['a: { container: two, port: 9000 }', 'warning two does not publish port 9000 of the host'],
    ['a: { container: two, port: 9100 }', undefined],
    ['a: { port: 9000 }', 'warning nothing is published on port 9000 of the host'],
    ['a: { port: 9100, backend: "http://192.0.2.1" }', 'backend does not go with port: both say where the page answers'],
    ['a: { icon: foo }', 'warning foo is not an icon that Glance knows'],
    [`${'a'.repeat(57)}: {}`, `the page would be called metube-${'a'.repeat(57)}, which is too long`],
    ['a: { subdomain: x }', 'unknown key subdomain in pages.a'],
  ])('%s: %s', (text, message) => {
    const told = messages(text, 'services: { side: { image: x }, two: { image: x, ports: ["9100:91", "9101:92"] } }');
    const others = told.filter((line) => !/9000 of the host|nothing leads to/.test(line) || line === message);
    expect(others).toEqual(message === undefined ? [] : [message]);
  });

  test.each([
    ['the route', 'traefik: {}\n'],
    ['the health check', 'healthcheck: {}\n'],
    ['the page', 'pages: { a: { traefik: {} } }\n'],
  ])('%s of a container without a network is told what it lacks', (_, sections) => {
    const { diagnostics } = load(minimal('network_mode: none', sections));
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ pointer, rule, hint }) => [pointer, rule, hint])).toEqual([
      [
        '/deployment/network_mode',
        'no-network',
        'Give the container a network, or remove the route, the health check and the tile that need one.',
      ],
    ]);
  });

  test('is told where it is written', () => {
    const text = pages('a: { port: 8082, dns: { hostname: a/b }, traefik: { rule: x } }');
    expect(shown(load(text).diagnostics)).toEqual([
      expect.stringMatching(/^7:37 \/pages\/a\/dns\/hostname a\/b is not a host name/),
      expect.stringMatching(/^7:61 \/pages\/a\/traefik\/rule /),
    ]);
  });
});

describe('what speaks no HTTP', () => {
  test('has a tile at its port, a DNS record, and no monitor unless told what to ask', () => {
    const { service, diagnostics } = load(minimal('', 'traefik: { scheme: tcp }\ndns: {}\nglance: { monitor: {} }\n'));
    expect(service).toMatchObject({
      dns: { addresses: ['192.0.2.20'] },
      glance: { url: 'tcp://192.0.2.11:8082', monitor: null, bookmark: { group: 'Downloads' } },
    });
    expect(diagnostics.map(({ rule, hint }) => [rule, hint])).toEqual([['no-effect', expect.stringContaining('glance.monitor.check_url')]]);
    expect(
      good(minimal('', 'traefik: { scheme: udp }\nglance: { monitor: { check_url: "http://192.0.2.11:80/up" } }\n')).glance?.monitor,
    ).toMatchObject({
      checkUrl: 'http://192.0.2.11:80/up',
    });
  });

  test('is monitored by its health check, where that is HTTP', () => {
    const { glance } = good(
      minimal('ports: [8083]\nhealthcheck: { port: 8083, endpoint: /up }', 'traefik: { scheme: tcp }\nglance: { monitor: {} }\n'),
    );
    expect(glance).toMatchObject({ url: 'http://192.0.2.11:8083', monitor: { checkUrl: 'http://192.0.2.11:8083/up' } });
  });
});

test('the health check of a container inside and the request from outside', () => {
  const health = (text: string) => {
    const { health, deployment } = good(minimal(`healthcheck: ${text}`));
    return [health && health.interval, deployment?.container['healthcheck']];
  };
  expect(health('{ interval: 30s }')).toEqual([30, undefined]);
  expect(health('{ test: [CMD, "true"], interval: 15, retries: 2 }')).toEqual([
    null,
    { test: ['CMD', 'true'], interval: '15s', retries: 2 },
  ]);
  expect(health('{ test: "true", endpoint: /up, interval: 1m30s }')).toEqual([90, { test: 'true', interval: '1m30s' }]);
  expect(health('{ disable: true }')).toEqual([null, { disable: true }]);
  expect(shown(load(minimal('healthcheck: { interval: 2h }')).diagnostics)).toEqual([
    '6:28 /deployment/healthcheck/interval 2h is not between 1 and 3600 seconds',
  ]);
  expect(shown(load(minimal('healthcheck: { timeout: 30x }')).diagnostics)).toEqual([
    '6:27 /deployment/healthcheck/timeout 30x is not a duration',
  ]);
  const both = minimal('healthcheck: { endpoint: /a }', 'healthcheck: { endpoint: /b }\n');
  expect(shown(load(both).diagnostics)).toEqual(['7:1 /healthcheck the request of the health check is in deployment.healthcheck too']);
});

test('a CA file of a backend is looked for in the repository', () => {
  const files = repository({ 'ca.pem': '-----BEGIN CERTIFICATE-----\n' });
  const text = pages('a: { backend: { url: "https://192.0.2.1", ca_file: ca.pem }, traefik: {} }');
  expect(good(text, files).pages[0]?.traefik?.trust).toEqual({ ca: '-----BEGIN CERTIFICATE-----\n', serverName: null });
});

test.each([
  ['pages: { a: { backend: https://192.0.2.9 } }', ['/pages/a nothing leads to a, and nobody looks at it']],
  ['pages: { a: { backend: https://192.0.2.9, glance: {} } }', []],
  ['backend: https://192.0.2.9', ['/backend nothing leads to metube, and nobody looks at it']],
  ['backend: https://192.0.2.9\ndns: {}', []],
])('a page without a way to it is told: %s', (lines, expected) => {
  const text = lines.startsWith('pages') ? minimal() + lines : `${minimal().split('deployment:')[0]}${lines}\n`;
  expect(load(text).diagnostics.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual(expected);
});

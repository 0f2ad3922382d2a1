import type { Service } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { crossCheck, loadService } from '@hl/schema';
import { minimal, repository, site } from '../read.js';

const at = site();

/** A service of a file that differs from the smallest one in name and port. */
function read(name: string, port: number, deployment = '', sections = '', host = 'docker-media'): Service {
  const text = minimal(deployment, sections)
    .replace('name: metube', `name: ${name}`)
    .replace('8082', String(port))
    .replace('docker-media', host);
  const { service, diagnostics } = loadService(
    text,
    `services/${name}.yml`,
    at,
    repository({ 'own.yml': 'services: { x: { image: x, ports: ["9000:80"] } }' }),
  );
  if (!service) throw new Error(JSON.stringify(diagnostics));
  return service;
}

const messages = (...services: Service[]) => crossCheck(services, at).map(({ file, line, message }) => `${file}:${line} ${message}`);

test('services that share nothing', () => expect(messages(read('aa', 1), read('bb', 2))).toEqual([]));
test('no services', () => expect(messages()).toEqual([]));

test('one name in two files is told once, besides the port', () => {
  const text = minimal('', 'traefik: {}\nglance: {}\n');
  const [a, b] = ['aa', 'bb'].map((file) => loadService(text, `services/${file}.yml`, at, () => null).service!);
  expect(crossCheck([a!, b!], at)).toEqual([
    {
      severity: 'error',
      file: 'services/bb.yml',
      line: 1,
      column: 18,
      pointer: '/service/name',
      rule: 'same-name',
      message: 'metube is the name of services/aa.yml already',
      hint: 'Give one of them another name.',
    },
    expect.objectContaining({ rule: 'same-port', line: 4, column: 9 }),
  ]);
});

describe('host ports', () => {
  const taken = (port: string, by = 'aa') => `port ${port} of docker-media is taken by ${by} (services/${by}.yml) already`;

  test.each<[string, Service, Service, string[]]>([
    ['the same', read('aa', 80), read('bb', 80), [`services/bb.yml:4 ${taken('80/tcp')}`]],
    ['the same on another host', read('aa', 80), read('bb', 80, '', '', 'docker-apps'), []],
    ['another protocol', read('aa', 80), read('bb', 81, 'ports: ["80/udp"]'), []],
    [
      'the same protocol',
      read('aa', 80, 'ports: ["53/udp"]'),
      read('bb', 81, 'ports: ["53/udp"]'),
      [`services/bb.yml:6 ${taken('53/udp')}`],
    ],
    ['two addresses of the host', read('aa', 80, 'ports: ["10.0.0.1:53:53"]'), read('bb', 81, 'ports: ["10.0.0.2:53:53"]'), []],
    [
      'one address and all',
      read('aa', 80, 'ports: ["10.0.0.1:53:53"]'),
      read('bb', 81, 'ports: [53]'),
      [`services/bb.yml:6 ${taken('53/tcp')}`],
    ],
    [
      '0.0.0.0 and an address',
      read('aa', 80, 'ports: ["0.0.0.0:53:53"]'),
      read('bb', 81, 'ports: ["10.0.0.1:53:53"]'),
      [`services/bb.yml:6 ${taken('53/tcp')}`],
    ],
    ['IPv6 and IPv4', read('aa', 80, 'ports: ["[::]:53:53"]'), read('bb', 81, 'ports: ["10.0.0.1:53:53"]'), []],
    ['host network', read('aa', 8123, 'network_mode: host'), read('bb', 8123), [`services/bb.yml:4 ${taken('8123/tcp')}`]],
    [
      'a side container',
      read('aa', 80, 'services: { x: { image: x, ports: ["5000-5002:80-82", "${VAR:-x}:1", 6000] } }'),
      read('bb', 5001),
      [`services/bb.yml:4 ${taken('5001/tcp')}`],
    ],
    [
      'long spelling',
      read('aa', 80),
      read('bb', 81, 'services: { x: { image: x, ports: [{ target: 1, published: "80", protocol: tcp }] } }'),
      [`services/bb.yml:6 ${taken('80/tcp')}`],
    ],
    [
      'a raw override',
      read('aa', 80, 'compose: { services: { aa: { ports: ["70:1"] } } }'),
      read('bb', 70),
      [`services/bb.yml:4 ${taken('70/tcp')}`],
    ],
    ['an own compose file', read('aa', 9000, 'compose_file: own.yml'), read('bb', 9000), [`services/bb.yml:4 ${taken('9000/tcp')}`]],
  ])('%s', (_, a, b, expected) => expect(messages(a, b)).toEqual(expected));

  test.each([
    ['docker-media', 'ports: [22]', 'port 22/tcp of docker-media is where SSH listens'],
    ['proxy', 'ports: [443]', 'port 443/tcp of proxy is where Traefik listens'],
    ['proxy', 'ports: ["192.0.2.20:80:80"]', 'port 80/tcp of proxy is where Traefik listens'],
    ['proxy', 'ports: ["443/udp"]', undefined],
    ['proxy', 'ports: ["127.0.0.1:443:443"]', undefined],
    ['docker-media', 'ports: [443]', undefined],
  ])('what the machine %s has itself: %s', (host, deployment, message) => {
    expect(crossCheck([read('aa', 9000, deployment, '', host)], at).map(({ severity, message }) => `${severity}: ${message}`)).toEqual(
      message ? [`warning: ${message}`] : [],
    );
  });

  test.each([
    ['traefik:v3.7', []],
    ['docker.io/library/traefik@sha256:0', []],
    ['ghcr.io/example/traefik-logs:1', ['port 443/tcp of proxy is where Traefik listens']],
  ])('to %s, where Traefik listens is its own', (image, expected) => {
    const { deployment, ...service } = read('aa', 9000, 'ports: [443]', '', 'proxy');
    expect(messages({ ...service, deployment: deployment && { ...deployment, image } })).toEqual(
      expected.map((one) => expect.stringContaining(one)),
    );
  });

  test('two names of one machine are one machine', () => {
    const twice = { ...at, hosts: { ...at.hosts, again: at.hosts['docker-media']! } };
    expect(crossCheck([read('aa', 80), { ...read('bb', 80), host: 'again' }], twice)).toHaveLength(1);
  });
});

describe('names that only one may have', () => {
  test.each<[string, Service, Service, string[]]>([
    [
      'a host name',
      read('aa', 1, '', 'traefik: { subdomain: x }\n'),
      read('bb', 2, '', 'traefik: { hosts: [y, X.example.org] }\n'),
      ['services/bb.yml:6 x.example.org is the host name of services/aa.yml already'],
    ],
    [
      'a host name with paths',
      read('aa', 1, '', 'traefik: { rule: "Host(`x.y`) && Path(`/a`)" }\n'),
      read('bb', 2, '', 'traefik: { rule: "Host(`x.y`) && Path(`/b`)" }\n'),
      [],
    ],
    [
      'a record',
      read('aa', 1, '', 'dns: { hostname: x }\n'),
      read('bb', 2, '', 'dns: { hostname: y, aliases: [x] }\n'),
      ['services/bb.yml:6 x.example.org is a DNS record of services/aa.yml already'],
    ],
    [
      'a slug',
      read('aa', 1, '', 'traefik: {}\nauthentik: { slug: x }\n'),
      read('bb', 2, '', 'traefik: {}\nauthentik: { slug: x }\n'),
      ['services/bb.yml:7 x is the Authentik slug of services/aa.yml already'],
    ],
    [
      'a tile',
      read('aa', 1, '', 'glance: { url: "http://x/" }\n'),
      read('bb', 2, '', 'glance: { url: "http://x" }\n'),
      ['services/bb.yml:6 http://x is the tile of services/aa.yml already'],
    ],
    [
      'an install path',
      read('aa', 1, 'install_path: /opt/x'),
      read('bb', 2, 'install_path: /opt/x/'),
      ['services/bb.yml:6 /opt/x on docker-media is the install path of services/aa.yml already'],
    ],
    [
      'an install path on another host',
      read('aa', 1, 'install_path: /opt/x'),
      read('bb', 2, 'install_path: /opt/x', '', 'docker-apps'),
      [],
    ],
    [
      'a container',
      read('aa', 1, 'services: { db: { image: x, container_name: db } }'),
      read('bb', 2, 'compose: { services: { db: { image: x, container_name: db } } }'),
      ['services/bb.yml:6 db on docker-media is the name of a container of services/aa.yml already'],
    ],
    [
      'a container twice in one service',
      read('aa', 1, 'services: { db: { image: x, container_name: aa } }'),
      read('bb', 2),
      ['services/aa.yml:6 aa on docker-media is the name of a container of this service already'],
    ],
    [
      'a main container',
      read('aa', 1, 'services: { db: { image: x, container_name: bb } }'),
      read('bb', 2),
      ['services/bb.yml:1 bb on docker-media is the name of a container of services/aa.yml already'],
    ],
  ])('%s', (_, a, b, expected) => expect(messages(a, b)).toEqual(expected));
});

describe('dependencies', () => {
  const needs = (name: string, port: number, ...others: string[]) => read(name, port, `depends_on_services: [${others.join(', ')}]`);

  test('in order', () => expect(messages(needs('aa', 1, 'bb', 'cc'), needs('bb', 2, 'cc'), read('cc', 3))).toEqual([]));

  test('unknown, with what was meant', () => {
    expect(crossCheck([needs('app', 1, 'postgers'), read('postgres', 2)], at)).toEqual([
      expect.objectContaining({
        message: 'there is no service postgers',
        hint: 'Did you mean postgres?',
        pointer: '/deployment/depends_on_services/0',
        line: 6,
        column: 25,
      }),
    ]);
  });

  test('in a circle', () => {
    expect(messages(needs('aa', 1, 'bb'), needs('bb', 2, 'cc'), needs('cc', 3, 'aa'), needs('dd', 4, 'aa'))).toEqual([
      'services/aa.yml:6 aa needs bb needs cc needs aa',
      'services/bb.yml:6 bb needs cc needs aa needs bb',
      'services/cc.yml:6 cc needs aa needs bb needs cc',
    ]);
    expect(
      messages(needs('aa', 1, 'bb', 'cc'), needs('bb', 2, 'dd'), needs('cc', 3, 'dd', 'ee'), read('dd', 4), needs('ee', 5, 'aa')),
    ).toEqual([
      'services/aa.yml:6 aa needs cc needs ee needs aa',
      'services/cc.yml:6 cc needs ee needs aa needs cc',
      'services/ee.yml:6 ee needs aa needs cc needs ee',
    ]);
    expect(messages(needs('aa', 1, 'aa'))).toEqual(['services/aa.yml:6 aa needs aa']);
  });
});

test('services out of the ledger have no positions, but are checked', () => {
  const other = exampleService({ path: 'services/other.yml', name: 'other' });
  expect(crossCheck([exampleService(), other], exampleSite())).toEqual([
    expect.objectContaining({ file: 'services/other.yml', line: 1, column: 1, rule: 'same-port' }),
  ]);
});

describe('pages', () => {
  const page = (text: string) => `pages: { ${text} }\n`;

  test.each<[string, Service[], string[]]>([
    [
      'the name of a page and of a service',
      [read('media', 1, '', page('tv: {}')), read('media-tv', 2)],
      ['services/media-tv.yml:1 media-tv is the name of services/media.yml already'],
    ],
    [
      'a host name of another file',
      [read('aa', 1, '', 'traefik: {}\n'), read('bb', 2, '', page('aa: { port: 2, traefik: {} }'))],
      ['services/bb.yml:6 aa.example.org is the host name of services/aa.yml already'],
    ],
    [
      'a host name, record and tile of another page of the file',
      [read('aa', 1, '', `traefik: {}\ndns: {}\nglance: {}\n${page('x: { port: 1, traefik: { subdomain: aa }, dns: {}, glance: {} }')}`)],
      [
        'services/aa.yml:9 aa.example.org is the host name of another page of this file already',
        'services/aa.yml:9 aa.example.org is a DNS record of another page of this file already',
        'services/aa.yml:9 https://aa.example.org is the tile of another page of this file already',
      ],
    ],
    [
      'one slug',
      [read('aa', 1, '', `traefik: {}\nauthentik: { slug: s }\n${page('x: { port: 1, traefik: {}, authentik: { slug: s } }')}`)],
      ['services/aa.yml:8 s is the Authentik slug of another page of this file already'],
    ],
    [
      'under one host name with rules of their own, with one record',
      [
        read(
          'aa',
          1,
          '',
          `traefik: { rule: "Host(\`a.b\`)" }\ndns: {}\n${page('x: { port: 1, traefik: { rule: "Host(`a.b`) && PathPrefix(`/x`)" } }')}`,
        ),
      ],
      [],
    ],
  ])('%s', (_, services, expected) => {
    const found = crossCheck(services, at);
    expect(found.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual(expected);
  });

  test('services without a container need no path and no port', () => {
    const machine = (name: string) =>
      loadService(
        `service: { name: ${name}, display_name: A, description: A, category: media }\nbackend: http://192.0.2.9\n`,
        `services/${name}.yml`,
        at,
        () => null,
      ).service!;
    expect(messages(machine('aa'), machine('bb'))).toEqual([]);
  });

  test('ports of a range, and those of a compose file', () => {
    expect(messages(read('aa', 1, 'ports: ["5000-5010:5000-5010/udp"]'), read('bb', 2, 'ports: ["5005/udp"]'))).toEqual([
      'services/bb.yml:6 port 5005/udp of docker-media is taken by aa (services/aa.yml) already',
    ]);
  });
});

test.each([
  ['services: { db: { image: x, ports: ["1:5432"] } }', ['/deployment/services/db/ports port 1/tcp is published by aa already']],
  [
    'ports: ["9000-9005:9000-9005"]\nservices: { db: { image: x, ports: ["9003:1"] } }',
    ['/deployment/services/db/ports port 9003/tcp is published by aa already'],
  ],
  ['services: { db: { image: x, ports: ["1:1/udp", "2:1", "2:1/tcp"] } }', []],
  ['ports: ["192.0.2.1:7:7"]\nservices: { db: { image: x, ports: ["192.0.2.2:7:7"] } }', []],
  ['ports: [{ target: 7, published: "7", mode: host }]', []],
])('containers of one service at one port: %s', (deployment, expected) => {
  const told = crossCheck([read('aa', 1, deployment)], at);
  expect(told.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual(expected);
});

import type { Service } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { crossCheck, loadService } from '@hl/schema';
import { cost, minimal, repository, site } from './read.js';

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

test('services that share nothing', () => expect(messages(read('a', 1), read('b', 2))).toEqual([]));
test('no services', () => expect(messages()).toEqual([]));

test('one name in two files is told once, besides the port', () => {
  const text = minimal('', 'traefik: {}\nglance: {}\n');
  const [a, b] = ['a', 'b'].map((file) => loadService(text, `services/${file}.yml`, at, () => null).service!);
  expect(crossCheck([a!, b!], at)).toEqual([
    {
      severity: 'error',
      file: 'services/b.yml',
      line: 1,
      column: 18,
      pointer: '/service/name',
      rule: 'same-name',
      message: 'metube is the name of services/a.yml already',
      hint: 'Give one of them another name.',
    },
    expect.objectContaining({ rule: 'same-port', line: 4, column: 9 }),
  ]);
});

describe('host ports', () => {
  const taken = (port: string, by = 'a') => `port ${port} of docker-media is taken by ${by} (services/${by}.yml) already`;

  test.each<[string, Service, Service, string[]]>([
    ['the same', read('a', 80), read('b', 80), [`services/b.yml:4 ${taken('80/tcp')}`]],
    ['the same on another host', read('a', 80), read('b', 80, '', '', 'docker-apps'), []],
    ['another protocol', read('a', 80), read('b', 81, 'ports: ["80/udp"]'), []],
    ['the same protocol', read('a', 80, 'ports: ["53/udp"]'), read('b', 81, 'ports: ["53/udp"]'), [`services/b.yml:6 ${taken('53/udp')}`]],
    ['two addresses of the host', read('a', 80, 'ports: ["10.0.0.1:53:53"]'), read('b', 81, 'ports: ["10.0.0.2:53:53"]'), []],
    [
      'one address and all',
      read('a', 80, 'ports: ["10.0.0.1:53:53"]'),
      read('b', 81, 'ports: [53]'),
      [`services/b.yml:6 ${taken('53/tcp')}`],
    ],
    [
      '0.0.0.0 and an address',
      read('a', 80, 'ports: ["0.0.0.0:53:53"]'),
      read('b', 81, 'ports: ["10.0.0.1:53:53"]'),
      [`services/b.yml:6 ${taken('53/tcp')}`],
    ],
    ['IPv6 and IPv4', read('a', 80, 'ports: ["[::]:53:53"]'), read('b', 81, 'ports: ["10.0.0.1:53:53"]'), []],
    ['host network', read('a', 8123, 'network_mode: host'), read('b', 8123), [`services/b.yml:4 ${taken('8123/tcp')}`]],
    [
      'a side container',
      read('a', 80, 'services: { x: { image: x, ports: ["5000-5002:80-82", "${VAR}:1", 6000] } }'),
      read('b', 5001),
      [`services/b.yml:4 ${taken('5001/tcp')}`],
    ],
    [
      'long spelling',
      read('a', 80),
      read('b', 81, 'services: { x: { image: x, ports: [{ target: 1, published: "80", protocol: tcp }] } }'),
      [`services/b.yml:6 ${taken('80/tcp')}`],
    ],
    [
      'a raw override',
      read('a', 80, 'compose: { services: { a: { ports: ["70:1"] } } }'),
      read('b', 70),
      [`services/b.yml:4 ${taken('70/tcp')}`],
    ],
    ['an own compose file', read('a', 80, 'compose_file: own.yml'), read('b', 9000), [`services/b.yml:4 ${taken('9000/tcp')}`]],
  ])('%s', (_, a, b, expected) => expect(messages(a, b)).toEqual(expected));

  test.each([
    ['docker-media', 'ports: [22]', 'port 22/tcp of docker-media is where SSH listens'],
    ['proxy', 'ports: [443]', 'port 443/tcp of proxy is where Traefik listens'],
    ['proxy', 'ports: ["192.0.2.20:80:80"]', 'port 80/tcp of proxy is where Traefik listens'],
    ['proxy', 'ports: ["443/udp"]', undefined],
    ['proxy', 'ports: ["127.0.0.1:443:443"]', undefined],
    ['docker-media', 'ports: [443]', undefined],
  ])('what the machine %s has itself: %s', (host, deployment, message) => {
    expect(crossCheck([read('a', 9000, deployment, '', host)], at).map(({ severity, message }) => `${severity}: ${message}`)).toEqual(
      message ? [`warning: ${message}`] : [],
    );
  });

  test('two names of one machine are one machine', () => {
    const twice = { ...at, hosts: { ...at.hosts, again: at.hosts['docker-media']! } };
    expect(crossCheck([read('a', 80), { ...read('b', 80), host: 'again' }], twice)).toHaveLength(1);
  });
});

describe('names that only one may have', () => {
  test.each<[string, Service, Service, string[]]>([
    [
      'a host name',
      read('a', 1, '', 'traefik: { subdomain: x }\n'),
      read('b', 2, '', 'traefik: { hosts: [y, X.example.org] }\n'),
      ['services/b.yml:6 x.example.org is the host name of services/a.yml already'],
    ],
    [
      'a host name with paths',
      read('a', 1, '', 'traefik: { rule: "Host(`x.y`) && Path(`/a`)" }\n'),
      read('b', 2, '', 'traefik: { rule: "Host(`x.y`) && Path(`/b`)" }\n'),
      [],
    ],
    [
      'a record',
      read('a', 1, '', 'dns: { hostname: x }\n'),
      read('b', 2, '', 'dns: { hostname: y, aliases: [x] }\n'),
      ['services/b.yml:6 x.example.org is a DNS record of services/a.yml already'],
    ],
    [
      'a slug',
      read('a', 1, '', 'traefik: {}\nauthentik: { slug: x }\n'),
      read('b', 2, '', 'traefik: {}\nauthentik: { slug: x }\n'),
      ['services/b.yml:7 x is the Authentik slug of services/a.yml already'],
    ],
    [
      'a tile',
      read('a', 1, '', 'glance: { url: "http://x/" }\n'),
      read('b', 2, '', 'glance: { url: "http://x" }\n'),
      ['services/b.yml:6 http://x is the tile of services/a.yml already'],
    ],
    [
      'an install path',
      read('a', 1, 'install_path: /opt/x'),
      read('b', 2, 'install_path: /opt/x/'),
      ['services/b.yml:6 /opt/x on docker-media is the install path of services/a.yml already'],
    ],
    ['an install path on another host', read('a', 1, 'install_path: /opt/x'), read('b', 2, 'install_path: /opt/x', '', 'docker-apps'), []],
    [
      'a container',
      read('a', 1, 'services: { db: { image: x, container_name: db } }'),
      read('b', 2, 'compose: { services: { db: { container_name: db } } }'),
      ['services/b.yml:6 db is the name of a container of services/a.yml on docker-media already'],
    ],
    [
      'a main container',
      read('a', 1, 'services: { db: { image: x, container_name: b } }'),
      read('b', 2),
      ['services/b.yml:1 b is the name of a container of services/a.yml on docker-media already'],
    ],
  ])('%s', (_, a, b, expected) => expect(messages(a, b)).toEqual(expected));
});

describe('dependencies', () => {
  const needs = (name: string, port: number, ...others: string[]) => read(name, port, `depends_on_services: [${others.join(', ')}]`);

  test('in order', () => expect(messages(needs('a', 1, 'b', 'c'), needs('b', 2, 'c'), read('c', 3))).toEqual([]));

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
    expect(messages(needs('a', 1, 'b'), needs('b', 2, 'c'), needs('c', 3, 'a'), needs('d', 4, 'a'))).toEqual([
      'services/a.yml:6 a needs b needs c needs a',
      'services/b.yml:6 b needs c needs a needs b',
      'services/c.yml:6 c needs a needs b needs c',
    ]);
    expect(messages(needs('a', 1, 'b', 'c'), needs('b', 2, 'd'), needs('c', 3, 'd', 'e'), read('d', 4), needs('e', 5, 'a'))).toEqual([
      'services/a.yml:6 a needs c needs e needs a',
      'services/c.yml:6 c needs e needs a needs c',
      'services/e.yml:6 e needs a needs c needs e',
    ]);
    expect(messages(needs('a', 1, 'a'))).toEqual(['services/a.yml:6 a needs a']);
  });
});

test('services out of the ledger have no positions, but are checked', () => {
  const other = exampleService({ path: 'services/other.yml', name: 'other' });
  expect(crossCheck([exampleService(), other], exampleSite())).toEqual([
    expect.objectContaining({ file: 'services/other.yml', line: 1, column: 1, rule: 'same-port' }),
  ]);
});

test('a thousand services take a moment', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    exampleService({
      name: `s${index}`,
      port: 1000 + index,
      deployment: { ports: [{ host: 1000 + index, container: 80, protocol: 'tcp', hostIp: null }] },
    }),
  );
  expect(cost(() => expect(crossCheck(many, exampleSite())).toEqual([]))).toBeLessThan(1000);
});

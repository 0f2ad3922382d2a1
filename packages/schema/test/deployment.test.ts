import { good, load, minimal, repository, shown, site } from './read.js';

const deployment = (text: string, files = {}) => good(minimal(text), repository(files)).deployment;
const messages = (text: string, files = {}) =>
  load(minimal(text), repository(files)).diagnostics.map(({ message, severity }) =>
    severity === 'error' ? message : `warning: ${message}`,
  );

describe('ports', () => {
  const main = { host: 8082, container: 8082, protocol: 'tcp', hostIp: null };

  test.each([
    ['7359', { host: 7359, container: 7359, protocol: 'tcp', hostIp: null }],
    ['"2222:22"', { host: 2222, container: 22, protocol: 'tcp', hostIp: null }],
    ['"7359/udp"', { host: 7359, container: 7359, protocol: 'udp', hostIp: null }],
    ['"192.0.2.11:53:5353/udp"', { host: 53, container: 5353, protocol: 'udp', hostIp: '192.0.2.11' }],
    ['"[fd00::1]:53:53"', { host: 53, container: 53, protocol: 'tcp', hostIp: 'fd00::1' }],
    ['{ host: 53, protocol: udp, host_ip: 192.0.2.11 }', { host: 53, container: 53, protocol: 'udp', hostIp: '192.0.2.11' }],
    ['{ host: 2222, container: 22 }', { host: 2222, container: 22, protocol: 'tcp', hostIp: null }],
  ])('%s comes after the main one', (entry, expected) => {
    expect(deployment(`ports: [${entry}]`).ports).toEqual([main, expected]);
  });

  test('an entry that names the main port takes its place', () => {
    expect(deployment('container_port: 80\nports: [9000, "127.0.0.1:8082:80"]').ports).toEqual([
      { host: 8082, container: 80, protocol: 'tcp', hostIp: '127.0.0.1' },
      { host: 9000, container: 9000, protocol: 'tcp', hostIp: null },
    ]);
  });

  test('the same number under another protocol or address is another port', () => {
    expect(deployment('ports: ["8082/udp", "10.0.0.1:53:53", "10.0.0.2:53:53"]').ports).toHaveLength(4);
  });

  test.each([
    ['ports: ["8082:99"]', 'port 8082/tcp is published twice'],
    ['ports: [53, "10.0.0.1:53:53"]', 'port 53/tcp is published twice'],
    ['ports: ["70000:80"]', '70000 is not a port'],
    ['ports: [{ host: 53, host_ip: eth0 }]', 'eth0 is not an IPv4 or IPv6 address'],
    ['ports: ["1.2.3:53:53"]', '1.2.3 is not an IPv4 or IPv6 address'],
    ['ports: ["8080-8090:80"]', expect.stringContaining('8080-8090:80 does not match pattern')],
    ['network_mode: host\nports: [53]', 'warning: nothing is published with network_mode: host'],
    ['network_mode: host\ncontainer_port: 99', 'warning: with network_mode: host the program listens on 8082 itself'],
    ['network_mode: host\nnetworks: [a]', 'networks do not go with network_mode: host'],
    ['network_mode: service:vpm\nservices: { vpn: { image: gluetun } }', "vpm is not one of ['vpn']"],
  ])('%j', (text, message) => {
    expect(messages(text)).toContainEqual(message);
  });

  test('host networking publishes nothing but keeps the port', () => {
    expect(good(minimal('network_mode: host'))).toMatchObject({ port: 8082, deployment: { ports: [], networkMode: 'host' } });
  });

  test('nor does the network of a side container; a bridge is what there is anyway', () => {
    expect(deployment('network_mode: service:vpn\nservices: { vpn: { image: gluetun } }').ports).toEqual([]);
    expect(deployment('network_mode: bridge')).toMatchObject({ networkMode: null, ports: [main] });
  });
});

describe('volumes', () => {
  test.each([
    ['/mnt/media:/media', { host: '/mnt/media', container: '/media', readOnly: false }],
    ['/mnt/media/:/media/:ro', { host: '/mnt/media', container: '/media', readOnly: true }],
    ['{ host: /mnt/My Films, container: /films, read_only: true }', { host: '/mnt/My Films', container: '/films', readOnly: true }],
    ['data:/data', { host: 'data', container: '/data', readOnly: false }],
    ['./config:/config', { host: '/opt/metube/config', container: '/config', readOnly: false }],
    ['.:/all', { host: '/opt/metube', container: '/all', readOnly: false }],
    ['/var/run/docker.sock:/var/run/docker.sock', { host: '/var/run/docker.sock', container: '/var/run/docker.sock', readOnly: false }],
  ])('%s', (entry, expected) => {
    expect(deployment(`volumes:\n  - ${entry}`).volumes).toEqual([expected]);
  });

  test.each([
    ['/data', '/data is not host:container'],
    ['a:b:c:d', 'a:b:c:d is not host:container'],
    ['../other:/x', '../other leaves the install path'],
    ['./../../etc:/x', './../../etc leaves the install path'],
    ['/opt/../etc:/x', '/opt/../etc is not a plain path'],
    ['~/x:/x', '~/x begins with ~'],
    ['config/x:/x', 'config/x is neither a path nor the name of a volume'],
    ['/mnt/$HOME:/x', '/mnt/$HOME holds a character that a shell or compose would read'],
    ['/mnt/a`id`:/x', '/mnt/a`id` holds a character that a shell or compose would read'],
    ['/mnt/x:data', 'data is not an absolute path in the container'],
    ['/mnt/x:/a/../b', '/a/../b is not an absolute path in the container'],
    ['/mnt/x:/', '/ is not an absolute path in the container'],
    ['/mnt/x:/x:z', 'warning: z has no effect on a volume here'],
  ])('%s', (entry, message) => {
    expect(messages(`volumes:\n  - ${JSON.stringify(entry)}`)).toEqual([message]);
  });

  test('one place in the container, one mount', () => {
    expect(messages('volumes: [/a:/x, { host: /b, container: /x/ }]')).toEqual(['/x is mounted twice']);
  });
});

describe('the install path and the image', () => {
  test('loses its last slash', () => expect(deployment('install_path: /srv/apps/metube/').installPath).toBe('/srv/apps/metube'));

  test.each([
    ['install_path: /opt/../etc/x', '/opt/../etc/x is not a plain path'],
    ['install_path: /opt//x', '/opt//x is not a plain path'],
    ['install_path: /opt', '/opt belongs to the system'],
    ['install_path: /etc/metube', '/etc/metube belongs to the system'],
    ['install_path: opt/metube', 'opt/metube does not match pattern ^/[A-Za-z0-9._@/-]+$'],
    ['install_path: "/opt/a b"', '/opt/a b does not match pattern ^/[A-Za-z0-9._@/-]+$'],
    ['install_path: "/opt/$(id)"', '/opt/$(id) does not match pattern ^/[A-Za-z0-9._@/-]+$'],
  ])('%s', (text, message) => expect(messages(text)).toEqual([message]));

  test.each([
    'alpine',
    'nextcloud:34-apache',
    'localhost:5000/a/b',
    'ghcr.io/a_b/c__d--e:v1@sha256:' + 'a'.repeat(64),
    'registry.lan:5000/x.y:1_2',
  ])('%s is an image', (image) => {
    expect(good(minimal().replace(/image: .*/, `image: ${image}`)).deployment.image).toBe(image);
  });

  test.each([
    ['ghcr.io/AlexTa69/MeTube:Latest', 'Write ghcr.io/alexta69/metube:Latest: the name is in lower case.'],
    ['metube:', 'Write registry/name:tag, e.g. ghcr.io/alexta69/metube:2026.08.15.'],
    ['a//b', 'Write registry/name:tag, e.g. ghcr.io/alexta69/metube:2026.08.15.'],
  ])('%s is none', (image, hint) => {
    expect(load(minimal().replace(/image: .*/, `image: "${image}"`)).diagnostics).toEqual([
      expect.objectContaining({ message: `${image} is not the name of an image`, hint, line: 5 }),
    ]);
  });
});

describe('files of the repository', () => {
  const files = {
    'services/downloads/beside.conf': 'beside',
    'config/root.conf': 'root',
    'config/run.sh': '#!/bin/sh\n',
    'big.bin': new Uint8Array(10 * 1024 * 1024 + 1),
    'services/downloads/plain.env': 'PASSWORD=hunter2\n',
    'services/downloads/x.sops.env': 'PASSWORD=ENC[AES256_GCM,data:x]\nsops_version=3.9.0\n',
  };

  test('are found beside the service file and from the root', () => {
    expect(
      deployment(
        'extra_files:\n  - { source: beside.conf, destination: conf/ }\n  - { source: config/root.conf, destination: ./a/root.conf }',
        files,
      ).files,
    ).toEqual([
      expect.objectContaining({ source: 'services/downloads/beside.conf', destination: 'conf/beside.conf', mode: 0o644, size: 6 }),
      expect.objectContaining({ source: 'config/root.conf', destination: 'a/root.conf', size: 4 }),
    ]);
  });

  test.each([
    ['', 0o755],
    [', mode: 0600', 0o600],
    [', mode: "640"', 0o640],
    [', mode: 0o400', 0o400],
  ])('a script%s', (mode, expected) => {
    expect(deployment(`extra_files: [{ source: config/run.sh, destination: run.sh${mode} }]`, files).files[0]?.mode).toBe(expected);
  });

  test.each([
    ['nowhere.conf', 'x', 'nowhere.conf does not exist'],
    ['/etc/passwd', 'x', '/etc/passwd is not a path in the repository'],
    ['../../../etc/passwd', 'x', '../../../etc/passwd leaves the repository'],
    ['../../.git/config', 'x', '../../.git/config leaves the repository'],
    ['big.bin', 'x', 'big.bin is 10.0 MB; a file may be 10 MB at most'],
    ['beside.conf', '/etc/passwd', '/etc/passwd is absolute'],
    ['beside.conf', '/opt/metube/x.conf', '/opt/metube/x.conf is absolute'],
    ['beside.conf', '../x', '../x leaves the install path'],
    ['beside.conf', 'a/../../x', 'a/../../x leaves the install path'],
    ['beside.conf', 'compose.yml', 'compose.yml is written by the deployment itself'],
    ['beside.conf', './.env', '.env is written by the deployment itself'],
    ['beside.conf', '.hl/x', '.hl/x is written by the deployment itself'],
    ['beside.conf', 'a;b', 'a;b holds a character that a shell would read'],
    ['beside.conf', '-rf', '-rf holds a character that a shell would read'],
  ])('%s to %s', (source, destination, message) => {
    const { service, diagnostics } = load(
      minimal(`extra_files: [{ source: ${source}, destination: "${destination}" }]`),
      repository(files),
    );
    expect(service).toBeNull();
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
    expect(diagnostics[0]).toMatchObject({ line: 6, hint: expect.stringMatching(/\w+/) });
  });

  test('no two go to one place', () => {
    expect(
      messages('extra_files: [{ source: beside.conf, destination: x }, { source: config/root.conf, destination: ./x }]', files),
    ).toEqual(['x is written twice']);
  });

  test('a secrets file is encrypted', () => {
    expect(deployment('secrets_file: x.sops.env', files).secretsFile).toMatchObject({
      source: 'services/downloads/x.sops.env',
      mode: 0o600,
    });
    expect(messages('secrets_file: plain.env', files)).toEqual(['services/downloads/plain.env is not encrypted']);
    expect(JSON.stringify(load(minimal('secrets_file: plain.env'), repository(files)))).not.toContain('hunter2');
  });

  test('an own compose file is read, its mistakes are told with its line', () => {
    const own = (text: string) => messages('compose_file: own.yml', { 'own.yml': text });
    expect(deployment('compose_file: own.yml', { 'own.yml': 'services: { metube: { image: x } }\n' }).composeFile).toEqual({
      source: 'own.yml',
      content: 'services: { metube: { image: x } }\n',
    });
    expect(own('services:\n  metube: [\n')).toEqual([expect.stringMatching(/^own\.yml:3:1: flow sequence/)]);
    expect(own('version: 3\n')).toEqual(['own.yml has no services']);
    expect(own('services: { app: { image: x } }\n')).toEqual(['warning: own.yml has no container called metube']);
  });
});

describe('environment and secrets', () => {
  test('a value may be 120 kB', () => {
    expect(messages(`environment: { BIG: ${'x'.repeat(121 * 1024)} }`)).toEqual(['BIG is 121 kB; a variable may be 120 kB at most']);
  });

  test('the CI variable has the same name unless told', () => {
    expect(deployment('secrets: [{ name: A }, { name: B, source: C }]').secrets).toEqual([
      { name: 'A', source: 'A' },
      { name: 'B', source: 'C' },
    ]);
  });

  test.each([
    ['secrets: [{ name: A }, { name: A, source: B }]', 'A is given twice'],
    ['environment: { A: x }\nsecrets: [{ name: A }]', 'A is in environment too'],
    ['secrets: [{ name: A-B }]', 'A-B does not match pattern ^[A-Za-z_][A-Za-z0-9_]*$'],
    ['secrets: [{ name: A, source: $(id) }]', '$(id) does not match pattern ^[A-Za-z_][A-Za-z0-9_]*$'],
  ])('%s', (text, message) => expect(messages(text)).toEqual([message]));

  test('Watchtower is told by labels; a label of one’s own wins', () => {
    const labels = (text: string, deployment = '') => good(minimal(deployment, `watchtower: ${text}\n`)).deployment.labels;
    expect(labels('{ enabled: false }')).toEqual({ 'com.centurylinklabs.watchtower.enable': 'false' });
    expect(labels('{ monitor_only: true }', 'labels: { com.centurylinklabs.watchtower.enable: maybe, a: b }')).toEqual({
      'com.centurylinklabs.watchtower.enable': 'maybe',
      'com.centurylinklabs.watchtower.monitor-only': 'true',
      a: 'b',
    });
  });

  test('what Watchtower cannot do is said', () => {
    const { diagnostics } = load(minimal('', 'watchtower: { container_name: other, notify_on_update: false }\n'));
    expect(diagnostics.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(['warning no-effect', 'warning no-effect']);
  });
});

describe('side containers', () => {
  const services = 'services: { database: { image: postgres:18 }, cache: { image: redis } }';

  test('are kept as written', () => {
    expect(deployment(`${services}\ndepends_on: { database: { condition: service_healthy } }`)).toMatchObject({
      services: { database: { image: 'postgres:18' }, cache: { image: 'redis' } },
      dependsOn: { database: { condition: 'service_healthy' } },
    });
  });

  test.each([
    [`${services}\ndepends_on: [databse]`, "databse is not one of ['database', 'cache']"],
    [`${services}\ndepends_on: { cahce: {} }`, "cahce is not one of ['database', 'cache']"],
    ['services: { metube: { image: x } }', 'metube is the main container'],
    ['services: { db: { imgae: x } }', 'image is required'],
    ['services: { db: postgres }', "postgres is not of type 'object'"],
    ['services: { "a b": { image: x } }', 'a b does not match pattern ^[A-Za-z0-9][A-Za-z0-9_.-]*$'],
  ])('%s', (text, message) => expect(messages(text)).toEqual([message]));
});

describe('the health check', () => {
  test('has everything that can be said', () => {
    const text =
      'healthcheck: { scheme: https, endpoint: "/h?x=1", port: 8082, host: a.example.org, headers: { X: y }, expected_status: [200, 204], body_contains: ok, follow_redirects: true, interval: 5, timeout: 3, start_period: 60, retries: 9 }';
    expect(good(minimal(text)).health).toEqual({
      scheme: 'https',
      endpoint: '/h?x=1',
      port: 8082,
      hostHeader: 'a.example.org',
      headers: { X: 'y' },
      expectedStatus: [200, 204],
      bodyContains: 'ok',
      followRedirects: true,
      interval: 5,
      timeout: 3,
      startPeriod: 60,
      retries: 9,
    });
  });

  test('disabled is none', () => expect(good(minimal('healthcheck: { enabled: false }\nhealthcheck_path: /x')).health).toBeNull());

  test('a port that nothing is published on', () => {
    expect(load(minimal('container_port: 8081\nhealthcheck: { port: 8081 }')).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: 'nothing is published on port 8081 of the host',
        hint: 'It is the port inside the container; on the host that is 8082.',
      }),
    ]);
  });
});

test('Discord follows the site unless told', () => {
  const discord = (sections: string, at = site()) => good(minimal('', sections), undefined, at).notifications.discord;
  const { discord: _, ...rest } = site();
  expect(discord('', { ...rest, discord: null })).toBe(false);
  expect(discord('notifications: { discord: false }\n')).toBe(false);
  expect(discord('notifications: { discord: { enabled: false } }\n')).toBe(false);
  const channels = load(minimal('', 'notifications: { discord: { channel: "#other" } }\n'), undefined, {
    ...rest,
    discord: { channel: 'homelab' },
  });
  expect(shown(channels.diagnostics)).toEqual(['warning 6:38 /notifications/discord/channel messages go to homelab, not to #other']);
});

test('an icon that Glance does not know is a warning', () => {
  expect(load(minimal().replace('name: metube', 'name: metube, icon: YouTube')).diagnostics).toEqual([
    expect.objectContaining({ severity: 'warning', hint: 'Write si:youtube, another prefix (di:, sh:, mdi:) or a URL.' }),
  ]);
});

describe('what Docker refuses for certain', () => {
  const refused = (text: string, files = {}) =>
    load(minimal(text), repository(files)).diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);

  test.each([
    ['ghcr.io/a/b..c:1', 'ghcr.io/a/b..c:1'],
    ['ghcr.io/a___b:1', 'ghcr.io/a___b:1'],
    ['-x.example.org/a:1', '-x.example.org/a:1'],
    ['A_B/C:1', 'A_B/C:1'],
    ['a/b:.tag', 'a/b:.tag'],
    ['a:b:c', 'a:b:c'],
    ['scratch', 'scratch'],
    ["'a b'", 'a b'],
    ["''", "''"],
  ])('the image %s', (written, shown) => {
    expect(refused(`services:\n  cache:\n    image: ${written}`)).toEqual([
      expect.stringMatching(/^\d+:\d+ .* is not the name of an image$/),
    ]);
    expect(refused(`services:\n  cache:\n    image: ${written}`)[0]).toContain(` ${shown} `);
    expect(refused(`compose:\n  services:\n    cache: { image: ${written} }`)).toHaveLength(1);
    expect(refused(`compose:\n  image: ${written}`)).toHaveLength(1);
  });

  test.each([
    'postgres',
    'localhost:5000/a/b_c__d-e--f.g:V1.0_x',
    'ghcr.io/a/b@sha256:0123456789012345678901234567890123456789012345678901234567890123',
    '[fd00::1]:5000/a:1',
    '"${IMAGE}"',
    'registry.example.org/a/b:${TAG}',
  ])('not the image %s', (written) => {
    expect(
      refused(
        `services: { cache: { image: ${written.includes('[') ? `'${written}'` : written.includes('{') && !written.startsWith('"') ? `"${written}"` : written} } }`,
      ),
    ).toEqual([]);
  });

  test.each([
    ['services: { cache: { image: a, container_name: -x } }', '-x is not the name of a container'],
    ['services: { cache: { image: a, container_name: x } }', 'x is not the name of a container'],
    ['compose: { container_name: "a b" }', 'a b is not the name of a container'],
    ['compose: { name: My Media }', 'My Media is not the name of a project'],
    ['services: { cache: { image: a, ports: ["70000:80"] } }', '70000 is not a port'],
    ['services: { cache: { image: a, ports: ["127.0.0.1:53:0/udp"] } }', '0 is not a port'],
    ['services: { cache: { image: a, volumes: ["data:data"] } }', 'data is not an absolute path in the container'],
    ['services: { cache: { image: a, volumes: ["data:/"] } }', '/ is not an absolute path in the container'],
    ['services: { cache: { image: a, volumes: ["a:/b:ro:x"] } }', 'a:/b:ro:x is not host:container'],
  ])('%s', (text, message) => {
    expect(refused(text)).toEqual([expect.stringMatching(/^\d+:\d+ /)]);
    expect(refused(text)[0]).toContain(message);
  });

  test('in a compose file of its own, told with its place there', () => {
    const own = 'services:\n  metube:\n    image: Ghcr.io/A/B\n    container_name: x\n';
    expect(messages('compose_file: own.yaml', { 'own.yaml': own }).filter((message) => message.startsWith('own.yaml:'))).toEqual([
      'own.yaml:3:12: Ghcr.io/A/B is not the name of an image',
      'own.yaml:4:21: x is not the name of a container',
    ]);
  });

  test('a service with a name of one letter, unless its container has another', () => {
    const short = (text: string): string => minimal(text).replace(/name: metube\b/, 'name: x');
    const told = (text: string): string[] => load(short(text), repository({})).diagnostics.map(({ message }) => message);
    expect(told('')).toEqual(['x is too short for the name of a container']);
    expect(told('compose: { container_name: tube }')).toEqual([]);
  });
});

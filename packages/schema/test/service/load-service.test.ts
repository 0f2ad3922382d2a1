import { loadService } from '@hl/schema';
import { good, load, minimal, repository, shown, site } from '../read.js';

/** As people have it, unchanged. */
const inUse = `service:    {name: metube, display_name: MeTube, description: …, category: downloads, icon: "si:youtube", version: latest}
deployment:
  target_host: docker-media        # name from a host inventory
  port: 8082                       # host port
  container_port: 8081             # default = port
  image: ghcr.io/alexta69/metube:latest
  install_path: /opt/metube        # default /opt/<name>
  restart_policy: unless-stopped
  volumes: [{host: /opt/metube/downloads, container: /downloads}]   # or "host:container[:ro]"
  environment: {TZ: America/New_York}
  secrets: [{name: API_KEY, source: EXAMPLE_API_KEY}]   # source = CI variable
  extra_files: [{source: config/x.conf, destination: x.conf}]
  healthcheck: {enabled: true, endpoint: /, port: 8082, interval: 30, timeout: 10, retries: 3, expected_status: [200]}
traefik:   {enabled: true, subdomain: metube, entrypoints: [websecure], tls: {enabled: true, cert_resolver: letsencrypt}, middlewares: [], headers: {frame_deny: true}}
dns:       {enabled: true, hostname: metube, ip: 192.0.2.20}
authentik: {enabled: true, method: forward_auth, authorization_flow: default-provider-authorization-implicit-consent}   # forward_auth | proxy | oidc
glance:    {enabled: true, page: home, bookmark: {enabled: true, group: Downloads, description: …}, monitor: {enabled: true, widget: Media Services, health_endpoint: /}}
watchtower: {enabled: true, container_name: metube, notify_on_update: true}
notifications: {discord: {enabled: true, channel: …}}
metadata:  {maintainer: …, repository: …, docs: …, tags: [..]}
`;

describe('a file as people have it', () => {
  const files = repository({ 'config/x.conf': 'hello' });

  test('is valid unchanged, with Windows line ends and a byte order mark too', () => {
    const service = good(inUse, files);
    expect(good(`\uFEFF${inUse.replaceAll('\n', '\r\n')}`, files)).toEqual(service);
    expect(service).toMatchObject({
      name: 'metube',
      path: 'services/downloads/metube.yml',
      displayName: 'MeTube',
      icon: 'si:youtube',
      host: 'docker-media',
      port: 8082,
      deployment: {
        containerPort: 8081,
        installPath: '/opt/metube',
        volumes: ['/opt/metube/downloads:/downloads'],
        secrets: [{ name: 'API_KEY', source: 'EXAMPLE_API_KEY' }],
        files: [
          {
            source: 'config/x.conf',
            destination: 'x.conf',
            mode: 0o644,
            size: 5,
            sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
          },
        ],
        ports: [{ host: 8082, container: 8081, protocol: 'tcp', hostIp: null }],
        labels: { 'com.centurylinklabs.watchtower.enable': 'true' },
      },
      health: { endpoint: '/', port: 8082, interval: 30, timeout: 10, retries: 3, expectedStatus: [200] },
      traefik: { hosts: ['metube.example.org'], tls: { certResolver: 'letsencrypt', domains: [] }, headers: { frameDeny: true } },
      dns: { hostname: 'metube.example.org', addresses: ['192.0.2.20'] },
      authentik: { slug: 'metube', method: 'forward_auth', externalUrl: 'https://metube.example.org', applicationGroup: 'Downloads' },
      glance: {
        url: 'https://metube.example.org',
        bookmark: { group: 'Downloads' },
        monitor: { widget: 'Media Services', checkUrl: 'http://192.0.2.11:8082/' },
      },
      notifications: { discord: true },
      metadata: { version: 'latest', tags: ['..'] },
    });
  });

  test('is plain JSON', () => {
    const service = good(inUse, files);
    expect(JSON.parse(JSON.stringify(service))).toEqual(service);
  });
});

describe('defaults', () => {
  test('of a file with nothing but what is required', () => {
    expect(good(minimal())).toEqual({
      name: 'metube',
      path: 'services/downloads/metube.yml',
      displayName: 'MeTube',
      description: 'Video downloader',
      category: 'downloads',
      icon: null,
      host: 'docker-media',
      address: null,
      port: 8082,
      deployment: {
        image: 'ghcr.io/alexta69/metube:latest',
        containerPort: 8082,
        installPath: '/opt/metube',
        restartPolicy: 'unless-stopped',
        pullPolicy: 'missing',
        volumes: [],
        environment: {},
        secrets: [],
        secretsFile: null,
        files: [],
        ports: [{ host: 8082, container: 8082, protocol: 'tcp', hostIp: null }],
        networkMode: null,
        networks: [],
        devices: [],
        privileged: false,
        capAdd: [],
        user: null,
        command: null,
        entrypoint: null,
        dependsOn: [],
        labels: {},
        container: {},
        composeService: null,
        services: {},
        compose: {},
        composeFile: null,
        networkOf: null,
        onFailure: 'rollback',
        dependsOnServices: [],
      },
      health: null,
      traefik: null,
      dns: null,
      authentik: null,
      glance: null,
      pages: [],
      notifications: { discord: true, channels: null },
      metadata: {},
    });
  });

  test('come from hl.yml where it has them', () => {
    const at = site('defaults: { install_root: /srv/apps/, restart_policy: always, pull_policy: always, on_failure: keep }\n');
    expect(good(minimal(), undefined, at).deployment).toMatchObject({
      installPath: '/srv/apps/metube',
      restartPolicy: 'always',
      pullPolicy: 'always',
      onFailure: 'keep',
    });
  });

  test('a site that was made by hand has the built-in ones', () => {
    const { defaults: _, ...bare } = site() as ReturnType<typeof site> & { defaults: unknown };
    expect(good(minimal(), undefined, bare).deployment).toMatchObject({ installPath: '/opt/metube', restartPolicy: 'unless-stopped' });
  });

  test('a section that is disabled, empty or absent is null', () => {
    expect(good(minimal('', 'traefik: { enabled: false, subdomain: x }\ndns:\nglance: { enabled: false }\n'))).toMatchObject({
      traefik: null,
      dns: null,
      authentik: null,
      glance: null,
    });
  });

  test('a section that is there is enabled', () => {
    expect(good(minimal('', 'traefik: {}\ndns: {}\nauthentik: {}\nglance: {}\n'))).toMatchObject({
      traefik: { hosts: ['metube.example.org'] },
      dns: { hostname: 'metube.example.org' },
      authentik: { method: 'forward_auth' },
      glance: { bookmark: { group: 'Downloads' }, monitor: null },
    });
  });

  test('a service that is switched off wants nothing and is no error', () => {
    const { service, diagnostics } = load(minimal().replace('name: metube', 'name: metube, enabled: false'));
    expect(service).toBeNull();
    expect(diagnostics).toEqual([]);
  });
});

describe('older spellings', () => {
  test.each([
    ['healthcheck_path: /ping\nhealthcheck_status: 204', '', { endpoint: '/ping', expectedStatus: [204] }],
    ['healthcheck_status: [200, 401]', '', { endpoint: '/', expectedStatus: [200, 401] }],
    ['', 'traefik: { healthcheck_path: /up }\n', { endpoint: '/up', expectedStatus: [200] }],
  ])('%j %j is folded into the health check', (deployment, sections, expected) => {
    expect(good(minimal(deployment, sections)).health).toMatchObject(expected);
  });

  test('beside the newer one they have no effect, which is said', () => {
    const { service, diagnostics } = load(minimal('healthcheck_path: /old\nhealthcheck: { endpoint: /new }'));
    expect(service?.health?.endpoint).toBe('/new');
    expect(shown(diagnostics)).toEqual([
      'warning 6:3 /deployment/healthcheck_path healthcheck_path is an older spelling of endpoint, which is there too',
    ]);
  });

  test('target_ip and traefik.websocket', () => {
    expect(good(minimal('', 'traefik: { websocket: true }\ndns: { target_ip: 192.0.2.99 }\n')).dns?.addresses).toEqual(['192.0.2.99']);
  });
});

describe('what is wrong is said in these words', () => {
  const broken = `service:
  name: My Service
  category: invalid
deployment:
  target_host: docker-medai
  port: "8080"
  prot: 3
  restart_policy: allways
volumes: []
`;

  test('with line, column, pointer and the next step', () => {
    const { service, diagnostics } = load(broken);
    expect(service).toBeNull();
    expect(
      diagnostics.map(({ line, column, pointer, message, hint, rule }) => [`${line}:${column}`, pointer, rule, message, hint]),
    ).toEqual([
      ['1:1', '/service/display_name', 'required', 'display_name is required', 'Add display_name: MeTube under service.'],
      ['1:1', '/service/description', 'required', 'description is required', 'Add description: Video downloader under service.'],
      [
        '2:9',
        '/service/name',
        'pattern',
        'My Service does not match pattern ^[a-z0-9][a-z0-9-]*$',
        'Write my-service: lower-case letters, digits and dashes.',
      ],
      [
        '3:13',
        '/service/category',
        'enum',
        "invalid is not one of ['media', 'downloads', 'productivity', 'monitoring', 'infrastructure', 'utility', 'api', 'dashboard']",
        'Use one of the list, or add it to categories in hl.yml.',
      ],
      [
        '4:1',
        '/deployment/image',
        'required',
        'image is required',
        'Add image: ghcr.io/alexta69/metube:2026.08.15 under deployment, or compose_file: metube.compose.yaml.',
      ],
      [
        '5:16',
        '/deployment/target_host',
        'enum',
        "docker-medai is not one of ['docker-media', 'docker-apps', 'proxy', 'dashboard']",
        'Did you mean docker-media?',
      ],
      ['6:9', '/deployment/port', 'type', "8080 is not of type 'integer'", 'Write 8080 without quotes.'],
      ['7:3', '/deployment/prot', 'unknown-key', 'unknown key prot in deployment', 'Did you mean port?'],
      [
        '8:19',
        '/deployment/restart_policy',
        'enum',
        "allways is not one of ['unless-stopped', 'always', 'on-failure', 'no']",
        'Did you mean always?',
      ],
      ['9:1', '/volumes', 'unknown-key', 'unknown key volumes', 'volumes belongs under deployment.'],
    ]);
  });

  test.each([
    ['service: {}', '1:1 /service/name name is required'],
    ['service: { name: }', '1:12 /service/name name is required'],
    [minimal().replace('name: metube', 'name: 123'), "1:18 /service/name 123 is not of type 'string'"],
    [minimal().replace('port: 8082', 'port: 80.5'), "4:9 /deployment/port 80.5 is not of type 'integer'"],
    [minimal().replace('port: 8082', 'port: 0'), '4:9 /deployment/port 0 is less than the minimum of 1'],
    [minimal().replace('port: 8082', 'port: 65536'), '4:9 /deployment/port 65536 is greater than the maximum of 65535'],
    [minimal().replace('MeTube', "''"), '1:40 /service/display_name display_name is empty'],
    [minimal('privileged: yes'), "6:15 /deployment/privileged yes is not of type 'boolean'"],
    [minimal('cap_add: [NET_ADMIN, NET_ADMIN]'), '6:24 /deployment/cap_add/1 NET_ADMIN is listed twice'],
    [minimal('cap_add: NET_ADMIN'), "6:12 /deployment/cap_add NET_ADMIN is not of type 'array'"],
    [minimal('environment: A=1'), "6:16 /deployment/environment A=1 is not of type 'object', 'array'"],
    [minimal('environment: { "A;B": x }'), '6:18 /deployment/environment/A;B A;B does not match pattern ^[A-Za-z_][A-Za-z0-9_.-]*$'],
    [minimal('volumes: [5]'), "6:13 /deployment/volumes/0 5 is not of type 'string', 'object'"],
    [minimal('', 'traefik: { entrypoints: [] }\n'), '6:25 /traefik/entrypoints entrypoints is empty'],
    [minimal('', 'dns: { hostnam: x }\n'), '6:8 /dns/hostnam unknown key hostnam in dns'],
    [
      minimal('', 'traefik: { headers: { frameDeny: true } }\n'),
      '6:23 /traefik/headers/frameDeny unknown key frameDeny in traefik.headers',
    ],
    [
      minimal('', 'traefik: { middlewares: ["a b"] }\n'),
      '6:26 /traefik/middlewares/0 a b does not match pattern ^[A-Za-z0-9_.-]+(@[a-z]+)?$',
    ],
    [minimal('', 'traefik: {}\nauthentik: { slug: a.b }\n'), '7:20 /authentik/slug a.b does not match pattern ^[A-Za-z0-9_-]+$'],
    [minimal('install_path: opt/metube'), '6:17 /deployment/install_path opt/metube does not match pattern ^/[A-Za-z0-9._@/-]+$'],
    [minimal('install_path: "/opt/a b"'), '6:17 /deployment/install_path /opt/a b does not match pattern ^/[A-Za-z0-9._@/-]+$'],
    [minimal('install_path: "/opt/$(id)"'), '6:17 /deployment/install_path /opt/$(id) does not match pattern ^/[A-Za-z0-9._@/-]+$'],
    [minimal('secrets: [{ name: A-B }]'), '6:21 /deployment/secrets/0/name A-B does not match pattern ^[A-Za-z_][A-Za-z0-9_]*$'],
    [minimal('secrets: [{ name: A, source: $(id) }]'), '6:32 /deployment/secrets/0/source $(id) is not the name of a variable'],
    [minimal('services: { db: postgres }'), "6:19 /deployment/services/db postgres is not of type 'object'"],
    [minimal('services: { "a b": { image: x } }'), '6:15 /deployment/services/a b a b does not match pattern ^[A-Za-z0-9][A-Za-z0-9_.-]*$'],
    [minimal('ports: ["8080-8090:80-81"]'), '6:11 /deployment/ports/0 8080-8090:80-81 is not a published port'],
  ])('%j', (text, expected) => {
    expect(shown(load(text).diagnostics)).toContainEqual(expected);
  });

  test.each([
    ['restrat: always', 'Did you mean restart?'],
    ['env: {}', 'Did you mean environment?'],
    ['Image: x', 'Did you mean image?'],
    ['subdomain: x', 'subdomain belongs under traefik.'],
    ['endpoint: /', 'endpoint belongs under deployment.healthcheck.'],
    ['flavour: 1gb', 'docs/reference/service.md has all keys.'],
  ])('an unknown key: %s', (line, hint) => {
    expect(load(minimal(line)).diagnostics).toEqual([expect.objectContaining({ rule: 'unknown-key', line: 6, column: 3, hint })]);
  });

  test.each([
    ['traefik: true\n', 'Write traefik: { … } with what differs from the defaults, or traefik: {}.'],
    ['deployment: []\n', 'Write a mapping, key: value without dashes, one a line.'],
  ])('a section that is none: %j', (section, hint) => {
    expect(load(`service: {}\n${section}`).diagnostics).toContainEqual(expect.objectContaining({ rule: 'type', line: 2, hint }));
  });

  test('what is missing is named', () => {
    expect(load('x-a: 1\n').diagnostics.map(({ hint }) => hint)).toEqual([
      'Add service with name, display_name, description, category.',
      'Add deployment with target_host, port and image for a container; or backend: https://192.0.2.10:8006 for a machine that runs already.',
    ]);
    expect(load(minimal('secrets: [API_KEY]')).diagnostics).toEqual([
      expect.objectContaining({ hint: expect.stringMatching(/^Write \{ name: API_KEY \} for a variable/) }),
    ]);
  });

  test('a compose file is recognized', () => {
    expect(load('services:\n  web: { image: nginx }\n').diagnostics).toEqual([
      expect.objectContaining({ rule: 'compose-file', message: 'this is a compose file, not a service file' }),
    ]);
  });

  test('an image with shell characters is told once', () => {
    expect(load(minimal().replace(/image: .*/, 'image: "x; rm -rf /"')).diagnostics).toHaveLength(1);
  });

  test('everything at once, as long as the shape is right', () => {
    const text = minimal('volumes: [a:b:c:d]\nbogus: 1', 'dns: { ip: 1.2.3 }\n').replace('downloads', 'invalid');
    expect(load(text).diagnostics.map(({ rule }) => rule)).toEqual(['enum', 'volume', 'unknown-key', 'address']);
  });

  test('a path with backslashes or a leading ./ is the same file', () => {
    for (const path of ['./services/a.yml', 'services\\a.yml'])
      expect(loadService(minimal(), path, site(), () => null).service?.path).toBe('services/a.yml');
  });
});

describe('a system that the site does not have', () => {
  const bare = { ...site(), traefik: null, dns: {}, authentik: null, glance: null };

  test('is left out with a warning, but single sign-on is an error: the service would be open', () => {
    const { service: left, diagnostics } = load(minimal('', 'traefik: {}\ndns: {}\nglance: {}\n'), undefined, bare);
    expect(left).toMatchObject({ traefik: null, dns: null, glance: null });
    expect(shown(diagnostics)).toEqual([
      'warning 6:10 /traefik there is no Traefik in hl.yml, so there is no route',
      'warning 7:6 /dns there is no DNS server in hl.yml, so there is no record',
      'warning 8:9 /glance there is no Glance in hl.yml, so there is no tile',
    ]);
    expect(load(minimal('', 'authentik: {}\n'), undefined, bare).service).toBeNull();
  });
});

describe('who hears of a service', () => {
  const channels = { homelab: { variable: 'A_URL', on: null }, family: { variable: 'B_URL', on: null } };
  const homelab = { ...site(), discord: null, notifications: { channels, standard: null } };

  test.each([
    ['', { discord: true, channels: null }],
    ['notifications: true\n', { discord: true, channels: null }],
    ['notifications: {}\n', { discord: true, channels: null }],
    ['notifications: { discord: true }\n', { discord: true, channels: null }],
    ['notifications: { discord: {} }\n', { discord: true, channels: null }],
    ['notifications: { discord: false }\n', { discord: false, channels: null }],
    ['notifications: { discord: { enabled: false } }\n', { discord: false, channels: null }],
    ['notifications: { channels: [family, discord] }\n', { discord: true, channels: ['family', 'discord'] }],
    ['notifications: { channels: [] }\n', { discord: true, channels: [] }],
    ['notifications: false\n', { discord: false, channels: [] }],
  ])('%j', (text, notifications) => expect(good(minimal('', text), undefined, homelab).notifications).toEqual(notifications));

  test.each([
    [
      'that is none',
      'channels: [familly]',
      homelab,
      "6:29 /notifications/channels/0 familly is not one of ['discord', 'homelab', 'family']",
    ],
    ['where hl.yml names none', 'channels: [family]', site(), "6:29 /notifications/channels/0 family is not one of ['discord']"],
    [
      'of a webhook that has another name',
      'channels: [discord]',
      { ...homelab, notifications: { channels: { mine: { variable: 'DISCORD_WEBHOOK_URL', on: null } }, standard: null } },
      "6:29 /notifications/channels/0 discord is not one of ['mine']",
    ],
    [
      'that the webhook decides',
      'discord: { channel: "#other" }',
      { ...site(), discord: { channel: 'homelab' } },
      'warning 6:38 /notifications/discord/channel messages go to homelab, not to #other',
    ],
  ])('a channel %s', (_, text, at, told) => {
    const { diagnostics } = load(minimal('', `notifications: { ${text} }\n`), undefined, at);
    expect(shown(diagnostics)).toEqual([told]);
  });

  test('near names are told', () =>
    expect(load(minimal('', 'notifications: { channels: [familly] }\n'), undefined, homelab).diagnostics[0]?.hint).toContain('family'));
});

test('an icon that Glance does not know is a warning', () => {
  expect(load(minimal().replace('name: metube', 'name: metube, icon: YouTube')).diagnostics).toEqual([
    expect.objectContaining({ severity: 'warning', hint: 'Write si:youtube, another prefix (di:, sh:, mdi:) or a URL.' }),
  ]);
});

describe('a mistake is found where it is written', () => {
  test('what came through a merge key is found where it is written', () => {
    const text = `x-health: &health { endpoint: health }\n${minimal('healthcheck:\n  <<: *health')}`;
    expect(shown(load(text).diagnostics)).toEqual(['1:31 /deployment/healthcheck/endpoint health does not match pattern ^/[^\\s#\\\\]*$']);
  });

  test('an alias is found where it stands', () => {
    expect(shown(load(`x-p: &p "80"\n${minimal('container_port: *p')}`).diagnostics)).toEqual([
      "7:19 /deployment/container_port 80 is not of type 'integer'",
    ]);
  });
});

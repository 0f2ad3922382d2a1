import { good, load, minimal, repository, shown, site } from '../read.js';

const { 'docker-media': host, ...hosts } = site().hosts;
if (!host) throw new Error('no host');
const swarmSite = { ...site(), hosts: { ...hosts, 'docker-media': { ...host, kind: 'swarm' as const } } };

const container = (text: string) => good(minimal(text)).deployment?.container;
const messages = (text: string, files = {}) =>
  load(minimal(text), repository(files)).diagnostics.map(
    ({ line, column, pointer, message, severity }) => `${severity === 'warning' ? 'warning ' : ''}${line}:${column} ${pointer} ${message}`,
  );

describe('what compose knows of a container and hl has no word for', () => {
  test.each([
    'shm_size: 1gb',
    'init: true',
    'tmpfs: [/tmp]',
    'sysctls: { net.ipv4.ip_forward: 1 }',
    'extra_hosts: ["host.docker.internal:host-gateway"]',
    'logging: { driver: local }',
    'cap_drop: [ALL]',
    'security_opt: ["no-new-privileges:true"]',
    'ulimits: { nofile: { soft: 1024, hard: 2048 } }',
    'dns: [192.0.2.53]',
    'gpus: all',
    'group_add: [video]',
    'stop_grace_period: 30s',
    'hostname: tube',
    'container_name: tube',
    'deploy: { resources: { limits: { memory: 1g } } }',
  ])('%s is handed on', (text) => {
    const [key = '', value] = text.split(/: (.*)/s);
    expect(JSON.stringify(container(text))).toContain(key);
    expect(value).toBeTruthy();
  });

  test('with what only compose can say of ports and images', () => {
    expect(container('pull_policy: daily\nports: [{ target: 80 }, "9000/sctp", "8000-8005:80"]')).toEqual({
      pull_policy: 'daily',
      ports: [{ target: 80 }, '9000:9000/sctp', '8000-8005:80'],
    });
    expect(good(minimal('pull_policy: if_not_present')).deployment).toMatchObject({ pullPolicy: 'missing', container: {} });
    expect(good(minimal('restart: on-failure:3')).deployment).toMatchObject({ restartPolicy: 'on-failure:3', container: {} });
  });

  test('secrets of compose beside ours', () => {
    const text =
      'secrets: [{ name: A }, token, { source: token, target: t, mode: "0400" }]\ncompose: { secrets: { token: { environment: A } } }';
    expect(good(minimal(text)).deployment).toMatchObject({
      secrets: [{ name: 'A', source: 'A' }],
      container: { secrets: ['token', { source: 'token', target: 't', mode: '0400' }] },
    });
  });

  test.each([
    ['shm_size: lots', '6:13 /deployment/shm_size shm_size takes a size such as 512m or 1g, not "lots"'],
    ['stop_grace_period: 30', "6:22 /deployment/stop_grace_period 30 is not of type 'string'"],
    ['ulimits: { nofile: { sofd: 1, soft: 1, hard: 1 } }', '6:24 /deployment/ulimits/nofile/sofd unknown key sofd; did you mean soft?'],
    ['cap_drop: [ALL, ALL]', '6:19 /deployment/cap_drop/1 cap_drop has the same entry twice: keep one'],
    ['volumes: [{ type: bind, source: /a, target: /b, bind: { propagatoin: x } }]', expect.stringContaining('propagatoin')],
    ['container_name: x', expect.stringContaining('/deployment/container_name')],
    ['configs: [app]', '6:13 /deployment/configs/0 there is no app'],
    ['secrets: [token]', '6:13 /deployment/secrets/0 there is no secret token under compose.secrets'],
    ['secrets: [{ target: x }]', expect.stringContaining('name is required')],
    [
      'secrets: [{ name: A, target: x }]',
      'warning 6:24 /deployment/secrets/0/target target is for a secret of compose; A becomes a variable',
    ],
    ['env_file: [app.env]', '6:14 /deployment/env_file/0 app.env does not reach the host'],
    ['env_file: .env', '6:13 /deployment/env_file .env does not reach the host'],
    ['profiles: [debug]', '6:3 /deployment/profiles a container with profiles would not be started'],
    ['develop: { watch: [] }', 'warning 6:3 /deployment/develop develop has no effect in the background, where hl starts it'],
    ['restart: always\nrestart_policy: always', '6:3 /deployment/restart restart and restart_policy are the same'],
    ['restart: sometimes', "6:12 /deployment/restart sometimes is not one of ['unless-stopped', 'always', 'on-failure', 'no']"],
    ['network_mode: hots', '6:17 /deployment/network_mode hots is not a network mode'],
    ['network_mode: bridge\nnetworks: { a: }', '7:13 /deployment/networks networks do not go with network_mode: bridge'],
    [
      'network_mode: service:side\nhostname: a\nservices: { side: { image: x, ports: ["8082:8082"] } }',
      '7:3 /deployment/hostname hostname does not go with network_mode: service:side',
    ],
    ['network_mode: host\nmac_address: "02:42:ac:11:65:43"', '7:3 /deployment/mac_address mac_address does not go with network_mode: host'],
    ['ports: ["80:80/foo"]', '6:11 /deployment/ports/0 80:80/foo is not a published port'],
    ['scale: 2', '6:10 /deployment/scale 2 containers cannot have one name'],
    ['deploy: { replicas: 3 }', '6:11 /deployment/deploy 3 containers cannot have one name'],
    ['networks: [a, a]', '6:17 /deployment/networks/1 a is listed twice'],
    ['volumes: [{ typo: bind, source: /a, target: /b }]', '6:15 /deployment/volumes/0/typo unknown key typo in deployment.volumes.0'],
    ['address: eth0', '6:12 /deployment/address eth0 is not an IPv4 or IPv6 address'],
  ])('%s', (text, message) => expect(messages(text)).toEqual([message]));

  test('an env file that is brought along', () => {
    const text =
      'env_file: [./app.env, { path: opt.env, required: false }, /etc/host.env]\nextra_files: [{ source: app.env, destination: app.env }]';
    expect(messages(text, { 'app.env': 'A=b' })).toEqual([]);
    expect(messages('env_file: .env\nsecrets: [{ name: A }]')).toEqual([]);
  });

  test('nothing of it is known to a Swarm that has no word for it', () => {
    const on = (text: string) => {
      const swarm = load(minimal(text), repository({}), swarmSite);
      return shown(swarm.diagnostics);
    };
    expect(on('shm_size: 1gb\nhostname: a')).toEqual(['6:3 /deployment/shm_size a Swarm does not know shm_size']);
    expect(on('privileged: true\ndevices: [/dev/dri]\nnetwork_mode: none').map((line) => line.replace(/.* a /, 'a '))).toEqual(
      expect.arrayContaining([
        'a Swarm does not know privileged containers',
        'a Swarm does not know devices',
        'a Swarm does not know network_mode: none',
      ]),
    );
  });
});

describe('an address of the container’s own', () => {
  const lan = 'compose: { networks: { lan: { driver: macvlan } } }';

  test('is read where the file defines its network', () => {
    const service = good(minimal(`networks: { lan: { ipv4_address: 192.0.2.60 } }\n${lan}`, 'traefik: {}\ndns: {}\n'));
    expect(service).toMatchObject({ address: '192.0.2.60', port: 8082, deployment: { ports: [] } });
    expect(good(minimal(`networks: { lan: { ipv4_address: 192.0.2.60 } }\n${lan.replace('macvlan', 'bridge')}`)).address).toBeNull();
  });

  test('takes the record of a service without a route', () =>
    expect(good(minimal('address: 192.0.2.60', 'dns: {}\n')).dns?.addresses).toEqual(['192.0.2.60']));

  test('publishes what is listed only where there is a bridge besides', () => {
    expect(messages('address: 192.0.2.60\nports: [53]')).toEqual([
      'warning 7:10 /deployment/ports nothing is published of a container with an address of its own',
    ]);
    expect(good(minimal('address: 192.0.2.60\nnetworks: [lan, web]\nports: [53]')).deployment?.ports).toEqual([
      { host: 53, container: 53, protocol: 'tcp', hostIp: null },
    ]);
    expect(messages('address: 192.0.2.60\ncontainer_port: 80')).toEqual([
      'warning 4:9 /deployment/port nothing is published on 8082 of the host; the program answers on 80 of 192.0.2.60',
    ]);
  });
});

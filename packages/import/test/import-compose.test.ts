import { parse } from 'yaml';
import { importSample, importText } from './samples.js';

test('a stack of three containers, whole', () => {
  const { files, secrets } = importSample('jellyfin');
  expect(files).toEqual([
    {
      path: 'services/media/jellyfin.yml',
      text: `# From docker-compose.yml, by hl import.

# Films and series

service:
  name: jellyfin
  display_name: Films
  description: What we watch
  category: media
  icon: di:jellyfin

# The server itself
deployment:
  target_host: box
  port: 8096
  image: jellyfin/jellyfin:10.10.3 # pinned
  user: 1000:1000
  group_add: ['109']
  ports:
    # discovery
    - 7359:7359/udp
  volumes:
    - ./config:/config
    - cache:/cache
    - type: bind
      source: /mnt/media
      target: /media
      read_only: true
  devices:
    - /dev/dri:/dev/dri
  environment:
    TZ: Europe/Berlin
    JELLYFIN_PublishedServerUrl: https://films.example.org
  restart: unless-stopped
  secrets:
    - {name: POSTGRES_PASSWORD, source: JELLYFIN_POSTGRES_PASSWORD}
  services:
    # People ask for films here
    seerr:
      image: fallenbagel/jellyseerr:2.5.0
      environment:
        - LOG_LEVEL=info
      ports: ['5055:5055']
      volumes: ['seerr:/app/config']
      restart: unless-stopped
      labels:
        - homepage.widget.type=jellyseerr
    jellystat-db:
      image: postgres:17
      environment:
        POSTGRES_USER: jellystat
        POSTGRES_PASSWORD: \${POSTGRES_PASSWORD}
      volumes: [stats:/var/lib/postgresql/data]
  compose:
    volumes:
      stats:
        # on the fast disk
        driver_opts: {type: none, o: bind, device: /fast/stats}
    services:
      jellyfin:
        environment:
          POSTGRES_PASSWORD: !reset null # for others only

glance:
  url: https://films.example.org

pages:
  seerr:
    display_name: Requests
    icon: di:jellyseerr
    container: seerr
    port: 5055
    glance:
      url: https://requests.example.org
      bookmark:
        group: Media
`,
    },
  ]);
  expect(secrets).toEqual([{ name: 'POSTGRES_PASSWORD', source: 'JELLYFIN_POSTGRES_PASSWORD' }]);
});

interface File {
  readonly service: { readonly name: string };
  readonly deployment: { readonly [key: string]: unknown };
  readonly [section: string]: unknown;
}

const reset = { tag: '!reset', resolve: () => null };
const read = (text: string): File => parse(text, { customTags: [reset] }) as File;

const fileOf = (text: string, more: Parameters<typeof importText>[1] = {}): File => read(importText(text, more).files[0]?.text ?? '');
const told = (text: string, more: Parameters<typeof importText>[1] = {}): string[] =>
  importText(text, more).remarks.map(({ severity, line, message }) => `${line} ${severity} ${message}`);

const one = (lines: string): string => `services:\n  web:\n    image: nginx\n    ${lines.replaceAll('\n', '\n    ')}\n`;

test.each([
  ['a port', 'ports: ["8080:80"]', { port: 8080, container_port: 80 }],
  ['the same port', 'ports: ["80:80"]', { port: 80 }],
  ['a port as a number pair', 'ports: [8080:80]', { port: 8080, container_port: 80 }],
  ['an address', 'ports: ["127.0.0.1:8080:80"]', { port: 8080, container_port: 80, ports: ['127.0.0.1:8080:80'] }],
  [
    'a long port',
    'ports: [{ target: 80, published: "8080" }]',
    { port: 8080, container_port: 80, ports: [{ target: 80, published: '8080' }] },
  ],
  ['a range', 'ports: ["5000-5010:5000-5010/udp"]', { ports: ['5000-5010:5000-5010/udp'] }],
  ['the likelier of two', 'ports: ["53:53", "8080:80"]', { port: 8080, container_port: 80, ports: ['53:53'] }],
  ['none', 'command: sleep 1', { command: 'sleep 1' }],
])('%s: %s', (_, lines, deployment) => {
  const { target_host, image, restart, compose, ...rest } = fileOf(one(lines)).deployment;
  expect([target_host, image, restart, compose]).toEqual(['box', 'nginx', 'no', { services: { web: { container_name: null } } }]);
  expect(rest).toEqual(deployment);
});

test.each([
  ['a doubled dollar', 'command: echo $$HOME', { command: 'echo $HOME' }],
  ['a doubled dollar where compose reads it', 'healthcheck: { test: "echo $$HOME" }', { healthcheck: { test: 'echo $$HOME' } }],
  ['octal', 'environment: { UMASK: 022 }', { environment: { UMASK: '18' } }],
  ['a list is what it says', 'environment: ["UMASK=022"]', { environment: ['UMASK=022'] }],
  ['a variable with default', 'environment: { A: "${A:-x}" }', { environment: { A: 'x' } }],
  ['a number of a variable', 'cpu_shares: ${N:-5}', { cpu_shares: 5 }],
  ['its own name', 'container_name: web', {}],
  ['another name', 'container_name: front', { container_name: 'front' }],
  [
    'secrets of compose and ours',
    'secrets: [a]\nenvironment: { TOKEN: abcdef12 }',
    { secrets: ['a', { name: 'TOKEN', source: 'WEB_TOKEN' }] },
  ],
  [
    'a secret that somebody else names',
    'environment: { PGPASSWORD: abcdef12, URL: "x:abcdef12@y" }',
    { environment: { URL: 'x:${PGPASSWORD}@y' }, secrets: [{ name: 'PGPASSWORD', source: 'WEB_PGPASSWORD' }] },
  ],
  [
    'a secret of a command',
    'command: ["--token", "abcdef12"]',
    { command: ['--token', '${TOKEN}'], secrets: [{ name: 'TOKEN', source: 'WEB_TOKEN' }] },
  ],
])('%s: %s', (_, lines, expected) => {
  const { target_host: _host, image: _image, restart: _restart, compose: _compose, ...rest } = fileOf(one(lines)).deployment;
  expect(rest).toEqual(expected);
});

test('only a secret that the main container did not ask for is taken from it again', () => {
  const text =
    'services:\n  web: { image: nginx, container_name: web, environment: { TOKEN: abcdef12 } }\n  db: { image: postgres, environment: { POSTGRES_PASSWORD: hunter22 } }\n';
  expect(fileOf(text, { project: 'web' }).deployment['compose']).toEqual({
    services: { web: { environment: { POSTGRES_PASSWORD: null } } },
  });
  expect(importText(text, { project: 'web' }).files[0]?.text).toContain('POSTGRES_PASSWORD: !reset null # for others only');
});

test.each([
  ['its name', 'services:\n  db: { image: postgres }\n  shop: { image: x }\n  cron: { image: x }', 'shop'],
  ['its image', 'services:\n  db: { image: postgres }\n  cron: { image: x }\n  web: { image: ghcr.io/x/shop:1 }', 'web'],
  ['a port', 'services:\n  cron: { image: x }\n  front: { image: x, ports: ["80:80"] }', 'front'],
  [
    'a route',
    'services:\n  shop: { image: x, ports: ["80:80"] }\n  front: { image: x, labels: { traefik.http.routers.a.rule: "Host(`a.example.org`)" } }',
    'front',
  ],
  ['no database', 'services:\n  redis: { image: redis, ports: ["6379:6379"] }\n  cron: { image: x }', 'cron'],
])('the main container is found by %s', (_, text, main) => {
  expect(fileOf(text, { project: 'shop' }).deployment['compose_service'] ?? 'shop').toBe(main);
  expect(told(text, { project: 'shop' })).toContainEqual(expect.stringContaining(`info ${main} is the main container: `));
});

test('the name of a project that is none of ours is kept for compose', () => {
  const { service, deployment } = fileOf('name: my_shop\nservices:\n  web: { image: nginx }');
  expect([service.name, deployment['compose']]).toEqual(['my-shop', { name: 'my_shop', services: { web: { container_name: null } } }]);
});

test.each([
  [
    'a value that is nowhere, in a path',
    'services:\n  web:\n    image: nginx\n    volumes: ["${DATA}:/data"]',
    '1 warning ${DATA} stands where only compose can put a value, so the compose file is brought along as it is',
  ],
  [
    'a value that is nowhere, in a variable',
    'services:\n  web:\n    image: nginx\n    environment: { A: "${A}" }',
    '4 warning A has no value in .env and is listed under secrets',
  ],
  ['a build', 'services:\n  web:\n    build: .', '3 error web is built from sources, which hl does not send'],
  [
    'a build beside',
    'services:\n  web: { image: x, ports: ["80:80"] }\n  db:\n    build: .',
    '4 error db is built from sources, which hl does not send',
  ],
  [
    'extends',
    'services:\n  web:\n    image: x\n    extends: { file: a.yml, service: b }',
    '4 error extends names a container that is not read',
  ],
  [
    'an env file that is not there',
    'services:\n  web:\n    image: x\n    env_file: web.env',
    '4 error env_file web.env is not beside the file',
  ],
  [
    'a relative path',
    'services:\n  web:\n    image: x\n    volumes:\n      - ./a:/a',
    '5 info ./a is below the install path on the host, such as /opt/web',
  ],
])('%s is told at its line', (_, text, message) => {
  expect(told(text)).toContain(message);
});

test('what was built is called as compose calls it', () => {
  const text = 'services:\n  web: { build: ., container_name: web }\n  db: { build: db, image: my/db }';
  const { deployment } = fileOf(text, { project: 'web' });
  expect(deployment).toMatchObject({ image: 'web-web', services: { db: { image: 'my/db' } } });
  expect(JSON.stringify(deployment)).not.toContain('build');
});

test('an env file is read: what is secret is named, what environment says has the last word', () => {
  const files: Record<string, string> = { 'web.env': 'A=1\nB="two words"\nAPI_TOKEN=abcdef12\n' };
  const text = 'services:\n  web:\n    image: nginx\n    env_file: [./web.env]\n    environment: { A: "3" }';
  const { deployment } = fileOf(text, { read: (path) => files[path] ?? null });
  expect(deployment['environment']).toEqual({ A: '3', B: 'two words' });
  expect(deployment['secrets']).toEqual([{ name: 'API_TOKEN', source: 'WEB_API_TOKEN' }]);
  expect(deployment).not.toHaveProperty('env_file');
  expect(told(text, { read: (path) => files[path] ?? null })).toContain('4 warning API_TOKEN is a secret: its value was not copied');
});

test('a file that is kept gets its variables from the service file', () => {
  const env = 'DATA=/mnt/x\nDB_PASSWORD=hunter22\nUNUSED=1\n';
  const text =
    'services:\n  web:\n    image: nginx:${TAG:-1}\n    volumes: ["${DATA}:/data"]\n    environment: { P: "${DB_PASSWORD}", Q: "${NOWHERE}" }\n    ports: ["${PORT:-81}:80"]\n';
  const { files } = importText(text, { keepCompose: true, read: (path) => (path === '.env' ? env : null) });
  expect(files.map(({ path }) => path)).toEqual(['services/media/web.yml', 'services/media/web.compose.yaml']);
  expect(files[1]?.text).toBe(text);
  expect(read(files[0]?.text ?? '').deployment).toEqual({
    target_host: 'box',
    port: 81,
    compose_file: 'web.compose.yaml',
    environment: { DATA: '/mnt/x' },
    secrets: [
      { name: 'DB_PASSWORD', source: 'WEB_DB_PASSWORD' },
      { name: 'NOWHERE', source: 'WEB_NOWHERE' },
    ],
  });
});

test('containers of their own find each other, and their volumes', () => {
  const text =
    'services:\n  web: { image: nginx, depends_on: [db], volumes: [data:/a] }\n  db: { image: postgres, networks: [back] }\n  vpn: { image: vpn, container_name: tunnel }\n  job: { image: x, network_mode: "service:vpn" }\nnetworks: { back: {} }\nvolumes: { data: {} }';
  const { files } = importText(text, { split: true, project: 'shop' });
  expect(files.map(({ path }) => path)).toEqual(['web', 'db', 'vpn', 'job'].map((name) => `services/media/${name}.yml`));
  const [web, db, , job] = files.map((file) => read(file.text).deployment);
  expect(web).toMatchObject({
    networks: ['shop_default'],
    depends_on_services: ['db'],
    compose: { volumes: { data: { name: 'shop_data', external: true } } },
  });
  expect(db).toMatchObject({ networks: ['shop_back'] });
  expect(job).toMatchObject({ network_mode: 'container:tunnel' });
});

test.each([
  ['no YAML', 'services: [', 'compose.yml:1: '],
  ['no services', 'a: b', 'compose.yml: there are no services in it'],
  ['an alias of itself', 'services:\n  web: &a\n    x: *a', 'cannot be written out'],
  ['an alias of itself among others', 'services:\n  web: &a\n    x: { <<: *a }\n    y: { <<: *a }\n    z: *a', 'cannot be written out'],
  [
    'aliases of aliases',
    `x-0: &a0 [1]\n${Array.from({ length: 12 }, (_, n) => `x-${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join()}]`).join('\n')}\nservices: { web: { image: x } }`,
    'cannot be written out',
  ],
])('%s is refused', (_, text, message) => {
  expect(() => importText(text)).toThrow(message);
});

test('a password that is a word is hidden where it is one, and names stay names', () => {
  const text = `
name: immich
services:
  server:
    image: ghcr.io/immich-app/immich-server:v2
    env_file: .env
    environment: { DB_URL: 'postgres://postgres:postgres@database/immich', CONNECT: user=postgres, CHECK: rEpeat7 me }
    command: --database postgres --check rEpeat7
    depends_on: [database]
  database:
    container_name: immich_postgres
    image: ghcr.io/immich-app/postgres:14
    environment: { POSTGRES_PASSWORD: '\${DB_PASSWORD}', POSTGRES_USER: '\${DB_USERNAME}', OTHER_PASSWORD: rEpeat7 }
    volumes: ['\${DB_DATA_LOCATION}:/var/lib/postgresql/data']
`;
  const env = 'DB_PASSWORD=postgres\nDB_USERNAME=postgres\nDB_DATA_LOCATION=./postgres\n';
  const { files } = importText(text, { read: (path) => (path === '.env' ? env : null) });
  const { deployment } = parse(files[0]?.text ?? '', { logLevel: 'silent' }) as { deployment: Record<string, Record<string, unknown>> };
  expect(deployment['services']?.['database']).toEqual({
    container_name: 'immich_postgres',
    image: 'ghcr.io/immich-app/postgres:14',
    environment: { POSTGRES_PASSWORD: '${DB_PASSWORD}', POSTGRES_USER: 'postgres', OTHER_PASSWORD: '${OTHER_PASSWORD}' },
    volumes: ['./postgres:/var/lib/postgresql/data'],
  });
  expect(deployment).toMatchObject({
    image: 'ghcr.io/immich-app/immich-server:v2',
    command: '--database postgres --check ${OTHER_PASSWORD}',
    environment: {
      CONNECT: 'user=postgres',
      CHECK: '${OTHER_PASSWORD} me',
      DB_USERNAME: 'postgres',
      DB_DATA_LOCATION: './postgres',
    },
  });
});

test.each(['convert', 'keep'])('secrets in options of a volume and in labels are not copied: %s', (mode) => {
  const text = `
services:
  app:
    image: x:1
    labels: [homepage.name=App, homepage.widget.key=a1b2c3d4]
    volumes: ['nas:/data']
volumes:
  nas:
    driver_opts: { type: cifs, o: 'username=me,password=hunter2,uid=1000', device: //192.0.2.9/share }
`;
  const { files, secrets } = importText(text, { keepCompose: mode === 'keep' });
  expect(JSON.stringify(files)).not.toMatch(/hunter2|a1b2c3d4/);
  expect(JSON.stringify(files)).toContain('username=me,password=${NAS_PASSWORD},uid=1000');
  expect(secrets.map(({ name }) => name).sort()).toEqual(['NAS_PASSWORD', 'WIDGET_KEY']);
});

test('a path below a home directory is told: whose it is, the file does not say', () => {
  const { remarks } = importText("services: { app: { image: 'x:1', volumes: ['~/app:/data'] } }");
  expect(remarks).toContainEqual(expect.objectContaining({ severity: 'error', message: expect.stringContaining('~/app begins at') }));
});

import { load, minimal, repository, site } from '../read.js';

const told = (deployment: string, file?: string, kind = 'docker'): string[] => {
  const hosts = { ...site().hosts, 'docker-media': { ...site().hosts['docker-media'], kind } } as ReturnType<typeof site>['hosts'];
  const at = { ...site(), hosts };
  const own = file === undefined ? '' : 'compose_file: own.yaml\n';
  const text = file === undefined ? minimal(deployment) : minimal(`${own}${deployment}`).replace(/ {2}image: .*\n/, '');
  const { diagnostics } = load(text, repository({ 'own.yaml': file ?? '', 'x.conf': 'x' }), at);
  return diagnostics.map(({ severity, pointer, message }) => `${severity === 'warning' ? 'warning ' : ''}${pointer} ${message}`);
};

const file = (container: string, more = ''): string =>
  `services:\n  metube: { image: x, ports: ['8082:8081'], ${container} }\n  db: { image: y }\n${more}`;

test.each([
  ['environment: { A: b }', 'user: a', ['warning /deployment/environment/A A reaches no container: the compose file does not name it']],
  ['environment: [A=b]', 'user: a', ['warning /deployment/environment/0 A reaches no container: the compose file does not name it']],
  ['secrets: [{ name: S }]', 'user: a', ['warning /deployment/secrets/0 S reaches no container: the compose file does not name it']],
  ['environment: { A: b }', 'user: "${A}"', []],
  ['environment: { A: b }', 'environment: [A]', []],
  ['environment: { A: b }', 'environment: { A: }', []],
  ['environment: { A: b }', 'env_file: .env', []],
  ['environment: { A: b }', 'env_file: [{ path: ./.env }]', []],
  ['environment: { COMPOSE_PROFILES: x }', 'profiles: [x]', []],
])('%s beside a file with %s', (deployment, container, expected) => {
  expect(told(deployment, file(container))).toEqual(expected);
});

test.each([
  ['profiles: [x]', '', ['/services/metube/profiles compose does not start the main container without its profile']],
  ['depends_on: [bd]', '', ['/services/metube/depends_on/0 there is no container bd; did you mean db?']],
  ['extends: { file: base.yml, service: a }', '', ['/services/metube/extends/file base.yml does not reach the host']],
  ['user: a', 'include: [more.yml, { path: x.conf }]\n', ['/include/0 more.yml does not reach the host']],
  [
    'secrets: [a, b]',
    'secrets: { a: { file: ./a.txt }, b: { environment: B } }\n',
    ['warning /secrets/a/file ./a.txt is not brought along: it must be on the host before', '/secrets/b/environment B has no value'],
  ],
  ['configs: [a]', 'configs: { a: { file: x.conf } }\n', []],
])('a file with %s %s', (container, more, expected) => {
  expect(told('extra_files: [{ source: x.conf, destination: ./x.conf }]', file(container, more))).toEqual(expected);
});

test.each([
  ['build: .', ['/services/metube/build Dockerfile does not reach the host']],
  ['build: { context: https://example.org/x.git }', []],
  ['build: { dockerfile_inline: FROM x }', []],
  ['build: { context: ., dockerfile: x.conf }', []],
  ['{ build: ., image: x }', []],
])('what is built: %s', (build, expected) => {
  const container = build.startsWith('{') ? build.slice(1, -1) : build;
  const text = `services: { metube: { ${container}, ports: ['8082:8081'] } }\n`;
  expect(told('extra_files: [{ source: x.conf, destination: ./ }]', text)).toEqual(expected);
});

test.each<[string, string[]]>([
  ['compose: { shm_size: 1gb, services: { db: { user: b }, more: { image: z } } }', []],
  ['compose: { services: { bd: { user: b } } }', ['/deployment/compose/services/bd there is no container bd']],
  ['compose: { services: { db: { usr: b } } }', ['/deployment/compose/services/db/usr unknown key usr; did you mean user?']],
  ['compose: { user: "${A}" }', ['/deployment/compose/user ${A} has no value']],
  ['compose_service: db\ncompose: { shm_size: 1gb }', []],
  ['environment: { A: b }\ncompose: { user: "${A}" }', []],
])('an override beside it: %s', (deployment, expected) => {
  expect(told(deployment, file('user: a'))).toEqual(expected);
});

test('an override of a main container that is not in the file', () => {
  const text = "services: { web: { image: x, ports: ['8082:80'] } }\n";
  expect(told('compose: { shm_size: 1gb }', text)).toContain('/deployment/compose/shm_size there is no container metube');
});

test('a port that the override publishes is published', () => {
  const text = 'services: { metube: { image: x } }\n';
  expect(told('compose: { ports: ["8082:80"] }', text)).toEqual([]);
  expect(told('', text)).toEqual(['/deployment/port own.yaml does not publish port 8082 of the host']);
});

test.each<[string, string[]]>([
  ['extends: { file: base.yml, service: a }', ['/deployment/extends/file base.yml does not reach the host']],
  ['extends: { file: x.conf, service: a }\nextra_files: [{ source: x.conf, destination: x.conf }]', []],
  ['build: .', ['warning /deployment/build build has no effect beside image, which is pulled']],
  ['services: { side: { build: ., image: x } }', []],
])('what a main container is made from: %s', (deployment, expected) => {
  expect(told(deployment)).toEqual(expected);
});

test('a main container that is not there is told where it is named', () => {
  expect(told('compose_service: bd', file('user: a'))).toEqual(['/deployment/compose_service own.yaml has no container called bd']);
});

test.each([
  ['depends_on: [nope]', ['/deployment/services/web/depends_on/0 there is no container nope; the file has metube, web']],
  ['depends_on: [metube]', []],
  ['network_mode: service:vpn', ['/deployment/services/web/network_mode there is no container vpn; the file has metube, web']],
  ['networks: [new]', []],
  ['volumes: [new:/a]', []],
  ['volumes: [a/b:/a]', ['/deployment/services/web/volumes/0 there is no volume a/b; write ./a/b for a path']],
  [
    'configs: [cc]',
    ['/deployment/services/web/configs/0 there is no config cc; define it at the top of deployment.compose, configs: { cc: {} }'],
  ],
  ['profiles: [x]', ['warning /deployment/services/web/profiles web has profiles, and would not be started']],
])('a side container with %s', (line, expected) => {
  expect(told(`services: { web: { image: x, ${line} } }`)).toEqual(expected);
});

test('a secret of compose that has no value, beside an image', () => {
  expect(told('compose: { secrets: { a: { environment: A } } }')).toEqual(['/deployment/compose/secrets/a/environment A has no value']);
  expect(told('secrets: [{ name: A }]\ncompose: { secrets: { a: { environment: A } } }')).toEqual([]);
});

test.each([
  ['restart: always', ['warning /services/metube/restart a Swarm leaves restart out']],
  ['depends_on: [db]', ['warning /services/metube/depends_on a Swarm leaves depends_on out']],
  [
    'depends_on: { db: { condition: service_started } }',
    ['/services/metube/depends_on a Swarm takes depends_on as a list only, and starts all containers at once'],
  ],
  ['mem_limit: 1g, init: true, deploy: { replicas: 2 }', ['/services/metube/mem_limit a Swarm does not know mem_limit']],
])('a file for a Swarm with %s', (container, expected) => {
  expect(told('', file(container), 'swarm')).toEqual(expected);
});

test.each([
  ['restart: always, privileged: false, network_mode: host', ['warning /deployment/services/web/privileged a Swarm leaves privileged out']],
  ['privileged: true', ['/deployment/services/web/privileged a Swarm does not know privileged']],
  ['container_name: web', ['warning /deployment/services/web/container_name a Swarm leaves container_name out']],
])('a side container in a Swarm with %s', (line, expected) => {
  expect(told(`services: { web: { image: x, ${line} } }`, undefined, 'swarm')).toEqual(expected);
});

test('a port that the container whose network is used does not publish', () => {
  const text = (vpn: string) => `network_mode: service:vpn\nservices: { vpn: { image: x, ${vpn} } }`;
  expect(told(text("ports: ['8082:8081']"))).toEqual([]);
  expect(told(text('user: a'))).toEqual(['warning /deployment/port nothing is published on port 8082 of the host']);
});

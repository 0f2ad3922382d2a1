import { good, load, minimal, repository } from '../read.js';

const told = (text: string, files = {}, sections = '') =>
  load(minimal(text, sections), repository(files)).diagnostics.map(
    ({ file, line, column, message, severity }) =>
      `${severity === 'warning' ? 'warning ' : ''}${file.split('/').at(-1)}:${line}:${column} ${message}`,
  );

describe('a ${NAME} that nobody gives a value is told where it stands', () => {
  test.each([
    ['environment: { A: "${X}" }', 'metube.yml:6:21 ${X} has no value'],
    ['environment: ["A=${X}"]', 'metube.yml:6:17 ${X} has no value'],
    ['command: ["--key", "${X}"]', 'metube.yml:6:22 ${X} has no value'],
    ['entrypoint: run ${X}', 'metube.yml:6:15 ${X} has no value'],
    ['labels: { a: "${X}" }', 'metube.yml:6:16 ${X} has no value'],
    ['services: { db: { image: x, environment: { A: "${X}" } } }', 'metube.yml:6:49 ${X} has no value'],
    ['services: { db: { image: "x:${X}" } }', 'metube.yml:6:28 ${X} has no value'],
    ['services: { db: { image: x, environment: { A: "${X:?no}" } } }', 'metube.yml:6:49 ${X} has no value'],
    ['compose: { services: { metube: { hostname: "${X}" } } }', 'metube.yml:6:46 ${X} has no value'],
    ['compose: { hostname: "${X}" }', 'metube.yml:6:24 ${X} has no value'],
    ['compose: { networks: { a: { name: "${X}" } } }', 'metube.yml:6:37 ${X} has no value'],
    ['hostname: "${X}"', 'metube.yml:6:13 ${X} has no value'],
    ['healthcheck: { test: "curl ${X}" }', 'metube.yml:6:24 ${X} has no value'],
    ['services: { db: { image: x, hostname: $X } }', 'warning metube.yml:6:41 $X has no value, and stays as it is'],
    ['ports: ["${X}:80"]', 'metube.yml:6:11 ${X}:80 is not known before it runs'],
  ])('%s', (text, message) => {
    expect(told(text)).toEqual([message]);
    if (!text.startsWith('ports')) expect(told(`secrets: [{ name: X }]\n${text}`)).toEqual([]);
    if (!text.startsWith('ports')) expect(told(`secrets_file: x.env\n${text}`, { 'x.env': 'sops_version=3' })).toEqual([]);
  });

  test.each([
    'services: { db: { image: "x:${X:-1}", environment: { A: "${Y-}" } } }',
    'services: { db: { image: x, environment: { A: "$${X}" }, command: "echo $$X" } }',
    'command: echo $X',
    'environment: { X: a }\ncommand: ["sh", "-c", "echo ${X}"]',
    'environment: { X: a }\nhealthcheck: { test: "echo ${X}" }',
    'services: { db: { image: x, environment: { X: a }, healthcheck: { test: "pg_isready -U ${X}" } } }',
    'services: { db: { image: x, environment: [X=a], command: "echo ${X}" } }',
  ])('not %s', (text) => expect(told(text)).toEqual([]));

  test('what signing in brings is given', () => {
    const login = 'authentik: { method: oidc, redirect_uris: ["https://a/b"], client_id_variable: ID }\n';
    expect(told('environment: { A: "${ID}" }', {}, `traefik: {}\n${login}`)).toEqual([]);
  });
});

test('a default is what stands there, where nobody gives a value', () => {
  expect(good(minimal('environment: { TZ: "${TZ:-Etc/UTC}", A: "x${B-}y" }')).deployment?.environment).toEqual({ TZ: 'Etc/UTC', A: 'xy' });
  expect(told('secrets: [{ name: TZ }]\nenvironment: { A: "${TZ:-x}" }')).toEqual([
    'metube.yml:7:21 ${TZ:-x} is compose’s, and stays as it is here',
  ]);
  expect(told('environment: { A: "${TZ:?x}" }')).toEqual(['metube.yml:6:21 ${TZ:?x} is compose’s, and stays as it is here']);
});

test('a doubled dollar is one only in compose’s language', () => {
  expect(told('command: ["a$$b"]')).toEqual(['warning metube.yml:6:13 $$ stays two dollars here']);
  expect(told('services: { db: { image: x, command: "a$$b" } }')).toEqual([]);
});

describe('a compose file of its own', () => {
  const own = (text: string) => ({
    'own.yaml': `services:\n  metube:\n    image: x\n    ports: ["8082:80"]\n    environment: { A: "${text}" }\n`,
  });

  test.each([
    ['${X}', 'compose_file: own.yaml', ['own.yaml:5:23 ${X} has no value']],
    ['$X', 'compose_file: own.yaml', ['own.yaml:5:23 ${X} has no value']],
    ['${X:-1}', 'compose_file: own.yaml', []],
    ['$${X}', 'compose_file: own.yaml', []],
    ['${HOME} ${COMPOSE_PROJECT_NAME}', 'compose_file: own.yaml', []],
    ['${X}', 'compose_file: own.yaml\nenvironment: { X: a }', []],
    ['${X}', 'compose_file: own.yaml\nsecrets: [{ name: X }]', []],
  ])('with %s and %s', (text, deployment, expected) => {
    const file = minimal(deployment).replace(/ {2}image: .*\n/, '');
    expect(
      load(file, repository(own(text))).diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`),
    ).toEqual(expected);
  });
});

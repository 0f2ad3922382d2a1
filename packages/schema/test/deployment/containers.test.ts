import { composeFile, dependsOn, sideContainers } from '../../src/deployment/containers.js';
import { deploymentSection } from '../../src/deployment/deployment.js';
import { contextOf, minimal, repository, told } from '../context.js';

function resolve(text: string, files = {}) {
  const context = contextOf(minimal(text), { files: repository(files) });
  const [services, needs, own] = [sideContainers(context), dependsOn(context), composeFile(context)];
  return { services, dependsOn: needs, composeFile: own, report: context.report };
}
const messages = (text: string, files = {}) => told(resolve(text, files).report);

describe('side containers', () => {
  const services = 'services: { database: { image: postgres:18 }, cache: { image: redis } }';

  test('are kept as written', () => {
    expect(resolve(`${services}\ndepends_on: { database: { condition: service_healthy } }`)).toMatchObject({
      services: { database: { image: 'postgres:18' }, cache: { image: 'redis' } },
      dependsOn: { database: { condition: 'service_healthy' } },
    });
  });

  test.each([
    [`${services}\ndepends_on: [databse]`, "databse is not one of ['database', 'cache']"],
    [`${services}\ndepends_on: { cahce: {} }`, "cahce is not one of ['database', 'cache']"],
    ['services: { metube: { image: x } }', 'metube is the main container'],
    ['services: { db: { imgae: x } }', 'image is required'],
    ['services: { db: { img: x } }', 'image is required'],
    ['services: { db: { build: { dockerfile_inline: FROM x } } }', undefined],
    ['network_mode: service:vpm\nservices: { vpn: { image: gluetun } }', "vpm is not one of ['vpn']"],
    ['network_mode: service:vpn\nservices: { vpn: { image: gluetun } }', undefined],
    ['network_mode: service:vpn\ndepends_on: [vpn]\ncompose: { services: { vpn: { image: gluetun } } }', undefined],
  ])('%s', (text, message) => expect(messages(text)).toEqual(message === undefined ? [] : [message]));
});

test('an own compose file is read, its mistakes are told with its line', () => {
  const own = (text: string) => messages('compose_file: own.yml', { 'own.yml': text });
  expect(resolve('compose_file: own.yml', { 'own.yml': 'services: { metube: { image: x } }\n' }).composeFile?.file).toEqual({
    source: 'own.yml',
    content: 'services: { metube: { image: x } }\n',
  });
  expect(own('services:\n  metube: [\n')).toEqual([expect.stringMatching(/^flow sequence/)]);
  expect(own('version: "3"\n')).toEqual(['own.yml has no services']);
  expect(own('services: { app: { image: x } }\n')).toEqual(['warning: own.yml has no container called metube']);
});

describe('what Docker refuses for certain', () => {
  const refused = (text: string) => {
    const context = contextOf(minimal(text));
    deploymentSection(context);
    return context.report.diagnostics().map(({ line, column, message }) => `${line}:${column} ${message}`);
  };

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
    '"${IMAGE:-postgres}"',
    'registry.example.org/a/b:${TAG:-1}',
  ])('not the image %s', (written) => {
    expect(
      refused(
        `services: { cache: { image: ${written.includes('[') ? `'${written}'` : written.includes('{') && !written.startsWith('"') ? `"${written}"` : written} } }`,
      ),
    ).toEqual([]);
  });

  test.each([
    [
      'services: { cache: { image: a, container_name: -x } }',
      'container_name takes at least two letters, digits, _ . or -, the first a letter or digit, not "-x"',
    ],
    ['services: { cache: { image: a, container_name: x } }', 'container_name takes at least two letters'],
    ['compose: { container_name: "a b" }', 'container_name takes at least two letters'],
    ['compose: { name: My Media }', 'My Media is not the name of a project'],
    ['services: { cache: { image: a, ports: ["70000:80"] } }', 'not "70000:80"'],
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
    const { report } = resolve('compose_file: own.yaml', { 'own.yaml': own });
    expect(report.diagnostics().map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)).toEqual([
      'own.yaml:3:12 Ghcr.io/A/B is not the name of an image',
      'own.yaml:4:21 container_name takes at least two letters, digits, _ . or -, the first a letter or digit, not "x"',
    ]);
  });
});

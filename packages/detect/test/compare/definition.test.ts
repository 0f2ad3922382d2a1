import { changedPaths } from '../../src/compare/changed.js';
import { definitionIn, usedBy } from '../../src/compare/definition.js';

/** [name that must be found, text]; null: none. */
const cases: [string | null, string][] = [
  ['metube', 'service:\n  name: metube\n'],
  ['metube', '---\n# a\nservice:\n\n  # note\n  category: x\n  name: metube   # why\n'],
  ['metube', 'service: {name: metube, category: downloads}\n'],
  ['metube', 'service: {category: "a, name: b", name: "metube"}\n'],
  ['metube', 'service: {\n  category: [a, {name: no}],\n  name: metube\n}\n'],
  ['metube', "'service':\r\n    'name': 'metube'\r\n"],
  ['metube', '"service" :\n  "name" : "metube"\n'],
  ['metube', 'service: &s\n  name: &n metube\n'],
  ['metube', 'service: !!map\n  name: !!str metube\n'],
  ['metube', '{"deployment": {"name": "no"}, "service": {"x": {"name": "no"}, "name": "metube"}}'],
  ['metube', '\uFEFFservice:\n  name: metube\n'],
  ['metube', 'deployment:\n  services:\n    name: no\nservice:\n  sub:\n    name: no\n  name: metube\n'],
  ["it's", "service:\n  name: 'it''s'\n"],
  ['a#b', 'service:\n  name: a#b\n'],
  ['a: b', 'service: {name: "a: b"}\n'],
  [null, 'name: no\n'],
  [null, 'service:\n  name:\n'],
  [null, 'service:\n  name: ~\n'],
  ['metube', 'service:\n  name: |\n    metube\n'],
  ['metube', 'service:\n  name: >-\n    metube\n'],
  ['metube', 'x-name: &n metube\nservice:\n  name: *n\n'],
  ['metube', 'x-base: &b { name: metube }\nservice: { <<: *b }\n'],
  [null, 'service:\n  name: *alias\n'],
  [null, 'service:\n  name: [no]\n'],
  [null, 'service: name\n'],
  [null, 'service:\nname: no\n'],
  [null, 'service:\n- name: no\n'],
  [null, '# service:\n#   name: no\n'],
  [null, 'services:\n  name: no\n'],
  [null, '{'],
  [null, ''],
];

test.each(cases)('the name %s is found in %j', (name, text) => expect(definitionIn(text).name).toBe(name));

test.each([
  ['deployment: { target_host: docker-media }', 'docker-media'],
  ['x: &h docker-media\ndeployment:\n  target_host: *h\n', 'docker-media'],
  ['deployment:\n  target_host: docker-media\n  port: [\n', 'docker-media'],
  ['deployment: { target_host: 7 }', '7'],
  ['deployment: { target_host: "  " }', null],
  ['deployment: [target_host]', null],
  ['target_host: docker-media', null],
])('the host in %j is %s', (text, host) => expect(definitionIn(text).host).toBe(host));

const file = (path: string) => ({ path, folder: false });

test.each([
  ['deployment: { extra_files: [{ source: config/a.conf, destination: a }] }', [file('config/a.conf')]],
  ['deployment: { secrets_file: ./x.env }', [file('x.env')]],
  ['deployment: { compose_file: stacks/compose.yml }', [{ path: 'stacks/compose.yml', folder: true }]],
  [
    'x: &f { source: a/../b.conf }\ndeployment: { extra_files: [*f, { source: c/ }, { destination: d }, e, null] }',
    [file('b.conf'), file('c')],
  ],
  ['deployment: { secrets: [{ name: A, source: EXAMPLE_A }], extra_files: x }', []],
  ['backend: { url: "https://192.0.2.10", ca_file: certs/pve.pem }', [file('certs/pve.pem')]],
  ['pages: { a: { backend: { ca_file: a.pem } }, b: { backend: "https://192.0.2.10" }, c: null }', [file('a.pem')]],
  ['source: a', []],
])('%j refers to %j', (text, expected) => expect(definitionIn(text).references).toEqual(expected));

test.each([
  ['config/a.conf', true],
  ['services/media/config/a.conf', true],
  ['services/config/a.conf', false],
  ['config/a.conf.bak', false],
  ['config', false],
  ['stacks/compose.yaml', true],
  ['stacks/beside.env', true],
  ['stacksx/beside.env', false],
  ['services/media/folder/deep/x', true],
  ['services/media/b.yml', false],
])('a change of %s counts for a service that names it: %s', (path, expected) => {
  const references = [
    file('config/a.conf'),
    { path: 'stacks/compose.yaml', folder: true },
    file('folder'),
    { path: 'own.yaml', folder: true },
  ];
  expect(usedBy('services/media/a.yml', references, changedPaths(['other', path]))).toBe(expected ? path : null);
});

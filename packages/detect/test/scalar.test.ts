import { cleanUp, started } from './clone.js';

afterAll(cleanUp);

/** [name that must be found, text]; null: the file's own. */
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

test('the name of a service is found in every way to write it', async () => {
  const repo = started();
  const file = (n: number): string => `file-${String(n).padStart(2, '0')}`;
  repo.commit(Object.fromEntries(cases.map(([, text], n) => [`services/${file(n)}.yml`, text])));
  const { deploy } = await repo.detect();
  expect(deploy.map(({ name }, n) => [name, cases[n]?.[1]])).toEqual(cases.map(([name, text], n) => [name ?? file(n), text]));
});

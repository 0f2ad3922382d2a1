import { factsOf } from '../../src/read/facts.js';
import { namesOf, serviceIn } from '../../src/projects/names.js';

const known = (path: string, name: string | null = null) => ({
  path,
  facts: factsOf(name === null ? '' : `service: { name: ${name} }`, path),
});

test.each<[string, ReturnType<typeof known>[], string, readonly string[]]>([
  ['by the service', [known('s/a.yml', 'b')], '', ['b']],
  ['by the file, when it tells none', [known('s/a.yml')], '', ['a']],
  ['by the path, the second of two', [known('s/a.yml', 'x'), known('s/b.yml', 'x')], '', ['x', 's/b']],
  ['by the path, when it is called like all of them', [known('s/homelab.yml', 'homelab')], '', ['s/homelab']],
  ['with a prefix', [known('s/a.yml', 'x'), known('s/b.yml', 'x')], 'svc-', ['svc-x', 'svc-s/b']],
  ['in plain letters', [known('s/a b:c.yml')], '', ['a-b-c']],
])('%s', (_, files, prefix, names) => {
  expect([...namesOf(files, prefix, ['homelab']).values()]).toEqual(names);
});

test.each([
  ['metube', 'metube'],
  ['a; rm -rf /', 'file'],
  ['$(x)', 'file'],
  ['', 'file'],
])('hl is asked for %p as %p', (name, asked) => {
  expect(serviceIn('s/file.yml', name)).toBe(asked);
});

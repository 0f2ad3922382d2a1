import { expand, includedIn } from '../../src/document/includes.js';

const main = '/opt/glance/glance.yml';

test.each([
  ['relative to the file', '- $include: b.yml', main, ['/opt/glance/b.yml']],
  ['of a file elsewhere', '  !include:  ../b.yml  ', '/opt/pages/a.yml', ['/opt/b.yml']],
  ['absolute', '$include: /srv/b.yml', main, ['/srv/b.yml']],
  ['with a dash without a blank', '-!include: b.yml', main, ['/opt/glance/b.yml']],
  ["of the image's own directory", '- $include: /app/config/x/b.yml', '/opt/glance/x/a.yml', ['/opt/glance/x/b.yml']],
  ['with a comment that is part of the path', '- $include: b.yml # x', main, ['/opt/glance/b.yml # x']],
  ['several', '- $include: a.yml\r\n- $include: b.yml\n', main, ['/opt/glance/a.yml', '/opt/glance/b.yml']],
  ['none', 'a: $include: b.yml\n# $include: b.yml\n$include:\n$include b.yml\n', main, []],
])('included: %s', (_, text, from, paths) => expect(includedIn(text, from, main)).toEqual(paths));

test("of the image's own directory, where glance.yml is there, too", () =>
  expect(includedIn('$include: /app/config/b.yml', '/app/config/x.yml', '/app/config/glance.yml')).toEqual(['/app/config/b.yml']));

const sources = new Map([
  [main, 'pages:\n  - $include: a.yml\n# end\n'],
  ['/opt/glance/a.yml', '- name: A\r\n  list:\r\n    - $include: b.yml\r\n'],
  ['/opt/glance/b.yml', '- x\n- y'],
]);

test('included files stand in their place, each line indented', () => {
  const { text, origins } = expand(sources, main);
  expect(text).toBe('pages:\n  - name: A\n    list:\n      - x\n      - y\n# end\n');
  expect(origins.map(({ path, line, indent }) => [path.slice('/opt/glance/'.length), line, indent.length])).toEqual([
    ['glance.yml', 0, 0],
    ['a.yml', 0, 2],
    ['a.yml', 1, 2],
    ['b.yml', 0, 6],
    ['b.yml', 1, 6],
    ['glance.yml', 2, 0],
  ]);
  expect(origins[3]?.parent).toMatchObject({
    path: '/opt/glance/a.yml',
    line: 2,
    indent: '  ',
    parent: { path: main, line: 1, parent: null },
  });
});

test('a final line end is missing where glance.yml has none', () =>
  expect(expand(new Map([[main, 'a:\n  b']]), main).text).toBe('a:\n  b'));

test.each([
  [20, 'is fine'],
  [21, 'is too deep'],
])('%i files in each other', (count, verdict) => {
  const chain = new Map([[main, '$include: f1.yml\n']]);
  for (let n = 1; n <= count; n += 1) chain.set(`/opt/glance/f${n}.yml`, n === count ? 'end\n' : `$include: f${n + 1}.yml\n`);
  if (verdict === 'is fine') expect(expand(chain, main).text).toBe('end\n');
  else
    expect(() => expand(chain, main)).toThrow(
      expect.objectContaining({
        code: 'HL_GLANCE_CONFIG',
        kind: 'refused',
        message: '/opt/glance/f21.yml is included more than 20 levels deep',
      }),
    );
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateGlance } from '@hl/lab/glance';

let directory: string;
let config: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lab-glance-'));
  config = join(directory, 'glance.yml');
});

const page = (widgets: string): string =>
  `pages:\n  - name: Two Words é\n    columns:\n      - size: full\n        widgets:\n${widgets.replace(/^(?=.)/gm, '          ')}`;
const bookmark = (title: string): string =>
  page(
    `- type: bookmarks\n  groups:\n    - title: A & B\n      links:\n        - {title: ${JSON.stringify(title)}, url: 'https://x.example.net/?a=1&b=ä'}\n`,
  );
const slim = (columns: number): string =>
  `pages:\n  - name: A\n    width: slim\n    columns:\n${['full', 'small', 'small']
    .slice(0, columns)
    .map((size) => `      - size: ${size}\n`)
    .join('')}`;
const login = (name: string, password: string): string =>
  `auth:\n  secret-key: abc\n  users:\n    ${name}:\n      password: ${password}\n${bookmark('T')}`;
test.each([
  ['', 'no pages configured'],
  ['pages:\n  - columns: []\n', 'page 1 has no name'],
  ['pages:\n  - name: A\n    columns:\n      - size: small\n', 'page 1 must have either 1 or 2 full width columns'],
  [page('- type: nosuch\n'), 'line 6: unknown widget type: nosuch'],
  [page('- type: monitor\n  sites:\n    - {title: A, url: b, timeout: 500ms}\n'), 'invalid duration format: 500ms'],
  [page('- type: monitor\n  sites:\n    - alt-status-codes: ["401"]\n'), 'cannot unmarshal !!str `401` into int'],
  [page("- type: bookmarks\n  groups:\n    - color: '#ff0000'\n"), 'invalid HSL color format: #ff0000'],
  ['pages:\n  - name: A\n    name: B\n', 'yaml: unmarshal errors:\n  line 3: mapping key "name" already defined at line 2'],
  [slim(3), 'page 1 is slim and cannot have more than 2 columns'],
  [slim(2).replace('slim', 'narrow'), 'page 1: width can only be either wide or slim'],
  [
    slim(2).replace('width', 'desktop-navigation-width').replace('slim', 'x'),
    'page 1: desktop-navigation-width can only be either wide or slim',
  ],
  [slim(2).replace('small', 'half'), 'column 2 of page 1: size can only be either small or full'],
  [page('- type: monitor\n  cache: 5 minutes\n'), 'invalid duration format: 5 minutes'],
  [login('ada', 'long enough').replace(/ *secret-key.*\n/, ''), 'secret-key must be set when users are configured'],
  [login('al', 'long enough'), 'usernames must be at least 3 characters'],
  [login('ada', 'short'), 'the password for ada must be at least 6 characters'],
  [login('ada', "''"), 'user ada must have a password or a password-hash set'],
  [`${page('')}# \${readFileFromEnv:NOPE}\n`, 'parsing variable: readFileFromEnv: environment variable NOPE not found'],
  [`${page('')}# \${secret:nope}\n`, 'parsing variable: reading secret file: '],
  ['pages: [\n', 'yaml: line'],
  ['pages: [{name: What? , columns: []}]\n', "yaml: line 1: did not find expected ',' or '}'"],
])('invalid: %j', (text, message) => {
  writeFileSync(config, text);
  const { code, stdout } = validateGlance(config);
  expect([code, stdout]).toEqual([1, expect.stringContaining(`Config file is invalid: `)]);
  expect(stdout).toContain(message);
  expect(readFileSync(config, 'utf8')).toBe(text);
});

test('lenient: unknown fields, missing URLs, null lists', () => {
  writeFileSync(
    config,
    page('- type: monitor\n  insecure: true\n  sites:\n- type: bookmarks\n  groups:\n    - links:\n        - title: x\n'),
  );
  expect(validateGlance(config)).toEqual({ code: 0, stdout: '' });
});

test('what is included and not there is no configuration at all', () => {
  writeFileSync(config, page('- $include: nope.yml\n'));
  expect(validateGlance(config)).toEqual({ code: 1, stdout: expect.stringMatching(/^Could not parse config file: reading .*nope\.yml: /) });
  writeFileSync(config, page('- $include: glance.yml\n'));
  expect(validateGlance(config).stdout).toBe('Could not parse config file: recursion depth limit of 20 reached\n');
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { filesIn } from '../../checks/files.mjs';
import { errorsOf, errorsPage } from '../../generate/pages/errors.mjs';
import { put, scratch } from '../folder.mjs';

const home = fileURLToPath(new URL('../../../', import.meta.url));

function planted(text) {
  const root = scratch();
  put(root, 'packages/a/src/a.ts', text);
  return root;
}
const only = (text) => {
  const [fact] = errorsOf(planted(text)).values();
  return [fact.code, ...[fact.kinds, fact.messages, fact.hints].map((set) => [...set].join(' / '))];
};

for (const [title, text, expected] of [
  [
    'a constructor',
    "new HlError('HL_A', `${file} is not there`, { kind: 'input', hint: 'Make it first.' });",
    ['HL_A', 'input', '… is not there', 'Make it first.'],
  ],
  [
    'constants around it',
    "const hint = 'Make it first.';\nfunction f() { const what = 'it is away'; throw new HlError('HL_A', what, { kind: 'refused', hint }); }",
    ['HL_A', 'refused', 'it is away', 'Make it first.'],
  ],
  [
    'a function that completes codes',
    "const no = (code, message, hint) => new HlError(`HL_A_${code}`, message, { kind: 'refused', hint });\nno('LOGIN', 'it takes no such password', 'Set it anew.');",
    ['HL_A_LOGIN', 'refused', 'it takes no such password', 'Set it anew.'],
  ],
  [
    'a row of a list',
    "const rows = [[/^E/, 'HL_A', 'nothing listens there', 'Is it up, really?']];",
    ['HL_A', '', 'nothing listens there', 'Is it up, really?'],
  ],
  [
    'an object',
    "const rows = [{ code: 'HL_A', kind: 'refused', what: 'the disk is full', hint: 'Free some space.' }];",
    ['HL_A', 'refused', 'the disk is full', 'Free some space.'],
  ],
  [
    'hints in one object',
    "const hints = { busy: 'Wait a moment.' };\nnew HlError('HL_A', 'it is busy now', { kind: 'unreachable', hint: hints.busy });",
    ['HL_A', 'unreachable', 'it is busy now', 'Wait a moment.'],
  ],
])
  test(title, () => assert.deepEqual(only(text), expected));

test('an error that says no way out ends the making of the page, by its name', () => {
  const root = planted("new HlError('HL_WITHOUT', 'it went wrong', { kind: 'input' });");
  assert.throws(() => errorsPage(root), /missing of .*HL_WITHOUT$/);
});

test('every code that a test or a page of the repository names is on the page', () => {
  const page = readFileSync(join(home, 'docs/reference/errors.md'), 'utf8');
  const own = /^HL_(A|B|C|X|Y|FAKE|NO|KILLED)(_|$)|^HL_GLANCE_ANSWER$/;
  const named = filesIn(home)
    .filter((path) => /^(packages|apps)\/[^/]+\/test\/.*\.ts$|\.md$/.test(path) && !path.endsWith('CHANGELOG.md'))
    .flatMap((path) => readFileSync(join(home, path), 'utf8').match(/(?<=code: '|`)HL_[A-Z0-9_]*[A-Z0-9](?=['`])/g) ?? []);
  const families = /^HL_(PIHOLE|GLANCE|AUTHENTIK|ADGUARD|TRAEFIK_API|SSH)$/;
  const variables =
    /^HL_(SCHEDULE|DEEP|COVERAGE|SEED|PAIRS|IMAGE|COMMIT|GITLAB_TOKEN|NODE|VERSION|REAL_[A-Z]+|WATCH_[A-Z]+|WEBHOOK_[A-Z]+)$/;
  const unknown = [...new Set(named)].filter((code) => ![own, families, variables].some((rule) => rule.test(code)));
  assert.deepEqual(
    unknown.filter((code) => !page.includes(`\`${code}\``)),
    [],
  );
});

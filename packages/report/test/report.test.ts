import { policy, report } from '@hl/report';
import { hostile, hostileTexts } from './sample/hostile.js';
import { healthy } from './sample/sample.js';
import { troubled } from './sample/trouble.js';

const ours = { script: 2, style: 1 };
const countOf = (page: string, part: RegExp): number => (page.match(part) ?? []).length;

test('a page asks nobody for anything and runs nothing but ours', () => {
  const page = report(troubled());
  expect(page).toContain(`content="${policy(false).replaceAll("'", '&#39;')}"`);
  expect(policy(false)).toMatch(
    /^default-src 'none'; script-src 'sha256-\S+' 'sha256-\S+'; style-src 'sha256-\S+'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
  );
  expect(page).not.toMatch(/\ssrc=|<link|@import|url\(/);
});

test('a live page may ask where it came from, and knows its version', () => {
  expect(policy(true)).toContain("connect-src 'self'");
  expect(report(healthy(1), { live: 'v1' })).toContain('data-version="v1"');
});

test.each([
  ['no service', healthy(0)],
  ['a healthy fleet', healthy(12)],
  ['a troubled one', troubled()],
  ['hostile texts', hostile()],
])('%s: no element but ours, every one of them ended', (_, data) => {
  const page = report(data);
  expect(countOf(page, /<script[\s>]/g)).toBe(ours.script);
  expect(countOf(page, /<style[\s>]/g)).toBe(ours.style);
  expect(page).not.toMatch(/<(img|iframe|object|embed|base)\b/);
  for (const tag of ['details', 'section', 'ul', 'li', 'div', 'span', 'table', 'dl'])
    expect([tag, countOf(page, new RegExp(`<${tag}[\\s>]`, 'g'))]).toEqual([tag, countOf(page, new RegExp(`</${tag}\\s*>`, 'g'))]);
});

test('every hostile text is shown as it is, or as much of it as there is room for', () => {
  const page = report(hostile());
  expect(page).toContain('&lt;/script&gt;&lt;script&gt;globalThis.broken = 1&lt;/script&gt;');
  expect(page).toContain('right\\u202eot left\\u2066');
  expect(page).toContain(`${'x'.repeat(2_000)}… (8000 more)`);
  expect(hostileTexts.length).toBeGreaterThan(10);
});

test.each([
  ['what to do', /MeTube<\/b><\/a> fails: route, health/],
  ['what a check expected and saw', /expected 200, got 502/],
  ['its hint', /Is container_port the one that the program listens on/],
  ['its evidence', /<dt>body<\/dt>\s*<dd>&lt;html&gt;/],
  [
    'the command that goes back, and the job',
    /hl rollback metube<\/code> <span class="or">or in GitLab<\/span> <a href="\S+">rollback job<\/a> with <code>SERVICE=metube<\/code>/,
  ],
  ['a revision', /<code>hl rollback metube --to 3<\/code>/],
  ['lines of the compose file', /<del>- {5}image: ghcr.io\/alexta69\/metube:2026.07.02<\/del>/],
  ['a field before and after', /<del>http:\/\/192.0.2.20:8081<\/del>.*<ins>http:\/\/192.0.2.20:8082<\/ins>/],
  ['what verify took back', /Taken back by verify.*sonarr/],
  ['drift and what mends it', /gitea.*changed by hand.*hl drift --heal/],
  ['what is wrong in a system', /two routers claim files.example.org/],
])('a troubled fleet: %s', (_, expected) => {
  expect(new RegExp(expected.source, 's').test(report(troubled()))).toBe(true);
});

test('where nobody looked for drift, that is said', () => {
  expect(report({ ...healthy(1), drift: null })).toMatch(/Nobody has looked: <code>hl drift<\/code>/);
});

test('a page that would be too large says less of each service, and that it does', () => {
  const full = report(healthy(40));
  const small = report(healthy(40), { most: 120_000 });
  expect(Buffer.byteLength(full)).toBeGreaterThan(150_000);
  expect(Buffer.byteLength(small)).toBeLessThan(120_000);
  expect([full.includes('resolver'), small.includes('resolver')]).toEqual([true, false]);
  expect(small.includes('8 checks passed: container, port, health')).toBe(true);
  expect(small.includes('runs: <code>hl history metube</code>')).toBe(true);
});

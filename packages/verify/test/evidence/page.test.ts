import { pageEvidence, titleOf } from '../../src/evidence/page.js';

const reply = (over: object = {}) => ({ status: 200, headers: {}, body: '', cookies: [], ...over });
const asked = { url: 'https://a.test/?next=hush', address: '192.0.2.20' };

test.each([
  ['<html><head><TITLE lang="en">\n Tom &amp; Jerry&#39;s </TITLE>', "Tom & Jerry's"],
  ['<svg><title></title></svg>', ''],
  ['no page', ''],
  [`<title>${'a'.repeat(200)}</title>`, `${'a'.repeat(99)}…`],
])('%s is called %s', (body, title) => {
  expect(titleOf(body)).toBe(title);
});

test('of a page: no cookie, no value of a query, its first 200 bytes', () => {
  const headers = { 'set-cookie': 'session=hush', server: 'nginx', 'x-powered-by': 'PHP', location: '/login?next=hush' };
  const seen = pageEvidence(reply({ headers, body: `ä${'b'.repeat(500)}`, cookies: ['session=hush'] }), asked);
  expect(seen).toMatchObject({ url: 'https://a.test/?next=…', address: '192.0.2.20', server: 'nginx, PHP', location: '/login?next=…' });
  expect(seen['body']).toBe(`ä${'b'.repeat(198)}`);
  expect(JSON.stringify(seen)).not.toContain('hush');
});

test('a character that the 200 bytes cut through is left out', () => {
  expect(pageEvidence(reply({ body: `${'b'.repeat(199)}ä` }), asked)['body']).toBe('b'.repeat(199));
});

test.each([
  [{ body: '\0\0' }, '(binary)'],
  [{ body: 'PNG', headers: { 'content-type': 'image/png; x=y' } }, '(image/png)'],
])('what is no text is only named: %j', (over, body) => {
  expect(pageEvidence(reply(over), asked)['body']).toBe(body);
});

test('what only a key of ours is shown is not kept', () => {
  expect(pageEvidence(reply({ body: '<title>mine</title>' }), asked, false)).toMatchObject({ title: '', body: '', status: '200' });
});

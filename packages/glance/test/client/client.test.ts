import { glanceClient } from '../../src/client/client.js';

/** Who answers in the end is waited for, who never does is not. */
const timingOf = (answers: readonly unknown[]) => ({
  pollMs: 1,
  settleMs: answers.length > 1 ? 4_000 : 20,
  deadlineMs: 20,
  requestMs: 4_000,
});
const refused = Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });
const cut = Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) });
const expired = Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }) });

/** Answers in turn, the last one for ever. */
function client(answers: readonly (Error | [status: number, body?: string])[], url = 'http://192.0.2.1:8080/dash/') {
  const asked: string[] = [];
  const fetch = async (input: unknown): Promise<Response> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] as Error | [number, string?];
    asked.push(String(input instanceof Request ? input.url : input));
    if (answer instanceof Error) throw answer;
    return new Response(answer[1] ?? null, { status: answer[0] });
  };
  return { asked, ...glanceClient(url, fetch as typeof globalThis.fetch, timingOf(answers)) };
}
const anchor = '<a class="bookmarks-link" href="https://a.example.org">A</a>';

test.each<[string, readonly (Error | [number, string?])[], unknown, number]>([
  ['a page', [[200, anchor]], [{ kind: 'bookmark', url: 'https://a.example.org', title: 'A', group: '' }], 1],
  ['a login of its own', [[401]], 'hidden', 1],
  ['no such page', [[404]], 'none', 1],
  ['starting', [refused, refused, [404]], 'none', 3],
  ['a connection that has died', [cut, [404]], 'none', 2],
])('content: %s', async (_, answers, expected, count) => {
  const { content, asked } = client(answers);
  expect(await content('two words')).toEqual(expected);
  expect(asked).toEqual(Array(count).fill('http://192.0.2.1:8080/dash/api/pages/two%20words/content/'));
});

test.each<[string, readonly (Error | [number, string?])[], object]>([
  [
    '502',
    [[502]],
    { code: 'HL_GLANCE_UNREACHABLE', kind: 'unreachable', message: 'Glance at http://192.0.2.1:8080/dash/ does not answer: HTTP 502' },
  ],
  [
    '429',
    [[429]],
    { code: 'HL_GLANCE_UNREACHABLE', message: expect.stringMatching(/HTTP 429$/), hint: expect.stringMatching(/^Is it running/) },
  ],
  [
    'a redirect to a login',
    [[302]],
    {
      code: 'HL_GLANCE_URL',
      kind: 'refused',
      message: expect.stringMatching(/answered 302 for \/api\/pages\/home\/content\/, which/),
      hint: expect.stringMatching(/direct address/),
    },
  ],
  ['418', [[418]], { code: 'HL_GLANCE_URL', kind: 'refused' }],
  ['nobody listens', [refused], { code: 'HL_GLANCE_UNREACHABLE', kind: 'unreachable', hint: expect.stringMatching(/^Is it running/) }],
  ['a certificate that is over, at once', [expired], { code: 'HL_GLANCE_TLS', kind: 'refused' }],
])('content: %s', async (_, answers, error) => {
  const { content, asked } = client(answers);
  await expect(content('home')).rejects.toMatchObject(error);
  expect(asked.length === 1).toBe(answers[0] !== refused);
});

test('an address that nothing can be asked at holds back the dashboard only, and no password is told', async () => {
  const { content } = client([[200]], 'http://user:secret@192.0.2.1/');
  await expect(content('home')).rejects.toMatchObject({
    code: 'HL_GLANCE_URL',
    kind: 'refused',
    message: expect.not.stringContaining('secret'),
  });
});

test.each<[string, readonly (Error | [number, string?])[], boolean]>([
  ['200', [[200]], true],
  ['503', [[503]], false],
  ['nobody listens', [refused], false],
])('healthy: %s', async (_, answers, expected) => expect(await client(answers).healthy()).toBe(expected));

test('ready: waits a little for one that is starting, and tells when it does not get well', async () => {
  await client([refused, [503], [200]]).ready();
  await expect(client([[503]]).ready()).rejects.toMatchObject({
    code: 'HL_GLANCE_UNREACHABLE',
    kind: 'unreachable',
    message: expect.stringMatching(/healthz does not say 200$/),
  });
  await expect(client([refused]).ready()).rejects.toMatchObject({ code: 'HL_GLANCE_UNREACHABLE', kind: 'unreachable' });
});

import { asker, hide } from '../../src/client/ask.js';

test.each([
  ['the longest first', 'a-token-long a-token', ['a-token', 'a-token-long'], '*** ***'],
  ['as it stands in a URL, too', 'x%2Fy%3Az x/y:z', ['x/y:z'], '*** ***'],
  ['what is too short would hide everything', 'abc abcd', ['abc', '', 'abcd'], 'abc ***'],
])('hides %s', (_, text, secrets, expected) => expect(hide(text, secrets)).toBe(expected));

const answering = (...answers: (number | Error)[]) => {
  let asked = 0;
  const fetch: typeof globalThis.fetch = async () => {
    const answer = answers[asked++] ?? 200;
    if (answer instanceof Error) throw answer;
    return new Response(null, { status: answer });
  };
  return { asked: () => asked, ...asker({ what: 'X', secrets: [], fetch, timing: { backoffMs: 1, patienceMs: 1_000 } }) };
};
const url = 'http://127.0.0.1/';
const failure = (code: string): Error => Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });

test.each<[string, (number | Error)[], boolean, number]>([
  ['503 says that nothing was done', [503, 503], false, 3],
  ['502 may come too late', [502], false, 1],
  ['502, where twice is once', [502, 500], true, 3],
  ['nobody listens', [failure('ECONNREFUSED')], false, 2],
  ['a lost answer, where twice is once', [failure('ECONNRESET')], true, 2],
])('%s', async (_, answers, twice, expected) => {
  const { ask, asked } = answering(...answers);
  await ask({ url, twice });
  expect(asked()).toBe(expected);
});

test('a lost answer is not asked for again', async () => {
  const { ask, asked } = answering(failure('ECONNRESET'));
  await expect(ask({ url })).rejects.toMatchObject({ code: 'HL_CHANNEL_UNREACHABLE' });
  expect(asked()).toBe(1);
});

test.each([
  [299, null],
  [300, 'HL_CHANNEL_MOVED'],
])('%i', async (status, code) => {
  const { ask, must } = answering(status);
  const answer = await ask({ url });
  if (code === null) expect(must(answer)).toBe(answer);
  else expect(() => must(answer)).toThrow(expect.objectContaining({ code }));
});

test('who is gone is not asked again', async () => {
  const { ask, must, asked } = answering(410);
  const answer = await ask({ url });
  expect(() => must(answer)).toThrow();
  await expect(ask({ url })).rejects.toMatchObject({ code: 'HL_CHANNEL_GONE' });
  expect(asked()).toBe(1);
});

test('a refusal in JSON of a depth without measure is a refusal', async () => {
  const deep = `{"message":"x","errors":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
  const { ask, must } = asker({ what: 'X', secrets: ['hidden'], fetch: async () => new Response(deep, { status: 400 }) });
  const answer = await ask({ url });
  expect(() => must(answer)).toThrow(expect.objectContaining({ code: 'HL_CHANNEL_REFUSED' }));
});

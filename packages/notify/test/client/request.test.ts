import { requestBody } from '../../src/client/request.js';

test('JSON without files', () =>
  expect(requestBody({ content: 'x', files: [] })).toEqual({ body: '{"content":"x"}', headers: { 'content-type': 'application/json' } }));

test('a form with files, which the payload names', async () => {
  const { body, headers } = requestBody({
    content: 'x',
    files: [
      { name: 'a.md', content: 'é' },
      { name: 'b.md', content: 'b' },
    ],
  });
  const form = body as FormData;
  expect(headers).toEqual({});
  expect(JSON.parse(form.get('payload_json') as string)).toEqual({
    content: 'x',
    attachments: [
      { id: 0, filename: 'a.md' },
      { id: 1, filename: 'b.md' },
    ],
  });
  const first = form.get('files[0]') as File;
  expect([first.name, first.type, await first.text(), (form.get('files[1]') as File).name]).toEqual([
    'a.md',
    'text/markdown; charset=utf-8',
    'é',
    'b.md',
  ]);
});

import { httpEmulator } from '@hl/lab';

test('an emulator ends with the block that uses it, even when that fails', async () => {
  let url = '';
  const failing = async (): Promise<void> => {
    await using emulator = await httpEmulator(() => ({ status: 204 }));
    url = emulator.url;
    expect((await fetch(url)).status).toBe(204);
    throw new Error('an assertion');
  };
  await expect(failing()).rejects.toThrow('an assertion');
  await expect(fetch(url)).rejects.toThrow();
});

test.each(['a socket', 'none'])('over %s the answers and faults are the same', async (over) => {
  await using lab = await httpEmulator(({ method, path, query, body }) => ({
    status: 201,
    headers: { 'x-twice': ['a', 'b'] },
    body: { method, path, query: String(query), body },
  }));
  const ask = over === 'none' ? lab.fetch : fetch;
  const answer = await ask(`${lab.url}/a%20b/?c=d`, { method: 'POST', body: 'e' });
  expect([answer.status, answer.headers.get('x-twice'), await answer.json()]).toEqual([
    201,
    'a, b',
    { method: 'POST', path: '/a%20b/', query: 'c=d', body: 'e' },
  ]);
  lab.faults.push({ times: 1, answer: { status: 204 } }, { times: 1, drop: 'request' });
  expect((await ask(lab.url)).status).toBe(204);
  await expect(ask(lab.url)).rejects.toThrow('fetch failed');
  expect(lab.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
  await lab.refuse(true);
  await expect(ask(lab.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

import { readFileSync } from 'node:fs';
import { HlError } from '@hl/core';
import { httpEmulator } from '@hl/lab';
import { request } from '@hl/http';

async function versionOf(url: string, token: string): Promise<unknown> {
  // example
  const asked = { what: `Glance at ${url}`, code: 'HL_GLANCE', hints: { refused: 'Start it: docker start glance.' } };
  const answer = await request(`${url}/api/version`, {
    ...asked,
    headers: { authorization: `Bearer ${token}` },
    deadlineMs: 5_000,
    maxBytes: 64 * 1024,
  });
  if (answer.status === 200) return answer.json(); // undefined when it is no JSON
  throw new HlError('HL_GLANCE_ANSWER', `${asked.what} answers ${answer.status}`, { kind: 'refused' });
  // end
}

test('the example does what the README says', async () => {
  const emulator = await httpEmulator(({ headers }) =>
    headers.authorization === 'Bearer t' ? { status: 200, body: '"1.2"' } : { status: 401 },
  );
  expect(await versionOf(emulator.url, 't')).toBe('1.2');
  await expect(versionOf(emulator.url, 'wrong')).rejects.toMatchObject({ code: 'HL_GLANCE_ANSWER' });
  await emulator.close();
  const nobody = await httpEmulator(() => ({ status: 200 }));
  await nobody.close();
  await expect(versionOf(nobody.url, 't')).rejects.toMatchObject({
    code: 'HL_GLANCE_UNREACHABLE',
    hint: 'Start it: docker start glance.',
  });
});

test('the README shows the example as it is run', () => {
  const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
  const source = (/\/\/ example\n([^]*?)\s*\/\/ end/.exec(read('./readme.test.ts'))?.[1] ?? '').replace(/^ {2}/gm, '');
  expect(source).not.toBe('');
  expect(read('../README.md')).toContain(source);
});
